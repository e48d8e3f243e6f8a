//! Removals as JSON, for programs.

use serde::Serialize;

use super::{Mutation, place, word};
use crate::promise::Fate;
use crate::report::pretty_of_several;
use crate::source::SourceMap;

#[derive(Serialize)]
struct Total {
    tried: usize,
    survivors: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OfTenant<'a> {
    tenant: &'a str,
    scenarios: usize,
    invariants: usize,
    not_tried: usize,
    removals: Vec<Removal<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Removal<'a> {
    without: &'a str,
    file: &'a str,
    line: usize,
    fate: &'static str,
    noticed_by: Option<&'a str>,
}

/// Renders removals as one JSON object: `tenants`, each with its `removals`; the names of those that `failed`; and the
/// `total`.
pub fn json(sources: &SourceMap, mutations: &[Mutation], failed: &[String]) -> String {
    let total = Total {
        tried: mutations.iter().map(|mutation| mutation.mutated.tried.len()).sum(),
        survivors: mutations.iter().map(Mutation::survivors).sum(),
    };
    let tenants = mutations.iter().map(|mutation| tenant(sources, mutation));
    pretty_of_several(tenants, failed, total)
}

fn tenant<'a>(sources: &'a SourceMap, mutation: &'a Mutation) -> OfTenant<'a> {
    let removals = mutation.mutated.tried.iter().zip(&mutation.spans).map(|((mutant, fate), span)| {
        let (file, at) = place(sources, *span);
        let noticed_by = match fate {
            Fate::Scenario(name) | Fate::Invariant(name) => Some(name.as_str()),
            Fate::Equal | Fate::Survives | Fate::Undecided => None,
        };
        Removal { without: &mutant.words, file, line: at.line, fate: word(fate), noticed_by }
    });
    let (scenarios, invariants) = mutation.mutated.guards;
    OfTenant {
        tenant: &mutation.tenant,
        scenarios,
        invariants,
        not_tried: mutation.mutated.left,
        removals: removals.collect(),
    }
}
