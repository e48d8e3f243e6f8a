//! `prove`: what holds for every sign-in.

mod relation;
mod repair;
mod subjects;

use std::path::PathBuf;

use clap::ValueEnum;

use self::subjects::{Subject, Subjects};
use super::Outcome;
use super::tenants::Tenants;
use super::terminal::Terminal;
use crate::compare::Relation;
use crate::error::{Error, ErrorKind};
use crate::promise::{self, Attacker, Crippled, Loss, Promise, Supposing};
use crate::report::prove::{self, Found, FoundNeedless, Report};
use crate::space::{Failure, Version};

/// Prove what holds for every sign-in
///
/// Goes through the invariants of tests/ over every sign-in that the policies can tell apart, not a sample: each is
/// proved, or fails with a sign-in that the engine decided again, the people it concerns, and the policy that all but
/// covers it. With directory/, claims are over the people exported; without it, membership may be anything. What
/// depends on something that is not known is never proved. Exits with 1 if an invariant is not kept, and with 2 if one
/// could not be decided.
#[derive(Debug, clap::Args)]
pub(crate) struct Prove {
    #[command(flatten)]
    tenants: Tenants,

    /// Prove that two sets ask the same of every sign-in, each a folder with a tenant, Graph JSON, or a git revision
    #[arg(long, num_args = 2, value_names = ["A", "B"], conflicts_with = "path")]
    equivalent: Vec<PathBuf>,

    /// Prove that the first of two sets asks at least what the second does, of every sign-in
    #[arg(long, num_args = 2, value_names = ["A", "B"], conflicts_with_all = ["path", "equivalent"])]
    implies: Vec<PathBuf>,

    /// Find every sign-in for which a password is enough, in place of proving invariants; exits with 1 if there is one
    #[arg(long, conflicts_with_all = ["equivalent", "implies"])]
    gaps: bool,

    /// Find policies that could be removed and no sign-in would be asked anything else, and sign-ins that nobody can
    /// complete; exits with 1 if there are any
    #[arg(long, conflicts_with_all = ["equivalent", "implies", "gaps"])]
    policies: bool,

    /// Prove invariants against somebody who chooses the platform, browser or app, and the country: whatever can be made
    /// in place of a sign-in that an invariant speaks of has to keep it too
    #[arg(long, conflicts_with_all = ["equivalent", "implies", "gaps", "policies"])]
    adversary: bool,

    /// Suppose that something is gone: say who gets in nowhere then, whether emergency access gets in, and prove the
    /// invariants
    #[arg(long, value_enum, value_name = "WHAT", conflicts_with_all = ["equivalent", "implies", "gaps", "policies"])]
    without: Option<Without>,

    /// Count report-only policies as enabled
    #[arg(long)]
    switched_on: bool,

    /// Look for edits of the files with which an invariant is kept that is not, each proved on the text that it leaves
    ///
    /// Single edits are tried first, and then pairs: an exclusion or a condition goes, a list is widened, a policy is
    /// switched on, a grant asks for more. An edit that loosens anything, breaks another invariant, or reaches emergency
    /// access is none. Each is a patch for `git apply` at the root of the repository, with what else it changes.
    #[arg(long, conflicts_with_all = ["equivalent", "implies", "gaps", "policies", "without"])]
    repair: bool,

    /// How to print what was proved
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    /// Show people's names in Markdown, which is made for comments that others read
    #[arg(long = "names")]
    shows_names: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
    /// For pull requests
    Markdown,
}

/// What is supposed to be gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Without {
    /// No device is known to be compliant
    Compliance,
    /// Nobody signs in from a network that a location names by its addresses
    #[value(name = "officeNetworks")]
    OfficeNetworks,
    /// Text messages, calls, codes and notifications do not work; security keys, Windows Hello, certificates and Temporary
    /// Access Passes do
    Mfa,
}

impl From<Without> for Loss {
    fn from(without: Without) -> Self {
        match without {
            Without::Compliance => Self::Compliance,
            Without::OfficeNetworks => Self::OfficeNetworks,
            Without::Mfa => Self::Mfa,
        }
    }
}

pub(crate) fn run(arguments: &Prove, terminal: &mut Terminal) -> Result<Outcome, Error> {
    match (arguments.equivalent.as_slice(), arguments.implies.as_slice()) {
        ([one, other], _) => relation::relate(arguments, Relation::Equivalent, [one, other], terminal),
        (_, [one, other]) => relation::relate(arguments, Relation::Implies, [one, other], terminal),
        (_, _) if arguments.gaps => gaps(arguments, terminal),
        (_, _) if arguments.policies => needless(arguments, terminal),
        (_, _) => invariants(arguments, terminal),
    }
}

