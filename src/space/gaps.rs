//! Where a password is enough: nobody is blocked, and nothing is asked that tells who signs in, or on what.

use super::diagram::TooLarge;
use super::ends::Asked;
use super::{Enough, Region, Space};
use crate::control::{Claim, ClaimKind, ClaimTable};

impl Space<'_> {
    /// The sign-ins of a region for which a password is enough.
    ///
    /// Terms of use prove nothing, and what this version does not know may ask for nothing. What a sign-in shows by
    /// itself, such as a compliant device, is not asked any more.
    pub fn open_to_a_password(&mut self, version: usize, within: Region) -> Result<Region, TooLarge> {
        let claims = self.claims.clone();
        // Of two policies with a way that proves nothing, both ways together prove nothing.
        self.lacking(version, within, Enough::OfOne(&|asked| asks_for_proof(&claims, asked)))
    }
}

/// Whether every way to meet what is asked has something in it that is a proof; a block has no way.
fn asks_for_proof(claims: &ClaimTable, asked: &Asked) -> bool {
    let proves = |claim: Claim| match claims.kind(claim) {
        Some(ClaimKind::TermsOfUse(_) | ClaimKind::Unknown(_)) | None => false,
        Some(
            ClaimKind::Method(_)
            | ClaimKind::RestrictedMethod(..)
            | ClaimKind::Multifactor
            | ClaimKind::CompliantDevice
            | ClaimKind::HybridJoinedDevice
            | ClaimKind::ApprovedApplication
            | ClaimKind::CompliantApplication
            | ClaimKind::PasswordChange
            | ClaimKind::RiskRemediation
            | ClaimKind::CustomControl(_),
        ) => true,
    };
    asked.requirement.ways().iter().all(|way| way.iter().any(proves))
}
