//! `tenant.yaml`: the tenant, and how it uses shared sets.

use chrono::NaiveDate;

use super::baseline::{BaselineUse, read_uses};
use super::rules::{RuleSettings, rule_settings};
use super::{read, write};
use crate::diagnostic::Diagnostic;
use crate::model::{
    EmergencyAccess, Id, MandatoryMfa, Name, NamedLocation, Partner, PlatformSettings, ResourceExclusions,
    Tenant, UnmanagedPolicies,
};
use crate::syntax::{Entry, Node, pointer_push};
use crate::workspace::schema::{self, DocumentKind};

/// `tenant.yaml`.
#[derive(Clone, Debug, PartialEq)]
pub struct TenantDocument {
    /// The tenant, still to be resolved: it has no name (that is the folder's), the emergency access group has no id,
    /// and the application of `resourceExclusions.custom` may be a name.
    pub tenant: Tenant,
    /// The shared sets in use.
    pub baselines: Vec<BaselineUse>,
    /// What is altered in policies of shared sets.
    pub changes: Vec<Change>,
    /// Exceptions for people and a while.
    pub exceptions: Vec<Exception>,
    /// How much findings matter.
    pub rules: RuleSettings,
}

/// A change to a policy of a shared set.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Where it stands, such as `/changes/0`.
    pub pointer: String,
    /// The policy's key.
    pub policy: String,
    /// What is done, in the order written.
    pub edits: Vec<Edit>,
    /// Why.
    pub reason: String,
    /// Whose decision it is.
    pub owner: Option<String>,
    /// The first day that counts, UTC.
    pub from: Option<NaiveDate>,
    /// The last day that counts, UTC.
    pub until: Option<NaiveDate>,
}

/// One edit of a policy's tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// Where it stands, such as `/changes/0/add/users.exclude.groups`.
    pub pointer: String,
    /// What is done.
    pub kind: EditKind,
    /// The pointer into the policy, such as `/users/exclude/groups`.
    pub target: String,
    /// The value, with the places of the tenant's document.
    pub value: Node,
}

/// What an edit does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EditKind {
    /// `add`: items to a list.
    Add,
    /// `remove`: items from a list.
    Remove,
    /// `set`: the value.
    Set,
}

impl EditKind {
    /// Every kind, in the order of application.
    pub const ALL: &[Self] = &[Self::Set, Self::Remove, Self::Add];

    /// The key in YAML.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Remove => "remove",
            Self::Set => "set",
        }
    }
}

/// An exception for people and a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// Where it stands, such as `/exceptions/0`.
    pub pointer: String,
    /// Countries travelled to.
    pub travel: Vec<String>,
    /// User principal names.
    pub who: Vec<Name>,
    /// Keys of the policies that are opened.
    pub opens: Vec<String>,
    /// The first day that counts, UTC.
    pub from: Option<NaiveDate>,
    /// The last day that counts, UTC.
    pub until: NaiveDate,
    /// Why.
    pub reason: String,
    /// Whose decision it is.
    pub owner: Option<String>,
    /// Where it was asked for.
    pub ticket: Option<String>,
}

const MFA_TRUSTED_IPS: &str = "mfaTrustedIps";

/// Reads `tenant.yaml`.
pub fn read_tenant(node: &Node, diagnostics: &mut Vec<Diagnostic>) -> Option<TenantDocument> {
    if !schema::validate(DocumentKind::Tenant, node, diagnostics) {
        return None;
    }
    Some(TenantDocument {
        tenant: tenant(node),
        baselines: read_uses(node),
        changes: numbered(node, "changes").map(|(pointer, node)| change(pointer, node)).collect(),
        exceptions: numbered(node, "exceptions")
            .filter_map(|(pointer, node)| exception(pointer, node))
            .collect(),
        rules: rule_settings(node),
    })
}

/// Writes the `tenant.yaml` of a new workspace: the tenant alone, what holds by default left out.
pub fn write_tenant(tenant: &Tenant) -> Node {
    let remove = tenant.unmanaged_policies == UnmanagedPolicies::Remove;
    write::mapping([
        ("tenant", tenant.domain.as_deref().map(write::text)),
        ("tenantId", tenant.tenant_id.map(|id| write::text(&id.hyphenated().to_string()))),
        ("licenses", licenses_node(tenant)),
        ("emergencyAccess", tenant.emergency_access.as_ref().map(emergency_access_node)),
        ("partner", tenant.partner.as_ref().map(partner_node)),
        ("unattended", write::nonempty_texts(&tenant.unattended)),
        (
            "platform",
            (tenant.platform != PlatformSettings::default()).then(|| platform_node(&tenant.platform)),
        ),
        ("unmanagedPolicies", remove.then(|| write::text("remove"))),
    ])
}

fn numbered<'a>(node: &'a Node, key: &'static str) -> impl Iterator<Item = (String, &'a Node)> {
    let items = read::items(node, key).iter().enumerate();
    items.map(move |(index, node)| (format!("/{key}/{index}"), node))
}

