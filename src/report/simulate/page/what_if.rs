//! A What If that runs in the page: the diagrams as data, walked by its script. What is not chosen is not known, so that
//! what may come of it is a range.

use std::fmt::Write;

use serde::Serialize;

use super::super::{Changes, Report};
use crate::control::{Outcome, Range};
use crate::model::{BuiltInControl, GrantItem, Id, Policy};
use crate::report::html::escape;
use crate::report::words::inert;
use crate::space::{EndKind, Explorer, Place, Step};

/// So many people are offered by name; of more, the kinds that the policies tell apart are.
const MOST_PEOPLE: usize = 2_000;

/// What the script reads. Places are numbers: a node by its position, an end by its position below zero from -1 on.
#[derive(Serialize)]
struct Data {
    levels: Vec<LevelData>,
    /// The level, where other classes lead, then for each other way where it leads and its classes.
    nodes: Vec<NodeData>,
    ends: Vec<EndData>,
    sides: Vec<SideData>,
    people: Vec<PersonData>,
}

type NodeData = (usize, i64, Vec<(i64, Vec<usize>)>);

#[derive(Serialize)]
struct LevelData {
    question: String,
    classes: Vec<String>,
}

#[derive(Serialize)]
struct EndData {
    words: String,
    kind: &'static str,
}

#[derive(Serialize)]
struct SideData {
    name: String,
    outcome: i64,
    /// What each policy is called, where its diagram begins, and whether it blocks whatever can be shown.
    policies: Vec<(String, i64, bool)>,
}

#[derive(Serialize)]
struct PersonData {
    name: String,
    classes: Vec<usize>,
    /// What comes of each end for them: nothing is said where it is the same for anybody.
    outcomes: Vec<Option<String>>,
}

// Writing to a string cannot fail, here and below.
pub(super) fn write(body: &mut String, index: usize, report: &Report<'_>) {
    let Some(Changes { explorer, .. }) = report.changes else { return };
    let _ = writeln!(
        body,
        "<section class=\"what-if\" aria-labelledby=\"t{index}-what-if\">\n<h2 id=\"t{index}-what-if\">What if</h2>"
    );
    match explorer {
        Ok(explorer) => {
            let data = serde_json::to_string(&data(report, explorer)).unwrap_or_default();
            let _ = write!(
                body,
                "<p class=\"hint\">Choose what is known of a sign-in. What is left open may be anything, and the answer \
                 says what may come of it. {}</p>\n\
                 <form hidden></form>\n<div class=\"answer\" role=\"status\"></div>\n\
                 <p class=\"without\">This part needs the script of the page; gatewright whatif answers the same.</p>\n\
                 <script type=\"application/json\">{}</script>\n",
                escape(&limits(report, explorer)),
                data.replace('<', "\\u003c"),
            );
        }
        Err(why) => {
            let _ = writeln!(
                body,
                "<p>Left out: {}. gatewright whatif decides one sign-in at a time.</p>",
                escape(why)
            );
        }
    }
    body.push_str("</section>\n");
}

/// What the answers leave out.
fn limits(report: &Report<'_>, explorer: &Explorer) -> String {
    let demands =
        "What Microsoft demands beside the policies, such as MFA in the admin portals, is no part of it.";
    let people = explorer.people.len();
    let many = if people > MOST_PEOPLE {
        format!(
            " {people} people are too many for a list: the kinds that the policies tell apart are offered instead."
        )
    } else {
        String::new()
    };
    let left_out: Vec<String> = report
        .changes
        .iter()
        .filter_map(|changes| changes.meaning.as_ref().ok())
        .flat_map(|meaning| &meaning.left_out)
        .map(|words| format!(" Left out: {words}."))
        .collect();
    format!("{demands}{many}{}", left_out.concat())
}

fn data(report: &Report<'_>, explorer: &Explorer) -> Data {
    let are_named = explorer.people.len() <= MOST_PEOPLE;
    let text = |text: &str| inert(text).into_owned();
    let names = report.changes.map(|changes| changes.people).unwrap_or_default();
    let person = |position: u32| {
        names.get(position as usize).map(|person| text(&person.user_principal_name)).unwrap_or_default()
    };
    let mut people: Vec<PersonData> = explorer
        .people
        .iter()
        .filter(|_| are_named)
        .map(|walker| PersonData {
            name: person(walker.position),
            classes: walker.classes.clone(),
            outcomes: walker.outcomes.iter().map(|outcome| of_them(*outcome)).collect(),
        })
        .collect();
    people.sort_by(|one, other| one.name.cmp(&other.name));
    let sides = [format!("Before: {}", report.compared.base), format!("After: {}", report.compared.proposed)];
    let policies = report.changes.map(|changes| changes.policies).unwrap_or_default();
    let sides = explorer.sides.iter().zip(sides).zip(policies);
    Data {
        levels: explorer
            .levels
            .iter()
            .map(|level| LevelData {
                question: text(&level.question),
                classes: level.classes.iter().map(|class| text(class)).collect(),
            })
            .collect(),
        nodes: explorer.nodes.iter().map(node).collect(),
        ends: explorer
            .ends
            .iter()
            .map(|end| EndData { words: text(&end.words), kind: kind(end.kind) })
            .collect(),
        sides: sides
            .map(|((side, name), policies)| SideData {
                name: text(&name),
                outcome: number(side.outcome),
                policies: side
                    .policies
                    .iter()
                    .filter_map(|(at, place)| {
                        let policy = policies.get(*at)?;
                        Some((text(&title(policy)), number(*place), blocks(policy)))
                    })
                    .collect(),
            })
            .collect(),
        people,
    }
}

fn node(step: &Step) -> NodeData {
    let ways = step.ways.iter().map(|(to, classes)| (number(*to), classes.clone()));
    (step.level, number(step.otherwise), ways.collect())
}

fn number(place: Place) -> i64 {
    let signed = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    match place {
        Place::Node(node) => signed(node),
        Place::End(end) => -1 - signed(end),
    }
}

fn kind(kind: EndKind) -> &'static str {
    match kind {
        EndKind::Nothing => "nothing",
        EndKind::Something => "something",
        EndKind::Block => "block",
        EndKind::Undecided => "undecided",
    }
}

/// What comes of it for a person, where it says more than what is asked.
fn of_them(outcome: Range<Outcome>) -> Option<String> {
    let words = |outcome: Outcome| match outcome {
        Outcome::Granted => "get in without being asked",
        Outcome::Prompted => "are asked, and can answer",
        Outcome::NeedsRegistration => "have to register a method first",
        Outcome::Unsatisfiable => "cannot meet it",
        Outcome::Blocked => "are blocked",
    };
    match (outcome.best(), outcome.worst()) {
        (Outcome::Granted | Outcome::Blocked, _) if outcome.known().is_some() => None,
        (best, worst) if best == worst => Some(format!("they {}", words(best))),
        (best, worst) => Some(format!("at best they {}, at worst they {}", words(best), words(worst))),
    }
}

fn blocks(policy: &Policy<Id>) -> bool {
    let items = policy.grant.iter().flat_map(|grant| &grant.items);
    items.into_iter().any(|item| matches!(item, GrantItem::BuiltIn(BuiltInControl::Block)))
}

/// The key and the name, or the name where that says both.
fn title(policy: &Policy<Id>) -> String {
    let key = super::people::label(policy);
    if policy.display_name.is_empty() || key == policy.display_name || policy.display_name.starts_with(key) {
        if policy.display_name.is_empty() { key.to_owned() } else { policy.display_name.clone() }
    } else {
        format!("{key} {}", policy.display_name)
    }
}
