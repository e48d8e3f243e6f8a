//! A rollout for a terminal.

use super::{Report, Told, held_lines, keys};
use crate::report::diagnostics::Style;
use crate::report::paint::{Paint, paint};
use crate::report::words::{COLUMNS, counted, people, short, wrap};

/// People who are named for one policy; JSON names all.
const SHOWN: usize = 10;

/// Renders a rollout in 80 columns.
pub fn text(report: &Report<'_>, style: Style) -> String {
    let rollout = report.rollout;
    let mut out = String::new();
    let mut line = |text: &str| {
        out.push_str(text);
        out.push('\n');
    };
    let policies: usize = rollout.waves.iter().map(|wave| wave.policies.len()).sum();
    let total =
        counted(u64::try_from(policies + rollout.held.len()).unwrap_or(u64::MAX), "policy", "policies");
    let bound = report.bounds.locked_out;
    line(&format!(
        "{}   {total} to switch on, at most {} locked out in a step",
        paint(style, Paint::Bold, &short(report.tenant, 40)),
        if bound == 0 { "nobody".to_owned() } else { people(bound) },
    ));
    if report.got_in == 0 {
        line(&paint(style, Paint::Yellow, "no sign-in that got in was read: what the steps do is not known"));
    }
    if !rollout.changed.is_nothing() {
        for wrapped in wrap(
            &format!(
                "deploying changes of policies that are on already: {}",
                super::effect(&rollout.changed)
            ),
            COLUMNS,
        ) {
            line(&wrapped);
        }
    }
    if policies + rollout.held.len() == 0 {
        line("everything is switched on already");
    }
    for (number, told) in report.told().iter().enumerate() {
        line("");
        let Told { title, action, effect, check } = told;
        line(&paint(style, Paint::Cyan, &format!("{}. {title}", number + 1)));
        for (label, words) in [("do", action), ("effect", effect), ("then", check)] {
            for (index, wrapped) in wrap(words, COLUMNS - 11).into_iter().enumerate() {
                let label = if index == 0 { label } else { "" };
                line(&format!("   {label:<8}{wrapped}"));
            }
        }
    }
    for held in &rollout.held {
        line("");
        let title = format!("NOT YET {}", keys(std::slice::from_ref(&held.policy)));
        let count = super::people_of(&held.locked_out);
        line(&format!("{}   {} would be locked out", paint(style, Paint::Red, &title), people(count)));
        let lines = held_lines(&held.locked_out);
        for text in lines.iter().take(SHOWN) {
            for (index, wrapped) in wrap(text, COLUMNS - 5).into_iter().enumerate() {
                line(&format!("   {}{wrapped}", if index == 0 { "" } else { "  " }));
            }
        }
        if lines.len() > SHOWN {
            line(&format!("   and {} more; --format json names them", lines.len() - SHOWN));
        }
    }
    out
}
