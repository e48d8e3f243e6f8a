#![doc = include_str!("ca_str_006.md")]

use crate::check::risk_control::RiskControl;
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{BuiltInControl, GrantItem, Id, Policy};
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-STR-006",
    severity: Severity::Error,
    summary: "password change without what it needs",
    explanation: include_str!("ca_str_006.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let requirements = RiskControl {
        rule: &RULE,
        control: BuiltInControl::PasswordChange,
        is_companion: |item| {
            matches!(item, GrantItem::BuiltIn(BuiltInControl::Mfa) | GrantItem::AuthenticationStrength(_))
        },
        companion: "`mfa`",
    };
    for policy in requirements.policies(context) {
        requirements.check(context, policy, found);
        check_session(context, policy, found);
    }
}

/// The session must be asked every time (hashicorp/terraform-provider-azuread, issue 1225).
fn check_session(context: &Context<'_>, policy: &Policy<Id>, found: &mut Vec<Finding>) {
    let control = context.grant_item(policy, &GrantItem::BuiltIn(BuiltInControl::PasswordChange));
    let session = policy.session.as_ref();
    let frequency = session.and_then(|session| session.sign_in_frequency.as_ref());
    if frequency.is_none_or(|frequency| frequency.period.is_some()) {
        let message = format!("policy `{}` asks for `passwordChange` without asking every time", policy.id);
        let finding = match frequency {
            Some(_) => Finding::new(&RULE, Place::policy(&policy.id, "/session/signInFrequency"), message),
            // Tenants have such policies from before the service wanted it.
            None => Finding::new(&RULE, control.clone(), message).severity(Severity::Warning),
        };
        found.push(finding.help("write `session: { signInFrequency: everyTime }`"));
    }
    if session.is_some_and(|session| session.persistent_browser.is_some()) {
        let message = format!("policy `{}` asks for `passwordChange` with `persistentBrowser`", policy.id);
        found.push(
            Finding::new(&RULE, Place::policy(&policy.id, "/session/persistentBrowser").key(), message)
                .related(control, "because of this control")
                .help("remove `persistentBrowser`"),
        );
    }
}
