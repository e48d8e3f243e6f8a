//! How much a request asks for: baseline scopes are treated apart where a policy on all resources excludes some.
//!
//! Only directories have them: Microsoft Graph and Windows Azure Active Directory
//! (Entra, concept-conditional-access-cloud-apps, 2026-01, and concept-enforcement-resource-exclusions, 2026-05).

use uuid::Uuid;

use crate::sign_in::SignIn;

/// How much a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Scopes {
    /// Baseline scopes that once escaped whichever client asked for them.
    Least,
    /// Baseline scopes.
    Baseline,
    /// More than that.
    Beyond,
}

/// Windows Azure Active Directory.
pub(super) const DIRECTORY: Uuid = Uuid::from_u128(0x00000002_0000_0000_c000_000000000000);
const MICROSOFT_GRAPH: Uuid = Uuid::from_u128(0x00000003_0000_0000_c000_000000000000);

const OPENID: [&str; 4] = ["email", "offline_access", "openid", "profile"];
const BASELINE: [&str; 7] = [
    "User.Read",
    "User.Read.All",
    "User.ReadBasic.All",
    "People.Read",
    "People.Read.All",
    "GroupMember.Read.All",
    "Member.Read.Hidden",
];

/// Whether a sign-in asks a directory for baseline scopes and nothing else.
pub(crate) fn are_baseline(sign_in: &SignIn<'_>) -> bool {
    match Scopes::of(sign_in.resource.id, sign_in.scopes.as_deref()) {
        Some(Scopes::Least | Scopes::Baseline) => true,
        Some(Scopes::Beyond) | None => false,
    }
}

impl Scopes {
    /// How much a request for a resource asks for; `None` where that is not known.
    pub(super) fn of(resource: Option<Uuid>, scopes: Option<&[String]>) -> Option<Self> {
        let least: &[&str] = match resource {
            Some(DIRECTORY) => &["User.Read"],
            Some(MICROSOFT_GRAPH) => &["User.Read", "People.Read"],
            Some(_) | None => return Some(Self::Beyond),
        };
        let scopes = scopes.filter(|scopes| !scopes.is_empty())?;
        let are_among = |allowed: &[&str]| scopes.iter().all(|scope| is_among(scope, allowed));
        Some(if are_among(least) {
            Self::Least
        } else if are_among(&BASELINE) {
            Self::Baseline
        } else {
            Self::Beyond
        })
    }

    /// A request for a resource that asks for so much, where it matters.
    pub(super) fn example(self, resource: Uuid) -> Option<Vec<String>> {
        let scope = match self {
            Self::Least => "User.Read",
            Self::Baseline => "GroupMember.Read.All",
            Self::Beyond => "Directory.Read.All",
        };
        let matters = resource == DIRECTORY || resource == MICROSOFT_GRAPH;
        matters.then(|| vec![scope.to_owned()])
    }

    /// Every answer that [`Scopes::of`] can give for a resource, not knowing last.
    pub(super) fn of_resource(resource: Uuid) -> &'static [Option<Self>] {
        match resource {
            DIRECTORY | MICROSOFT_GRAPH => {
                &[Some(Self::Least), Some(Self::Baseline), Some(Self::Beyond), None]
            }
            _ => &[Some(Self::Beyond)],
        }
    }
}

/// Whether a scope, which may have its resource before it, is one of these or of `openid`.
fn is_among(scope: &str, allowed: &[&str]) -> bool {
    let name = scope.rsplit('/').next().unwrap_or(scope);
    OPENID.iter().chain(allowed).any(|allowed| allowed.eq_ignore_ascii_case(name))
}