fn invariants(arguments: &Prove, terminal: &mut Terminal) -> Result<Outcome, Error> {
    let subjects = Subjects::load(arguments, terminal)?;
    let (mut reports, not_decided) = subjects.each(|subject| prove_tenant(arguments, subject))?;
    if arguments.repair {
        subjects.repair(arguments, &mut reports)?;
    }
    terminal.print(&match arguments.format {
        Format::Text => reports.iter().map(prove::text).collect::<Vec<_>>().join("\n"),
        Format::Json => prove::json(&reports, &subjects.failed_with(&not_decided), subjects.is_one),
        Format::Markdown => reports.iter().map(prove::markdown).collect::<Vec<_>>().join("\n"),
    })?;
    subjects.finish(terminal, &not_decided)?;
    if reports.iter().any(Report::is_undecided) {
        return Err(Error::new(ErrorKind::Input, "some invariants were not decided"));
    }
    Ok(if reports.iter().all(Report::is_clean) { Outcome::Clean } else { Outcome::Found })
}

fn prove_tenant<'a>(arguments: &Prove, subject: Subject<'a>) -> Result<Report<'a>, Failure> {
    let (sound, unsound): (Vec<_>, Vec<_>) =
        promise::resolve(subject.tenant).into_iter().partition(|(_, unresolved)| unresolved.is_empty());
    let promises: Vec<Promise> = sound.into_iter().map(|(promise, _)| promise).collect();
    let attacker = if arguments.adversary { Attacker::ChoosesConditions } else { Attacker::ChoosesNothing };
    let loss = arguments.without.map(Loss::from);
    let supposing = Supposing { attacker, gone: Vec::new() };
    let (proofs, consequences) = subject.with_version(|version, settings| {
        let Some(loss) = loss else {
            return Ok((promise::prove(version, &promises, &supposing, settings)?, None));
        };
        let Crippled { policies, strengths, gone } = loss.cripple(version);
        let supposing = Supposing { attacker, gone };
        let proofs = subject.with_world(&strengths, |world| {
            promise::prove(Version { world, policies: &policies }, &promises, &supposing, settings)
        })?;
        Ok::<_, Failure>((proofs, Some((loss, promise::lost(loss, version, settings)?))))
    })?;
    Ok(Report {
        attacker,
        lost: consequences,
        about: subject.about(arguments.shows_names),
        proofs,
        unresolved: unsound.into_iter().map(|(promise, names)| (promise.name, names)).collect(),
    })
}

fn gaps(arguments: &Prove, terminal: &mut Terminal) -> Result<Outcome, Error> {
    let subjects = Subjects::load(arguments, terminal)?;
    let (found, not_decided) = subjects.each(|subject| {
        Ok(Found { about: subject.about(arguments.shows_names), gaps: subject.with_version(promise::gaps)? })
    })?;
    terminal.print(&match arguments.format {
        Format::Text => found.iter().map(prove::gaps_text).collect::<Vec<_>>().join("\n"),
        Format::Json => prove::gaps_json(&found, &subjects.failed_with(&not_decided), subjects.is_one),
        Format::Markdown => found.iter().map(prove::gaps_markdown).collect::<Vec<_>>().join("\n"),
    })?;
    subjects.finish(terminal, &not_decided)?;
    Ok(if found.iter().all(|found| found.gaps.found.is_empty()) { Outcome::Clean } else { Outcome::Found })
}

fn needless(arguments: &Prove, terminal: &mut Terminal) -> Result<Outcome, Error> {
    let subjects = Subjects::load(arguments, terminal)?;
    let (found, not_decided) = subjects.each(|subject| {
        let needless = subject.with_version(promise::needless)?;
        Ok(FoundNeedless { about: subject.about(arguments.shows_names), needless })
    })?;
    terminal.print(&match arguments.format {
        Format::Text => found.iter().map(prove::needless_text).collect::<Vec<_>>().join("\n"),
        Format::Json => prove::needless_json(&found, &subjects.failed_with(&not_decided), subjects.is_one),
        Format::Markdown => found.iter().map(prove::needless_markdown).collect::<Vec<_>>().join("\n"),
    })?;
    subjects.finish(terminal, &not_decided)?;
    Ok(if found.iter().all(FoundNeedless::is_clean) { Outcome::Clean } else { Outcome::Found })
}

/// That the space could not be gone through.
pub(crate) fn cannot_prove(failure: &Failure) -> Error {
    let error = Error::new(ErrorKind::Input, failure.to_string());
    match failure {
        Failure::TooLarge => error.hint("nothing is claimed; choose fewer policies"),
        Failure::Mismatch(_) => error.hint("this is a mistake in gatewright: please report it"),
    }
}
