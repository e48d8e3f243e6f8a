//! What `passwordChange` and `riskRemediation` both need of a policy.

use super::policy_shape::{asks_for, grant_items, narrowing_conditions, targets_every_resource};
use super::{Context, Finding, Rule};
use crate::model::{BuiltInControl, GrantItem, Id, Operator, Policy};
use crate::workspace::Place;

/// A control for risky users, and what it must stand with.
pub(super) struct RiskControl {
    /// The rule that asks.
    pub(super) rule: &'static Rule,
    /// The control.
    pub(super) control: BuiltInControl,
    /// Whether a grant item may be what the control must stand with.
    pub(super) is_companion: fn(&GrantItem<Id>) -> bool,
    /// The companion, in words.
    pub(super) companion: &'static str,
}

impl RiskControl {
    /// The policies that ask for the control. Beside `block` it means nothing, and that is CA-STR-004's to say.
    pub(super) fn policies<'a>(&self, context: &Context<'a>) -> impl Iterator<Item = &'a Policy<Id>> {
        context
            .policies()
            .filter(|policy| asks_for(policy, &self.control) && !asks_for(policy, &BuiltInControl::Block))
    }

    /// The companion, `allOf`, a user risk, all resources and no other condition (Graph,
    /// conditionalAccessGrantControls, 2026).
    pub(super) fn check(&self, context: &Context<'_>, policy: &Policy<Id>, found: &mut Vec<Finding>) {
        let control = self.control.as_graph();
        let at_control = context.grant_item(policy, &GrantItem::BuiltIn(self.control.clone()));
        let mut fault = |place: Place, message: String, help: String| {
            let mut finding = Finding::new(self.rule, place, message).help(help);
            if finding.place != at_control {
                finding = finding.related(at_control.clone(), "because of this control");
            }
            found.push(finding);
        };

        if !grant_items(policy).iter().any(self.is_companion) {
            fault(
                at_control.clone(),
                format!("policy `{}` asks for `{control}` without {}", policy.id, self.companion),
                format!("write `grant: {{ allOf: [..., {control}] }}` with {}", self.companion),
            );
        } else if policy.grant.as_ref().is_some_and(|grant| grant.operator == Operator::Or) {
            fault(
                at_control.clone(),
                format!("policy `{}` offers `{control}` as one of several controls", policy.id),
                "use `allOf` instead of `anyOf`".to_owned(),
            );
        }
        for item in grant_items(policy) {
            if let GrantItem::BuiltIn(other) = item
                && *other != self.control
                && other.is_known()
                && *other != BuiltInControl::Mfa
            {
                let other = other.as_graph();
                fault(
                    context.grant_item(policy, item),
                    format!("policy `{}` asks for `{other}` together with `{control}`", policy.id),
                    format!("ask for `{other}` in a policy of its own"),
                );
            }
        }
        if policy.conditions.user_risk_levels.is_empty() {
            fault(
                at_control.clone(),
                format!("policy `{}` asks for `{control}` whatever the user risk", policy.id),
                "add `userRiskLevels: [high]`".to_owned(),
            );
        }
        if !targets_every_resource(&policy.conditions.applications) {
            let key = Place::policy(&policy.id, target_key(policy)).key();
            fault(
                key,
                format!("policy `{}` asks for `{control}` on less than all resources", policy.id),
                "write `applications: { include: all }`, with no exclusion and no filter".to_owned(),
            );
        }
        for condition in narrowing_conditions(&policy.conditions) {
            if condition != "userRiskLevels" {
                fault(
                    Place::policy(&policy.id, format!("/{condition}")).key(),
                    format!("policy `{}` asks for `{control}` under the condition `{condition}`", policy.id),
                    format!("remove `{condition}`; only `userRiskLevels` goes with `{control}`"),
                );
            }
        }
    }
}

/// The key that says what a policy targets.
fn target_key(policy: &Policy<Id>) -> &'static str {
    let applications = &policy.conditions.applications;
    if !applications.user_actions.is_empty() {
        "/userActions"
    } else if !applications.authentication_contexts.is_empty() {
        "/authenticationContexts"
    } else {
        "/applications"
    }
}
