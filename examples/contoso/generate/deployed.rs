//! What Entra recorded: the policies of `deployed/policies.json`, and what each said to a sign-in.
//!
//! Written for these six policies by hand. It is a second opinion to calibrate against, and shares nothing with the
//! engine.

use serde_json::{Value, json};

use super::people::{DUBAI, EMERGENCY_ACCESS, FINANCE};
use super::places::AZURE_PORTAL_ID;
use super::sign_in::{Proof, SignIn};

/// What was recorded with a sign-in.
pub(crate) struct Recorded {
    /// `conditionalAccessStatus`.
    pub(crate) status: &'static str,
    /// Whether an enabled policy asked for MFA.
    pub(crate) is_mfa_required: bool,
    /// `appliedConditionalAccessPolicies`.
    pub(crate) policies: Vec<Value>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Enabled,
    ReportOnly,
    Disabled,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Control {
    Mfa,
    Block,
    CompliantDevice,
}

struct Policy {
    number: u32,
    name: &'static str,
    state: State,
    control: Control,
    /// Each configured condition, with the rule that satisfied it if one did.
    conditions: Vec<(&'static str, Option<&'static str>)>,
}

impl Policy {
    fn applies(&self) -> bool {
        self.conditions.iter().all(|(_, rule)| rule.is_some())
    }

    fn is_met(&self, sign_in: &SignIn<'_>) -> bool {
        match self.control {
            Control::Mfa => sign_in.has_mfa(),
            Control::Block | Control::CompliantDevice => false,
        }
    }

    fn result(&self, sign_in: &SignIn<'_>) -> &'static str {
        match (self.state, self.applies(), self.is_met(sign_in)) {
            (State::Disabled, _, _) => "notEnabled",
            (State::Enabled, false, _) => "notApplied",
            (State::Enabled, true, true) => "success",
            (State::Enabled, true, false) => "failure",
            (State::ReportOnly, false, _) => "reportOnlyNotApplied",
            (State::ReportOnly, true, true) => "reportOnlySuccess",
            (State::ReportOnly, true, false) => "reportOnlyInterrupted",
        }
    }

    fn row(&self, sign_in: &SignIn<'_>) -> Value {
        let satisfied: Vec<_> = if self.state == State::Disabled {
            Vec::new()
        } else {
            self.conditions.iter().take_while(|(_, rule)| rule.is_some()).collect()
        };
        let unsatisfied = self.conditions.iter().find(|(_, rule)| rule.is_none());
        let names: Vec<_> = satisfied.iter().map(|(name, _)| *name).collect();
        let rules: Vec<_> = satisfied
            .iter()
            .filter_map(|(name, rule)| {
                rule.map(|rule| json!({ "conditionalAccessCondition": name, "ruleSatisfied": rule }))
            })
            .collect();
        let control = match self.control {
            Control::Mfa => "Mfa",
            Control::Block => "Block",
            Control::CompliantDevice => "RequireCompliantDevice",
        };
        json!({
            "id": format!("dddddddd-0000-4000-8000-{:012}", self.number),
            "displayName": self.name,
            "enforcedGrantControls": [control],
            "enforcedSessionControls": [],
            "sessionControlsNotSatisfied": [],
            "result": self.result(sign_in),
            "conditionsSatisfied": if names.is_empty() { "none".to_owned() } else { names.join(",") },
            "conditionsNotSatisfied":
                unsatisfied.filter(|_| self.state != State::Disabled).map_or("none", |(name, _)| *name),
            "includeRulesSatisfied": rules,
            "excludeRulesSatisfied": [],
        })
    }
}

/// What the deployed policies said. A wrong password never reached them.
pub(crate) fn recorded(sign_in: &SignIn<'_>) -> Recorded {
    if sign_in.proof == Proof::WrongPassword {
        return Recorded { status: "notApplied", is_mfa_required: false, policies: Vec::new() };
    }
    let policies = policies(sign_in);
    let enforced = || policies.iter().filter(|policy| policy.state == State::Enabled && policy.applies());
    let status = if enforced().any(|policy| !policy.is_met(sign_in)) {
        "failure"
    } else if enforced().next().is_some() {
        "success"
    } else {
        "notApplied"
    };
    Recorded {
        status,
        is_mfa_required: enforced().any(|policy| policy.control == Control::Mfa),
        policies: policies.iter().map(|policy| policy.row(sign_in)).collect(),
    }
}

fn policies(sign_in: &SignIn<'_>) -> [Policy; 6] {
    let person = sign_in.person;
    let is_emergency = person.is_in(&EMERGENCY_ACCESS);
    let is_legacy = !matches!(sign_in.app.client, "Browser" | "Mobile Apps and Desktop clients");
    let rule = |holds: bool, rule: &'static str| holds.then_some(rule);
    let everything = ("application", Some("allApps"));
    let admins = ("users", rule(person.is_admin() && !is_emergency, "roleId"));
    let is_finance = person.is_in(&FINANCE) && !sign_in.is_before_joining();
    let finance = ("users", rule(is_finance, "groupId"));
    let is_trusted = sign_in.network().is_some_and(|(_, is_trusted)| is_trusted);
    [
        Policy {
            number: 1,
            name: "CA101-Admins-BaseProtection-AllApps-AnyPlatform-MFA",
            state: State::Enabled,
            control: Control::Mfa,
            conditions: vec![everything, admins],
        },
        Policy {
            number: 2,
            name: "Block legacy authentication - Dubai",
            state: State::Enabled,
            control: Control::Block,
            conditions: vec![
                everything,
                ("users", rule(person.is_in(&DUBAI), "groupId")),
                ("clientType", rule(is_legacy, "allDevices")),
            ],
        },
        Policy {
            number: 3,
            name: "Microsoft-managed: Multifactor authentication for admins accessing Microsoft Admin Portals",
            state: State::Enabled,
            control: Control::Mfa,
            conditions: vec![
                ("application", rule(sign_in.app.id == AZURE_PORTAL_ID, "microsoftAdminPortals")),
                admins,
            ],
        },
        Policy {
            number: 4,
            name: "CA401-GuestUsers-BaseProtection-AllApps-AnyPlatform-MFA",
            state: State::Enabled,
            control: Control::Mfa,
            conditions: vec![everything, ("users", rule(person.is_guest(), "b2bCollaborationGuest"))],
        },
        Policy {
            number: 5,
            name: "Pilot - MFA for finance outside the offices",
            state: State::ReportOnly,
            control: Control::Mfa,
            conditions: vec![everything, finance, ("location", rule(!is_trusted, "allLocations"))],
        },
        Policy {
            number: 6,
            name: "Old - compliant devices for finance",
            state: State::Disabled,
            control: Control::CompliantDevice,
            conditions: vec![everything, finance],
        },
    ]
}
