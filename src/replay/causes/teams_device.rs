//! L20: a Teams room, phone or panel, which cannot do most of what policies ask for
//! (Teams, supported-ca-and-compliance-policies, 2024-08).

use super::{Case, Particular};

pub(super) static CAUSE: Particular = Particular {
    token: "teamsDevice",
    words: "a Teams room, phone or panel",
    remedy: "exclude the resource account, and ask for a compliant device or a known network instead",
};

/// Parts of user agents.
const AGENTS: [&str; 2] = ["MicrosoftTeamsRoom", "Teams-Android"];

pub(super) fn holds(case: &Case<'_>) -> bool {
    let agent = &case.sign_in.recorded.user_agent;
    AGENTS.iter().any(|part| agent.contains(part))
}
