//! Proving that exceptions open what they name, and nothing more.
//!
//! The set with its exceptions is compared with the same set without them, report-only policies switched on: they may
//! differ only for the people of an exception, in its countries, and there only by the block that is gone.

mod sides;

use self::sides::{Scopes, Sides};
use crate::catalogue;
use crate::condition::World;
use crate::control::{Outcome, Range};
use crate::diagnostic::Diagnostic;
use crate::directory::Directory;
use crate::model::{GrantControls, State};
use crate::space::{
    Asked, Change, DEFAULT_BOUND, Enough, Failure, Region, Settings, Space, Version, Witness,
};
use crate::workspace::document::Exception;
use crate::workspace::{Place, Spans, TenantWorkspace};

/// An exception in force, and what came of it.
#[derive(Clone, Debug)]
pub struct Exempted<'w> {
    /// The exception.
    pub exception: &'w Exception,
    /// Why it does not open what it names, or opens more. None where it was proved.
    pub faults: Vec<Diagnostic>,
    /// A sign-in that it opens, with what the engine decides of it without and with the exception.
    pub example: Option<(Witness, Range<Outcome>, Range<Outcome>)>,
}

/// Proves the exceptions that are in force.
pub fn exceptions<'w>(
    workspace: &'w TenantWorkspace,
    directory: &Directory,
    bound: usize,
) -> Result<Vec<Exempted<'w>>, Failure> {
    let in_force = |exception: &&Exception| {
        exception.from.is_none_or(|from| from <= workspace.as_of) && workspace.as_of <= exception.until
    };
    let in_force: Vec<&Exception> = workspace.exceptions.iter().filter(in_force).collect();
    if in_force.is_empty() || !workspace.complete {
        return Ok(Vec::new());
    }
    let sides = Sides::of(workspace);
    let world = World::new(directory, &workspace.tenant, &sides.locations, &workspace.strengths);
    let versions = [&sides.before, &sides.after].map(|policies| Version { world: &world, policies });
    let scopes = Scopes::of(workspace, &sides, &in_force);
    let settings = Settings { names: &workspace.names, bound };
    let (space, found) = Space::new(&versions, &scopes.all, settings)?;
    let regions: Vec<Region> = found.iter().map(|scope| scope.region).collect();
    let mut proving = Proving { workspace, sides: &sides, scopes: &scopes, regions, space };
    let strays = proving.strays()?;
    let mut proved = Vec::new();
    for exception in in_force {
        let mut exempted = Exempted { exception, faults: Vec::new(), example: None };
        for key in &exception.opens {
            proving.opened(key, &strays, &mut exempted)?;
        }
        exempted.faults.extend(strays.iter().filter_map(|stray| proving.stray_of(exception, stray)));
        proved.push(exempted);
    }
    Ok(proved)
}

/// What is wrong with the exceptions that are in force.
pub fn exception_faults(workspace: &TenantWorkspace, directory: &Directory) -> Vec<Diagnostic> {
    match exceptions(workspace, directory, DEFAULT_BOUND) {
        Ok(exempted) => exempted.into_iter().flat_map(|exempted| exempted.faults).collect(),
        Err(failure) => {
            let span = workspace.span(&Place::tenant("/exceptions").key());
            let message = format!("what the exceptions open was not proved: {failure}");
            vec![Diagnostic::error("exception-not-proved", span, message).in_tenant(&workspace.tenant.name)]
        }
    }
}

/// A difference that no exception is for.
struct Stray {
    /// The person, by the name that exceptions give them; none for somebody whom none names.
    who: Option<String>,
    message: String,
    help: Option<&'static str>,
}

struct Proving<'s, 'w> {
    workspace: &'w TenantWorkspace,
    sides: &'s Sides,
    scopes: &'s Scopes,
    regions: Vec<Region>,
    space: Space<'s>,
}

