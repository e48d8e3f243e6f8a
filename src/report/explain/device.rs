//! Device filters in words, where they are simple; else word for word.

use super::people::rule as verbatim;
use crate::model::Match;
use crate::model::device_filter::{Attribute, Expression, Leaf, Operator, Rule, UnregisteredDevice};
use crate::report::words::{either, list};

/// What a device is like for which a rule holds, such as `the device is compliant`.
///
/// Whoever reads `is not` thinks of devices that are something else; where it holds of those too that nobody
/// registered, that is said.
pub(super) fn device_clause(rule: &Rule) -> String {
    let Some(predicate) = predicate(rule.expression()) else {
        return format!("the device matches {}", verbatim(rule.text()));
    };
    match rule.matches(&UnregisteredDevice) {
        Match::Yes => format!("the device {predicate} (unregistered devices included)"),
        Match::No | Match::Unknown => format!("the device {predicate}"),
    }
}

/// Comparisons joined by one word; anything more is not simple.
fn predicate(expression: &Expression) -> Option<String> {
    let leaves = |parts: &[Expression]| {
        let words = parts.iter().map(|part| match part {
            Expression::Compare(leaf) => Some(compare(leaf)),
            Expression::Unreadable | Expression::Not(_) | Expression::All(_) | Expression::Any(_) => None,
        });
        words.collect::<Option<Vec<String>>>()
    };
    match expression {
        Expression::Compare(leaf) => Some(compare(leaf)),
        Expression::All(parts) => leaves(parts).map(|words| list(&words)),
        Expression::Any(parts) => leaves(parts).map(|words| either(&words)),
        Expression::Unreadable | Expression::Not(_) => None,
    }
}

fn compare(leaf: &Leaf) -> String {
    let values: Vec<&str> = leaf.values().collect();
    let state = match values.as_slice() {
        [only] => state(leaf.attribute(), only),
        [] | [_, ..] => None,
    };
    match (leaf.operator(), state) {
        (Operator::Equals, Some(state)) => format!("is {state}"),
        (Operator::NotEquals, Some(state)) => format!("is not {state}"),
        (operator, _) => property(leaf.attribute(), operator, &values),
    }
}

/// What a device is called of which an attribute has a value that everybody uses.
fn state(attribute: Attribute, value: &str) -> Option<&'static str> {
    let is = |token: &str| value.eq_ignore_ascii_case(token);
    match attribute {
        Attribute::IsCompliant if is("True") => Some("compliant"),
        Attribute::TrustType if is("ServerAD") => Some("hybrid joined"),
        Attribute::TrustType if is("AzureAD") => Some("Entra joined"),
        Attribute::TrustType if is("Workplace") => Some("Entra registered"),
        Attribute::DeviceOwnership if is("Company") => Some("owned by the company"),
        Attribute::DeviceOwnership if is("Personal") => Some("owned by its user"),
        Attribute::IsCompliant
        | Attribute::TrustType
        | Attribute::DeviceOwnership
        | Attribute::DeviceId
        | Attribute::DisplayName
        | Attribute::EnrollmentProfileName
        | Attribute::Manufacturer
        | Attribute::MdmAppId
        | Attribute::Model
        | Attribute::OperatingSystem
        | Attribute::OperatingSystemVersion
        | Attribute::PhysicalIds
        | Attribute::ProfileType
        | Attribute::SystemLabels
        | Attribute::ExtensionAttribute(_) => None,
    }
}

/// `has no` also holds where there is no value at all, as negative operators do.
fn property(attribute: Attribute, operator: Operator, values: &[&str]) -> String {
    let Noun { article, noun } = noun(attribute);
    if values.is_empty() {
        let has = if operator.is_negative() { article } else { "no" };
        return format!("has {has} {noun}");
    }
    let values: Vec<String> = values.iter().map(|value| format!("\"{value}\"")).collect();
    let values = either(&values);
    let has = if operator.is_negative() { "no" } else { article };
    let verb = match operator {
        Operator::Equals | Operator::NotEquals | Operator::In | Operator::NotIn => "is",
        Operator::StartsWith | Operator::NotStartsWith => "starts with",
        Operator::EndsWith | Operator::NotEndsWith => "ends with",
        // A list holds whole elements.
        Operator::Contains | Operator::NotContains if attribute.is_list() => "is",
        Operator::Contains | Operator::NotContains => "contains",
    };
    format!("has {has} {noun} that {verb} {values}")
}

struct Noun {
    article: &'static str,
    noun: String,
}

fn noun(attribute: Attribute) -> Noun {
    let (article, noun) = match attribute {
        Attribute::DeviceId => ("a", "device id"),
        Attribute::DisplayName => ("a", "name"),
        Attribute::DeviceOwnership => ("an", "ownership"),
        Attribute::EnrollmentProfileName => ("an", "enrollment profile"),
        Attribute::IsCompliant => ("a", "compliance state"),
        Attribute::Manufacturer => ("a", "manufacturer"),
        Attribute::MdmAppId => ("an", "MDM app id"),
        Attribute::Model => ("a", "model"),
        Attribute::OperatingSystem => ("an", "operating system"),
        Attribute::OperatingSystemVersion => ("an", "operating system version"),
        Attribute::PhysicalIds => ("a", "physical id"),
        Attribute::ProfileType => ("a", "profile type"),
        Attribute::SystemLabels => ("a", "system label"),
        Attribute::TrustType => ("a", "trust type"),
        Attribute::ExtensionAttribute(number) => {
            return Noun { article: "an", noun: format!("extension attribute {number}") };
        }
    };
    Noun { article, noun: noun.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::device_filter::parse;

    fn clause(rule: &str) -> String {
        device_clause(&parse(rule).0)
    }

    #[test]
    fn simple_rules_are_in_words() {
        assert_eq!(clause("device.isCompliant -eq True"), "the device is compliant");
        assert_eq!(
            clause("device.trustType -eq \"ServerAD\" -or device.model -startsWith \"Surface\""),
            "the device is hybrid joined or has a model that starts with \"Surface\""
        );
        assert_eq!(
            clause("device.operatingSystem -in [\"Windows\", \"macOS\"]"),
            "the device has an operating system that is \"Windows\" or \"macOS\""
        );
        assert_eq!(
            clause("device.extensionAttribute1 -eq null"),
            "the device has no extension attribute 1 (unregistered devices included)"
        );
        assert_eq!(
            clause("device.systemLabels -contains \"MDM\""),
            "the device has a system label that is \"MDM\""
        );
    }

    #[test]
    fn what_holds_for_an_unregistered_device_is_said() {
        assert_eq!(
            clause("device.isCompliant -ne True -and device.trustType -ne \"ServerAD\""),
            "the device is not compliant and is not hybrid joined (unregistered devices included)"
        );
        assert_eq!(
            clause("device.displayName -notStartsWith \"SAW\""),
            "the device has no name that starts with \"SAW\" (unregistered devices included)"
        );
    }

    #[test]
    fn other_rules_are_word_for_word() {
        let nested = "-not (device.isCompliant -eq True)";
        assert_eq!(clause(nested), format!("the device matches the rule `{nested}`"));
        assert_eq!(
            clause("device.colour -eq \"red\""),
            "the device matches the rule `device.colour -eq \"red\"`"
        );
    }
}
