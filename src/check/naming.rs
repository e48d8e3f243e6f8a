//! Names of policies, taken apart as the tenant or the shared set wants them to be.

use regex::{Captures, Regex};

use super::Context;
use crate::model::{Id, Policy};
use crate::workspace::document::{Naming, NamingForm};

/// A policy for whose name there is a form.
pub(super) struct NamedPolicy<'a> {
    pub(super) policy: &'a Policy<Id>,
    pub(super) naming: &'a Naming,
    /// The parts of its name; none where the name has another form.
    pub(super) parts: Option<NameParts<'a>>,
}

/// The parts of a name, as far as the form has them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct NameParts<'a> {
    pub(super) number: Option<&'a str>,
    pub(super) persona: Option<&'a str>,
    pub(super) application: Option<&'a str>,
    pub(super) platform: Option<&'a str>,
    pub(super) control: Option<&'a str>,
}

/// The policies for whose names there is a form.
pub(super) fn named_policies<'a>(context: &Context<'a>) -> Vec<NamedPolicy<'a>> {
    // Policies of one origin follow one another, and their expression is made once.
    let mut expression: Option<(&Naming, Regex)> = None;
    let mut named = Vec::new();
    for (policy, origin) in context.with_origins() {
        let Some(naming) = &origin.naming else { continue };
        if expression.as_ref().is_none_or(|(of, _)| *of != naming) {
            expression = naming.expression().map(|made| (naming, made));
        }
        let Some((_, expression)) = &expression else { continue };
        let parts = expression.captures(&policy.display_name).map(|captures| parts(&captures));
        named.push(NamedPolicy { policy, naming, parts });
    }
    named
}

/// What names look like, in words.
pub(super) fn form(naming: &Naming) -> &str {
    match &naming.form {
        NamingForm::Preset(preset) => preset.form(),
        NamingForm::Pattern(pattern) => pattern,
    }
}

fn parts<'a>(captures: &Captures<'a>) -> NameParts<'a> {
    let part = |name: &str| captures.name(name).map(|found| found.as_str());
    NameParts {
        number: part("number"),
        persona: part("persona"),
        application: part("application"),
        platform: part("platform"),
        control: part("control"),
    }
}