impl<'w> Proving<'_, 'w> {
    /// Differences beyond what exceptions are for: other people, other places, or more than a block that is gone.
    fn strays(&mut self) -> Result<Vec<Stray>, Failure> {
        let everything = self.space.everything();
        let mut let_through = self.space.without(everything, everything)?;
        for place in &self.scopes.let_through {
            if let Some(region) = self.regions.get(*place) {
                let_through = self.space.either(let_through, *region)?;
            }
        }
        let mut strays = Vec::new();
        for change in self.space.compare(0, 1, &[])? {
            let within =
                if opens(&change) { let_through } else { self.space.without(everything, everything)? };
            let stray = self.space.without(change.region, within)?;
            let mut rest = stray;
            for (who, (_, place)) in &self.scopes.people {
                let Some(person) = self.regions.get(*place) else { continue };
                let of_person = self.space.both(stray, *person)?;
                rest = self.space.without(rest, *person)?;
                strays.extend(self.stray(Some(who), &change, of_person)?);
            }
            strays.extend(self.stray(None, &change, rest)?);
        }
        Ok(strays)
    }

    fn stray(&self, who: Option<&String>, change: &Change, region: Region) -> Result<Option<Stray>, Failure> {
        let Some(point) = self.space.point(region) else { return Ok(None) };
        let witness = self.space.witness(point);
        self.space.decide_again(0, &witness)?;
        self.space.decide_again(1, &witness)?;
        let words = |version| match self.space.asked(version, &witness) {
            Some(asked) => self.space.asked_words(&asked),
            None => "not decided".to_owned(),
        };
        let (before, after) = (words(0), words(1));
        let name = who.map_or_else(|| "people whom it does not name".to_owned(), |who| format!("`{who}`"));
        let is_for_others = change.before.as_ref().is_some_and(|asked| !asked.requirement.is_block());
        let (message, help) = if is_for_others {
            let help = "an exception is for people whom the policy is for: take them out of `who`, or export the groups \
                        and roles that the policy names to directory/";
            (format!("it is not sure that what is opened blocks {name} at all"), Some(help))
        } else {
            (
                format!("the exception does more than open for {name}: {before} without it, {after} with it"),
                None,
            )
        };
        Ok(Some(Stray { who: who.cloned(), message, help }))
    }

    fn stray_of(&self, exception: &Exception, stray: &Stray) -> Option<Diagnostic> {
        let who = match &stray.who {
            Some(who) if exception.who.contains(who) => who,
            Some(_) => return None,
            None => "",
        };
        let span = self.workspace.span(&place(exception, "who", who));
        let fault = Diagnostic::error("wide-exception", span, &stray.message);
        let fault = fault.in_tenant(&self.workspace.tenant.name);
        Some(match stray.help {
            Some(help) => fault.help(help),
            None => fault,
        })
    }

    /// Whether a policy is opened for everyone, everywhere an exception says.
    fn opened(&mut self, key: &str, strays: &[Stray], exempted: &mut Exempted<'w>) -> Result<(), Failure> {
        let exception = exempted.exception;
        let Some(place) = self.sides.place(key) else { return Ok(()) };
        if self.sides.after.get(place).is_some_and(|policy| policy.state == State::Disabled) {
            let message = format!("policy `{key}` is disabled, so there is nothing to open");
            exempted.faults.push(self.idle(exception, "opens", key, &message));
            return Ok(());
        }
        let mut opened = self.space.applying(0, place)?;
        let companions = self.sides.companions.get(key).map_or(&[][..], Vec::as_slice);
        for place in companions.iter().chain([&place]) {
            let kept = self.space.applying(1, *place)?;
            opened = self.space.without(opened, kept)?;
        }
        // What is wrong with someone already is said once.
        let strayed = |who: &&String| strays.iter().any(|stray| stray.who.as_ref() == Some(who));
        for who in exception.who.iter().filter(|who| !strayed(who)) {
            let region = self.scopes.people.get(who).and_then(|(_, place)| self.regions.get(*place));
            let Some(region) = region.copied() else { continue };
            let opened = self.space.both(opened, region)?;
            if self.space.is_empty(opened) {
                let message = format!("policy `{key}` never blocks `{who}`, so the exception opens nothing");
                exempted.faults.push(self.idle(exception, "who", who, &message));
                continue;
            }
            for code in &exception.travel {
                self.opened_in(key, code, (who, opened), exempted)?;
            }
        }
        Ok(())
    }

    fn opened_in(
        &mut self,
        key: &str,
        code: &str,
        (who, opened): (&str, Region),
        exempted: &mut Exempted<'w>,
    ) -> Result<(), Failure> {
        let exception = exempted.exception;
        let Some(country) = self.scopes.countries.get(code).and_then(|place| self.regions.get(*place)) else {
            return Ok(());
        };
        let opened = self.space.both(opened, *country)?;
        let name = catalogue::country_by_code(code).map_or(code, |country| country.name);
        let Some(point) = self.space.point(opened) else {
            let message =
                format!("policy `{key}` does not block `{who}` in {name}, so there is nothing to open");
            exempted.faults.push(self.idle(exception, "travel", code, &message));
            return Ok(());
        };
        let free = self.space.lacking(1, opened, Enough::Block)?;
        let (witness, is_in) = match self.space.point(free) {
            Some(point) => (self.space.witness(point), true),
            None => (self.space.witness(point), false),
        };
        let outcomes = (self.space.decide_again(0, &witness)?, self.space.decide_again(1, &witness)?);
        if is_in {
            exempted.example.get_or_insert((witness, outcomes.0, outcomes.1));
            return Ok(());
        }
        let asking =
            self.space.asking(1, &witness).into_iter().filter_map(|place| self.sides.after.get(place));
        let blocking = asking.filter(|policy| policy.grant.as_ref().is_some_and(GrantControls::is_block));
        let blocking: Vec<String> = blocking.map(|policy| format!("`{}`", policy.id)).collect();
        let message = format!("`{who}` stays blocked in {name}, by {}", blocking.join(" and "));
        let fault = self.idle(exception, "travel", code, &message);
        exempted.faults.push(fault.help("open that policy too, if that is meant"));
        Ok(())
    }

    fn idle(&self, exception: &Exception, key: &str, text: &str, message: &str) -> Diagnostic {
        let span = self.workspace.span(&place(exception, key, text));
        Diagnostic::warning("idle-exception", span, message).in_tenant(&self.workspace.tenant.name)
    }
}

/// Where an exception says something.
fn place(exception: &Exception, key: &str, text: &str) -> Place {
    let texts = match key {
        "who" => &exception.who,
        "travel" => &exception.travel,
        _ => &exception.opens,
    };
    let pointer = match texts.iter().position(|other| other == text) {
        Some(number) => format!("{}/{key}/{number}", exception.pointer),
        None => format!("{}/{key}", exception.pointer),
    };
    Place::tenant(pointer)
}

/// Whether all that differs is a block that is gone.
fn opens(change: &Change) -> bool {
    let is_gone = |asked: &Asked| asked.requirement.is_nothing();
    change.before.as_ref().is_some_and(|asked| asked.requirement.is_block())
        && change.after.as_ref().is_some_and(is_gone)
}

#[cfg(test)]
mod tests;
