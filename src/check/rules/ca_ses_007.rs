#![doc = include_str!("ca_ses_007.md")]

use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ClientAppType, ConditionSet, DevicePlatform, Id};
use crate::space::Asked;
use uuid::uuid;

pub(super) static RULE: Rule = Rule {
    id: "CA-SES-007",
    severity: Severity::Note,
    summary: "tokens work on other devices",
    explanation: include_str!("ca_ses_007.md"),
    aliases: &["CIS 5.2.2.16", "ZTA 21941"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::Members,
    sign_ins: on_windows,
    asks: Asks::AtLeast(is_bound),
    help: "set tokenProtection for desktop applications on Windows, to Exchange Online and SharePoint",
    needs: None,
    part_of: &[],
    is_advanced: true,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}

/// Where token protection is supported at all (Entra, concept-token-protection, 2025-08).
fn on_windows(_: &Context<'_>, conditions: &mut ConditionSet<Id>) {
    let exchange = posture::application(uuid!("00000002-0000-0ff1-ce00-000000000000"));
    let sharepoint = posture::application(uuid!("00000003-0000-0ff1-ce00-000000000000"));
    posture::to(conditions, &[exchange, sharepoint]);
    posture::on(conditions, &[DevicePlatform::Windows], &[]);
    conditions.client_app_types = vec![ClientAppType::MobileAppsAndDesktopClients];
}

fn is_bound(asked: &Asked) -> bool {
    asked.session.controls.token_protection
}
