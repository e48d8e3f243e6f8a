#![doc = include_str!("ca_lic_002.md")]

use crate::catalogue;
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::{Severity, did_you_mean};
use crate::syntax::pointer_push;
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-LIC-002",
    severity: Severity::Warning,
    summary: "a plan that this version does not know",
    explanation: include_str!("ca_lic_002.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for (plan, _) in &context.workspace.tenant.licenses {
        if catalogue::license_by_name(plan).is_some() {
            continue;
        }
        let place = Place::tenant(pointer_push("/licenses", plan)).key();
        let known = catalogue::licenses().iter().flat_map(catalogue::License::names);
        let finding = Finding::new(&RULE, place, format!("the plan `{plan}` is not known"));
        found.push(match did_you_mean(plan, known) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding.help("write the product's name, or its `skuPartNumber`"),
        });
    }
}
