//! `init`: a workspace to begin with.

use std::path::PathBuf;

use super::Outcome;
use super::output;
use super::terminal::Terminal;
use crate::error::{Error, ErrorKind};
use crate::syntax::{Entry, Node, emit_node};
use crate::workspace::{OutputFile, scaffold};

/// Make a workspace for a tenant
///
/// Writes the documents of a tenant with two policies in report-only, and keeps the evidence in directory/ and
/// signins/, which is personal data, out of git.
#[derive(Debug, clap::Args)]
pub(crate) struct Init {
    /// The folder to write to, which must be new or empty
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// The user principal names of the two accounts that get in when nobody else does (can be repeated)
    #[arg(long, num_args = 2, value_names = ["UPN", "UPN"], value_parser = user_principal_name)]
    emergency_access: Vec<String>,
}

pub(crate) fn run(arguments: &Init, terminal: &mut Terminal) -> Result<Outcome, Error> {
    if let [one, other] = arguments.emergency_access.as_slice()
        && one.eq_ignore_ascii_case(other)
    {
        let message = format!("`{one}` is given twice for --emergency-access");
        return Err(Error::new(ErrorKind::Usage, message).hint("give two accounts: either may fail"));
    }
    output::create_folder(&arguments.folder, &files(&arguments.emergency_access))?;
    let folder = arguments.folder.display();
    terminal.print(&format!("a workspace in {folder}; `gatewright check {folder}` comes next\n"))?;
    Ok(Outcome::Clean)
}

fn user_principal_name(text: &str) -> Result<String, String> {
    let is_name = text.split_once('@').is_some_and(|(name, domain)| {
        !name.is_empty()
            && domain.contains('.')
            && !domain.contains('@')
            && !text.contains(char::is_whitespace)
    });
    if is_name { Ok(text.to_owned()) } else { Err("write it as in `bg1@contoso.onmicrosoft.com`".to_owned()) }
}

/// Keeps evidence, which is personal data, out of git.
pub(crate) const GITIGNORE: &str = include_str!("init/gitignore");

fn files(emergency_access: &[String]) -> Vec<OutputFile> {
    let fixed = [
        (".gitignore", GITIGNORE),
        ("groups.yaml", include_str!("init/groups.yaml")),
        ("locations.yaml", include_str!("init/locations.yaml")),
        (
            "policies/CA001-Global-AttackSurfaceReduction-AllApps-AnyPlatform-Block-LegacyAuthentication.yaml",
            include_str!("init/CA001.yaml"),
        ),
        (
            "policies/CA201-Internals-BaseProtection-AllApps-AnyPlatform-MFA.yaml",
            include_str!("init/CA201.yaml"),
        ),
        ("tests/scenarios.yaml", include_str!("init/scenarios.yaml")),
    ];
    let mut files: Vec<OutputFile> =
        fixed.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    files.push(("tenant.yaml".to_owned(), tenant(emergency_access).into_bytes()));
    files
}

fn tenant(emergency_access: &[String]) -> String {
    let template = include_str!("init/tenant.template");
    let Some(first) = emergency_access.first() else {
        return template
            .replace("$DOMAIN", scaffold::DOMAIN)
            .replace("$EMERGENCY_ACCESS", scaffold::EMERGENCY_ACCESS);
    };
    let domain = first.split_once('@').map_or("", |(_, domain)| domain);
    let written = |key: &str, value: Node| emit_node(&Node::mapping([Entry::new(key, value)]));
    let accounts = Node::mapping([
        Entry::new("accounts", Node::sequence(emergency_access.iter().map(Node::string))),
        Entry::new("group", Node::string("CA-EmergencyAccess - Exclude")),
    ]);
    template
        .replace("$DOMAIN\n", &written("tenant", Node::string(domain)))
        .replace("$EMERGENCY_ACCESS\n", &written("emergencyAccess", accounts))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{self, Context};
    use crate::workspace::{Memory, load};

    /// The codes of everything that is wrong with the workspace, and how many policies it has.
    fn codes(emergency_access: &[&str]) -> (Vec<&'static str>, usize) {
        let accounts: Vec<String> = emergency_access.iter().map(|name| (*name).to_owned()).collect();
        let memory: Memory = files(&accounts).into_iter().collect();
        let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let loaded = load(&memory, "", day).unwrap();
        let mut found = loaded.diagnostics;
        found.extend(
            loaded
                .tenants
                .iter()
                .flat_map(|tenant| check::diagnostics(&Context::new(tenant, None), &loaded.sources)),
        );
        (found.iter().map(|diagnostic| diagnostic.code).collect(), loaded.tenants[0].policies.len())
    }

    #[test]
    fn a_new_workspace_is_clean() {
        assert_eq!(codes(&["bg1@contoso.com", "o'neil-bg@contoso.com"]), (vec![], 2));
    }

    #[test]
    fn without_emergency_access_that_is_all_that_is_missing() {
        assert_eq!(codes(&[]), (vec!["CA-LOCK-001"], 2));
    }

    #[test]
    fn names_that_are_none_are_refused() {
        for name in ["bg1", "bg1@contoso", "@contoso.com", "a b@contoso.com", "a@b@contoso.com"] {
            assert!(user_principal_name(name).is_err(), "{name}");
        }
    }
}
