//! Policies that could be removed, and sign-ins that nobody can complete, as text, JSON and Markdown.

use std::fmt::Write;

use serde::Serialize;

use super::About;
use super::gaps::place;
use super::json::{Example, example};
use super::text::{entry, paragraph, people_of};
use crate::promise::{Needless, Shut};
use crate::report::markdown::escape;
use crate::report::words::{inert, list, people};
use crate::report::{pretty, pretty_of_several};
use crate::space::Idle;

/// What was found of one tenant.
#[derive(Debug)]
pub struct FoundNeedless<'a> {
    /// What it is about.
    pub about: About<'a>,
    /// What was found.
    pub needless: Needless,
}

impl FoundNeedless<'_> {
    /// Whether every policy that decides is needed, and every sign-in that no policy blocks can be completed.
    pub fn is_clean(&self) -> bool {
        self.needless.idle.is_empty() && self.needless.shut.is_empty()
    }

    fn verdict(&self) -> String {
        match self.needless.idle.len() {
            0 => "without any one policy that decides, something else would be asked: proved".to_owned(),
            1 => "1 policy could be removed, and no sign-in would be asked anything else: proved".to_owned(),
            count => format!(
                "{count} policies could be removed together, and no sign-in would be asked anything else: proved"
            ),
        }
    }

    fn reason(&self, idle: &Idle) -> String {
        let policy = self.about.title(idle.policy);
        let others: Vec<&str> = idle.others.iter().map(|place| self.about.title(*place)).collect();
        match others.as_slice() {
            [] => format!("{policy} asks nothing of any sign-in"),
            [other] => format!("{other} asks at least as much wherever {policy} asks something"),
            others => format!("{} together ask at least as much as {policy}", list(others)),
        }
    }

    /// What is said after all that was found.
    fn rest(&self) -> Vec<String> {
        let more = (!self.needless.is_complete)
            .then(|| "there are more sign-ins that nobody can complete".to_owned());
        let legacy = self.needless.legacy.as_ref().map(|Shut { example, .. }| {
            let who = match example.people.len() {
                0 => String::new(),
                count => format!(" for {}", people(count)),
            };
            format!(
                "apart from that, legacy clients can show nothing, so that what is asked blocks them{who}"
            )
        });
        more.into_iter().chain(legacy).collect()
    }
}

fn kind(idle: &Idle) -> &'static str {
    match idle.others.as_slice() {
        [] => "dead",
        [_] => "shadowed",
        _ => "redundant",
    }
}

/// Renders what nobody needs for a terminal.
pub fn needless_text(found: &FoundNeedless<'_>) -> String {
    let FoundNeedless { about, needless } = found;
    // Writing to a string cannot fail, here and below.
    let mut out = format!("{}   {}\n", inert(about.tenant), about.heading());
    paragraph(&mut out, 0, &found.verdict());
    for idle in &needless.idle {
        entry(&mut out, 12, &kind(idle).to_uppercase(), &found.reason(idle));
    }
    for Shut { words, example } in &needless.shut {
        entry(&mut out, 12, "NOBODY CAN", &format!("complete sign-ins of {}", place(words, &words.who)));
        let names = about.names(&example.people);
        if !names.is_empty() {
            paragraph(&mut out, 2, &format!("{}: {}", people(names.len()), people_of(&names)));
        }
        paragraph(&mut out, 2, &format!("such as {}", super::sign_in(example)));
        paragraph(&mut out, 2, &shut_by(found, example));
    }
    for line in found.rest() {
        paragraph(&mut out, 0, &line);
    }
    out
}

/// Which policies ask what cannot be shown.
fn shut_by(found: &FoundNeedless<'_>, example: &crate::promise::Counterexample) -> String {
    let asks = |place: &&usize| {
        let policy = found.about.policies.get(**place);
        policy.and_then(|policy| policy.grant.as_ref()).is_some_and(|grant| !grant.items.is_empty())
    };
    let by: Vec<&str> = example.asking.iter().filter(asks).map(|place| found.about.title(*place)).collect();
    let outcome = super::outcome_words(example.outcome);
    let verb = if by.len() == 1 { "asks" } else { "together ask" };
    format!("{} {verb} what cannot be shown there; decided again: {outcome}", list(&by))
}

/// Renders what nobody needs for a pull request.
pub fn needless_markdown(found: &FoundNeedless<'_>) -> String {
    let FoundNeedless { about, needless } = found;
    let mut out = format!("{}\n**{}**\n", about.markdown_heading(), escape(&found.verdict()));
    if !found.is_clean() {
        out.push_str("\n| | What |\n| --- | --- |\n");
    }
    for idle in &needless.idle {
        let _ = writeln!(out, "| {} | {} |", kind(idle), escape(&found.reason(idle)));
    }
    for Shut { words, example } in &needless.shut {
        let _ = writeln!(
            out,
            "| nobody can | complete sign-ins of {}<br>such as {}<br>{} |",
            escape(&about.region(words)),
            escape(&about.example(example)),
            escape(&shut_by(found, example))
        );
    }
    for line in found.rest() {
        let _ = writeln!(out, "\n{}", escape(&line));
    }
    out
}

#[derive(Serialize)]
struct Total {
    tenants: usize,
    clean: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OfTenant<'a> {
    tenant: &'a str,
    policies: usize,
    people: Option<usize>,
    needless: Vec<IdleJson<'a>>,
    unsatisfiable: Vec<ShutJson<'a>>,
    legacy: Option<ShutJson<'a>>,
    complete: bool,
}

#[derive(Serialize)]
struct IdleJson<'a> {
    policy: &'a str,
    kind: &'static str,
    others: Vec<&'a str>,
}

#[derive(Serialize)]
struct ShutJson<'a> {
    region: String,
    example: Example<'a>,
}

/// Renders what nobody needs as JSON: of one tenant alone, or of several with the names of those that were not gone
/// through.
pub fn needless_json(found: &[FoundNeedless<'_>], failed: &[String], is_one: bool) -> String {
    match found {
        [only] if is_one => pretty(&tenant(only)),
        _ => pretty_of_several(
            found.iter().map(tenant),
            failed,
            Total {
                tenants: found.len() + failed.len(),
                clean: found.iter().filter(|found| found.is_clean()).count(),
            },
        ),
    }
}

fn tenant<'a>(found: &'a FoundNeedless<'_>) -> OfTenant<'a> {
    let FoundNeedless { about, needless } = found;
    let people = about.directory.people().len();
    let idle = needless.idle.iter().map(|idle| IdleJson {
        policy: about.policy(idle.policy),
        kind: kind(idle),
        others: idle.others.iter().map(|place| about.policy(*place)).collect(),
    });
    let shut = |shut: &'a Shut| ShutJson {
        region: place(&shut.words, &shut.words.who),
        example: example(about, &shut.example),
    };
    OfTenant {
        tenant: about.tenant,
        policies: about.policies.len(),
        people: (people > 0).then_some(people),
        needless: idle.collect(),
        unsatisfiable: needless.shut.iter().map(shut).collect(),
        legacy: needless.legacy.as_ref().map(shut),
        complete: needless.is_complete,
    }
}
