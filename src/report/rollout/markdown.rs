//! A rollout to send: a list to tick off.

use std::fmt::Write;

use super::{Report, Told, held_lines, keys};
use crate::report::markdown::{code, escape};
use crate::report::simulate::People;
use crate::report::words::{people, short};

/// Renders a rollout in Markdown. People are counted unless they may be named.
pub fn markdown(report: &Report<'_>, names: People) -> String {
    let rollout = report.rollout;
    // Writing to a string cannot fail, here and below.
    let mut out = format!("# Rollout for {}\n\n", escape(&short(report.tenant, 60)));
    let bound = report.bounds.locked_out;
    let _ = writeln!(
        out,
        "As of {}. No step locks out more than {}, as far as {} recorded sign-ins show.\n",
        report.as_of,
        people(bound),
        report.got_in,
    );
    if !rollout.changed.is_nothing() {
        let effect = super::effect(&rollout.changed);
        let _ = writeln!(out, "Deploying changes of policies that are on already: {}.\n", escape(&effect));
    }
    for (number, Told { title, action, effect, check }) in report.told().iter().enumerate() {
        let _ = writeln!(out, "## {}. {title}\n", number + 1);
        let _ = writeln!(out, "- [ ] {}", escape(action));
        let _ = writeln!(out, "- Effect: {}", escape(effect));
        let _ = writeln!(out, "- [ ] Then: {}\n", escape(check));
    }
    if names == People::Named && !rollout.register_first.is_empty() {
        out.push_str("<details><summary>Who registers first</summary>\n\n");
        for one in &rollout.register_first {
            let _ = writeln!(out, "- {}", code(&short(&one.user, 80)));
        }
        out.push_str("\n</details>\n\n");
    }
    for held in &rollout.held {
        let count = super::people_of(&held.locked_out);
        let key = escape(&keys(std::slice::from_ref(&held.policy)));
        let _ = writeln!(out, "## Not yet: {key}\n\n{} would be locked out.\n", people(count));
        if names == People::Named {
            for line in held_lines(&held.locked_out) {
                let _ = writeln!(out, "- [ ] {}", code(&line));
            }
            out.push('\n');
        }
    }
    out
}