fn tenant(node: &Node) -> Tenant {
    let licenses = read::entries(node, "licenses").iter();
    Tenant {
        name: String::new(),
        domain: read::optional_text(node, "tenant"),
        tenant_id: read::guid(node, "tenantId"),
        licenses: licenses.map(|entry| (entry.key.clone(), seats(&entry.value))).collect(),
        emergency_access: node.get("emergencyAccess").map(|node| EmergencyAccess {
            accounts: people(node, "accounts"),
            group: read::optional_text(node, "group"),
            group_id: None,
        }),
        partner: node.get("partner").map(|node| Partner {
            tenants: read::texts(node, "tenants").iter().filter_map(|id| id.parse().ok()).collect(),
            access: read::text(node, "access"),
        }),
        unattended: people(node, "unattended"),
        platform: node.get("platform").map(platform).unwrap_or_default(),
        unmanaged_policies: match node.get("unmanagedPolicies").and_then(Node::as_str) {
            Some("remove") => UnmanagedPolicies::Remove,
            Some(_) | None => UnmanagedPolicies::Keep,
        },
    }
}

fn seats(node: &Node) -> u32 {
    read::scalar(node).parse().unwrap_or(u32::MAX)
}

/// User principal names compare without case.
fn people(node: &Node, key: &str) -> Vec<Name> {
    read::texts(node, key).iter().map(|name| name.to_lowercase()).collect()
}

fn platform(node: &Node) -> PlatformSettings {
    let default = PlatformSettings::default();
    let mandatory = node.get("mandatoryMfa");
    let phase = |key, absent| mandatory.map_or(absent, |node| read::flag_or(node, key, absent));
    PlatformSettings {
        security_defaults: read::flag_or(node, "securityDefaults", default.security_defaults),
        resource_exclusions: node
            .get("resourceExclusions")
            .map_or(default.resource_exclusions, resource_exclusions),
        mandatory_mfa: MandatoryMfa {
            phase1: phase("phase1", default.mandatory_mfa.phase1),
            phase2: phase("phase2", default.mandatory_mfa.phase2),
        },
        mfa_trusted_ips: node.get(MFA_TRUSTED_IPS).map(|_| {
            let ranges = read::texts(node, MFA_TRUSTED_IPS);
            NamedLocation::mfa_trusted_ips(ranges.iter().filter_map(|range| range.parse().ok()))
        }),
    }
}

fn resource_exclusions(node: &Node) -> ResourceExclusions {
    match node.as_str() {
        Some("legacy") => ResourceExclusions::Legacy,
        Some(_) => ResourceExclusions::Enforced,
        None => ResourceExclusions::Custom(Id::parse(&read::text(node, "custom"))),
    }
}

fn change(pointer: String, node: &Node) -> Change {
    let mut edits = Vec::new();
    for kind in EditKind::ALL {
        let parent = pointer_push(&pointer, kind.as_str());
        edits.extend(read::entries(node, kind.as_str()).iter().map(|entry| edit(*kind, &parent, entry)));
    }
    Change {
        pointer,
        policy: read::text(node, "policy"),
        edits,
        reason: read::text(node, "reason"),
        owner: read::optional_text(node, "owner"),
        from: read::date(node, "from"),
        until: read::date(node, "until"),
    }
}

fn edit(kind: EditKind, parent: &str, entry: &Entry) -> Edit {
    let target = entry.key.split('.').fold(String::new(), |pointer, key| pointer_push(&pointer, key));
    Edit { pointer: pointer_push(parent, &entry.key), kind, target, value: entry.value.clone() }
}

fn exception(pointer: String, node: &Node) -> Option<Exception> {
    Some(Exception {
        pointer,
        travel: read::texts(node, "travel"),
        who: people(node, "who"),
        opens: read::texts(node, "opens"),
        from: read::date(node, "from"),
        until: read::date(node, "until")?,
        reason: read::text(node, "reason"),
        owner: read::optional_text(node, "owner"),
        ticket: read::optional_text(node, "ticket"),
    })
}

fn licenses_node(tenant: &Tenant) -> Option<Node> {
    write::nonempty_mapping(
        tenant.licenses.iter().map(|(plan, seats)| (plan.as_str(), write::integer(i64::from(*seats)))),
    )
}

fn emergency_access_node(emergency_access: &EmergencyAccess) -> Node {
    write::mapping([
        ("accounts", Some(write::texts(&emergency_access.accounts))),
        ("group", emergency_access.group.as_deref().map(write::text)),
    ])
}

fn partner_node(partner: &Partner) -> Node {
    let tenants = partner.tenants.iter().map(|id| write::text(&id.hyphenated().to_string()));
    write::mapping([
        ("tenants", Some(write::sequence(tenants))),
        ("access", Some(write::text(&partner.access))),
    ])
}

fn platform_node(platform: &PlatformSettings) -> Node {
    let resource_exclusions = match &platform.resource_exclusions {
        ResourceExclusions::Legacy => write::text("legacy"),
        ResourceExclusions::Enforced => write::text("enforced"),
        ResourceExclusions::Custom(application) => {
            write::mapping([("custom", Some(write::text(&application.to_string())))])
        }
    };
    let phases = platform.mandatory_mfa;
    write::mapping([
        ("securityDefaults", Some(write::flag(platform.security_defaults))),
        ("resourceExclusions", Some(resource_exclusions)),
        (
            "mandatoryMfa",
            Some(write::mapping([
                ("phase1", Some(write::flag(phases.phase1))),
                ("phase2", Some(write::flag(phases.phase2))),
            ])),
        ),
        (
            MFA_TRUSTED_IPS,
            platform.mfa_trusted_ips.as_ref().map(|location| write::texts(&location.ip_ranges())),
        ),
    ])
}
