//! The lenient decoder: members in any case, JSON inside texts, at every level.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::conditions::{self, RecordedConditions};
use super::result::{AppliedResult, StrengthResult};
use super::{AppliedPolicy, AppliedStrength, NetworkDetail, RequirementPolicy, SatisfiedRule};
use crate::model::{Id, parse_guid};

/// Texts inside texts.
const DEPTH: usize = 3;

/// The elements of a list; none if it cannot be read. `null` and empty text are nothing at all.
pub(super) fn elements(json: &str) -> Option<Vec<Value>> {
    match unwrapped(&Value::String(json.to_owned()))?.into_owned() {
        Value::Array(elements) => Some(elements),
        element @ Value::Object(_) => Some(vec![element]),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// One policy; none if it has no id and so is none.
pub(super) fn policy(value: &Value) -> Option<AppliedPolicy> {
    let policy = object(value)?;
    let id = text(&policy, "id").or_else(|| text(&policy, "policyId"))?;
    let strength = member(&policy, "authenticationStrength").and_then(object);
    Some(AppliedPolicy {
        id: Id::parse(&id.to_ascii_lowercase()),
        display_name: text(&policy, "displayName").unwrap_or_default(),
        result: member(&policy, "result").map_or(AppliedResult::Unknown, AppliedResult::read),
        grant_controls: texts(member(&policy, "enforcedGrantControls")),
        session_controls: texts(member(&policy, "enforcedSessionControls")),
        satisfied: member(&policy, "conditionsSatisfied").and_then(RecordedConditions::read),
        not_satisfied: member(&policy, "conditionsNotSatisfied").and_then(RecordedConditions::read),
        include_rules: rules(member(&policy, "includeRulesSatisfied")),
        exclude_rules: rules(member(&policy, "excludeRulesSatisfied")),
        strength: strength.and_then(|strength| applied_strength(&strength)),
    })
}

pub(super) fn network(value: &Value) -> Option<NetworkDetail> {
    let network = object(value)?;
    Some(NetworkDetail {
        kind: text(&network, "networkType")?,
        names: texts(member(&network, "networkNames")),
    })
}

pub(super) fn requirement(value: &Value) -> Option<RequirementPolicy> {
    let requirement = object(value)?;
    Some(RequirementPolicy {
        provider: text(&requirement, "requirementProvider")?,
        detail: text(&requirement, "detail").unwrap_or_default(),
    })
}

pub(super) fn token_protection_code(json: &str) -> Option<i64> {
    let details = object(&Value::String(json.to_owned()))?;
    match member(&details, "signInSessionStatusCode")? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn applied_strength(strength: &Map<String, Value>) -> Option<AppliedStrength> {
    Some(AppliedStrength {
        id: text(strength, "authenticationStrengthId").as_deref().and_then(parse_guid),
        display_name: text(strength, "displayName").unwrap_or_default(),
        result: member(strength, "authenticationStrengthResult").map(StrengthResult::read)?,
    })
}

fn rules(value: Option<&Value>) -> Option<Vec<SatisfiedRule>> {
    let Value::Array(rules) = unwrapped(value?)?.into_owned() else { return None };
    let rule = |rule: &Value| {
        let rule = object(rule)?;
        let condition = member(&rule, "conditionalAccessCondition").map(conditions::one)?;
        Some(SatisfiedRule { condition, rule: text(&rule, "ruleSatisfied")? })
    };
    Some(rules.iter().filter_map(rule).collect())
}

/// A list of texts, or one text.
fn texts(value: Option<&Value>) -> Vec<String> {
    let Some(value) = value else { return Vec::new() };
    match unwrapped(value).as_deref() {
        Some(Value::Array(elements)) => {
            elements.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        }
        _ => value.as_str().filter(|text| !text.is_empty()).map(str::to_owned).into_iter().collect(),
    }
}

/// The member of that name, in any case.
fn member<'v>(object: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
    let found = object
        .get(name)
        .or_else(|| object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value));
    found.filter(|value| !value.is_null())
}

fn text(object: &Map<String, Value>, name: &str) -> Option<String> {
    match member(object, name)? {
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn object(value: &Value) -> Option<Map<String, Value>> {
    match unwrapped(value)?.into_owned() {
        Value::Object(object) => Some(object),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => None,
    }
}

/// A value, taken out of the texts around it; none where a text is no JSON.
fn unwrapped(value: &Value) -> Option<Cow<'_, Value>> {
    let mut value = Cow::Borrowed(value);
    for _ in 0..DEPTH {
        let Value::String(text) = &*value else { return Some(value) };
        value = Cow::Owned(serde_json::from_str(text).ok()?);
    }
    Some(value)
}
