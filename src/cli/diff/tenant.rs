//! How one tenant differs between two sides.

use super::evidence::{Evidence, Replayed};
use super::side::Tenant;
use crate::cli::prove::cannot_prove;
use crate::compare::{Entry, FieldDiff, Meaning, Places, fields, meaning_with_regions};
use crate::condition::World;
use crate::directory::Directory;
use crate::error::Error;
use crate::model::{self, Id, Policy, State};
use crate::replay::{PolicySide, Side};
use crate::report::diff::{LockedOut, TenantDiff};
use crate::space::{DEFAULT_BOUND, Failure, Settings, Version};

/// A tenant's differences, with the exports that were read for them.
pub(super) struct Compared<'a> {
    pub(super) diff: TenantDiff<'a>,
    pub(super) replayed: Option<Replayed>,
}

/// Compares a tenant field by field, and in what its policies ask.
pub(super) fn compare<'a>(
    evidence: &Evidence<'_>,
    old: Option<&'a Tenant>,
    new: Option<&'a Tenant>,
    places: Places,
) -> Result<Compared<'a>, Error> {
    let part =
        |of: fn(&Tenant) -> &[Entry]| -> FieldDiff<'a> { fields(old.map_or(&[], of), new.map_or(&[], of)) };
    let sides = || new.into_iter().chain(old);
    // Graph JSON says nothing of settings, and those of a tenant that is new are no change.
    let have_settings = [old, new].into_iter().all(|side| side.is_some_and(|side| side.facts.is_some()));
    let mut diff = TenantDiff {
        tenant: sides().find_map(|tenant| tenant.name.as_deref()),
        folder: sides().next().map_or("", |tenant| tenant.path.as_str()),
        places,
        policies: part(|tenant| &tenant.policies),
        locations: part(|tenant| &tenant.locations),
        settings: if have_settings { part(|tenant| &tenant.settings) } else { FieldDiff::default() },
        names: sides().flat_map(|tenant| tenant.names.clone()).collect(),
        people: sides().flat_map(Tenant::people).collect(),
        meaning: None,
        switched_on: None,
        undecided: None,
        seen: None,
    };
    let none = PolicySide::default();
    let [before, after] = [old, new].map(|side| side.map_or(&none, |side| &side.decides));
    if !diff.is_change() && before.policies == after.policies {
        return Ok(Compared { diff, replayed: None });
    }
    let mut names = old.map(|side| side.words.clone()).unwrap_or_default();
    names.extend(new.into_iter().flat_map(|side| side.words.clone()));
    let settings = Settings { names: &names, bound: DEFAULT_BOUND };
    let folder = new.or(old).map_or("", |tenant| tenant.path.as_str());
    let mut replayed = None;
    match meaning_of([old, new], [before, after], settings, Some((evidence, folder))) {
        Ok((meaning, evidence)) => {
            diff.meaning = Some(meaning);
            replayed = evidence?;
        }
        Err(failure @ Failure::TooLarge) => diff.undecided = Some(failure.to_string()),
        Err(failure @ Failure::Mismatch(_)) => return Err(cannot_prove(&failure)),
    }
    if let Some(replayed) = &replayed {
        diff.seen = Some(LockedOut::of(
            &replayed.summary,
            new.map_or(&[], |tenant| &tenant.acknowledged),
            evidence.chosen.day(),
        ));
    }
    if let Some(meaning) = &diff.meaning
        && is_report_only_changed(before, after)
    {
        let [before, after] = [before, after].map(switched_on);
        match meaning_of([old, new], [&before, &after], settings, None) {
            Ok((as_if, _)) => diff.switched_on = Some(as_if.beyond(meaning)),
            Err(Failure::TooLarge) => {}
            Err(failure @ Failure::Mismatch(_)) => return Err(cannot_prove(&failure)),
        }
    }
    Ok(Compared { diff, replayed })
}

/// Of which sign-ins something else is asked, and what came of those that were recorded. Graph JSON, which does not say
/// whose it is, is taken for the other side's.
fn meaning_of(
    [old, new]: [Option<&Tenant>; 2],
    [before, after]: [&PolicySide; 2],
    settings: Settings<'_>,
    evidence: Option<(&Evidence<'_>, &str)>,
) -> Result<(Meaning, Result<Option<Replayed>, Error>), Failure> {
    let nobodys = (model::Tenant::blank(), Directory::default());
    let [own, others] = [new, old].map(|side| side.and_then(|side| side.facts.as_ref()));
    let (tenant, directory) = own.or(others).unwrap_or(&nobodys);
    let tenant_before = others.map_or(tenant, |(tenant, _)| tenant);
    let old = World::new(directory, tenant_before, &before.locations, &before.strengths);
    let new = World::new(directory, tenant, &after.locations, &after.strengths);
    let (mut meaning, regions) = meaning_with_regions(
        Version { world: &old, policies: &before.policies },
        Version { world: &new, policies: &after.policies },
        settings,
    )?;
    let Some((evidence, folder)) = evidence else { return Ok((meaning, Ok(None))) };
    let sides =
        [Side { world: &old, policies: &before.policies }, Side { world: &new, policies: &after.policies }];
    let replayed = evidence.replay(folder, sides, &mut meaning, regions);
    Ok((meaning, replayed))
}

/// Whether a policy that is report-only on a side is not the same on the other.
fn is_report_only_changed(before: &PolicySide, after: &PolicySide) -> bool {
    let report_only = |side: &PolicySide| -> Vec<Policy<Id>> {
        side.policies.iter().filter(|policy| policy.state == State::ReportOnly).cloned().collect()
    };
    let (old, new) = (report_only(before), report_only(after));
    old != new || (!old.is_empty() && before.locations != after.locations)
}

/// The same once its report-only policies are on.
fn switched_on(side: &PolicySide) -> PolicySide {
    let mut on = side.clone();
    for policy in &mut on.policies {
        if policy.state == State::ReportOnly {
            policy.state = State::Enabled;
        }
    }
    on
}
