//! Claims and sets of them.
//!
//! A claim is a fact about a sign-in: a method was used, the device is compliant, terms were accepted. Here it is a number;
//! which fact it stands for is for whoever numbers them.

/// A claim, by its index among those in use.
///
/// INVARIANT: below 128.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Claim(u8);

/// A set of claims.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Claims(u128);

impl Claim {
    /// The claim of an index, if it is below 128.
    pub const fn new(index: u8) -> Option<Self> {
        if index < 128 { Some(Self(index)) } else { None }
    }

    /// The index.
    pub const fn index(self) -> u8 {
        self.0
    }
}

impl Claims {
    /// No claim.
    pub const NONE: Self = Self(0);

    /// Adds a claim.
    pub fn insert(&mut self, claim: Claim) {
        self.0 |= 1 << claim.0;
    }

    /// Whether a claim is in the set.
    pub const fn contains(self, claim: Claim) -> bool {
        self.0 & (1 << claim.0) != 0
    }

    /// Whether every claim is in the other set as well.
    pub const fn is_subset(self, of: Self) -> bool {
        self.0 & !of.0 == 0
    }

    /// Whether there is no claim.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many claims there are.
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// The claims that are in either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The claims that are in both sets.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The claims without one of them.
    #[must_use]
    pub const fn without(self, claim: Claim) -> Self {
        Self(self.0 & !(1 << claim.0))
    }

    /// The claims, by index.
    pub fn iter(self) -> impl Iterator<Item = Claim> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            // Of no bits there are 128 trailing zeros, which is no claim.
            let claim = u8::try_from(rest.trailing_zeros()).ok().and_then(Claim::new)?;
            rest &= rest - 1;
            Some(claim)
        })
    }
}

impl FromIterator<Claim> for Claims {
    fn from_iter<I: IntoIterator<Item = Claim>>(claims: I) -> Self {
        let mut set = Self::NONE;
        claims.into_iter().for_each(|claim| set.insert(claim));
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_below_128() {
        assert_eq!(Claim::new(127).map(Claim::index), Some(127));
        assert_eq!(Claim::new(128), None);
    }

    #[test]
    fn a_set_gives_back_its_claims_in_order() {
        let indices = [0, 63, 64, 127];
        let set: Claims = indices.iter().rev().filter_map(|index| Claim::new(*index)).collect();
        assert_eq!(set.iter().map(Claim::index).collect::<Vec<_>>(), indices);
        assert_eq!(set.len(), 4);
        assert_eq!(Claims::NONE.iter().next(), None);
    }

    #[test]
    fn sets_are_compared_by_inclusion() {
        let [one, two] = [1, 2].map(|index| Claim::new(index).unwrap());
        let both = Claims::from_iter([one]).union(Claims::from_iter([two]));
        assert!(both.contains(one) && both.contains(two));
        assert!(both.without(one).is_subset(both) && !both.is_subset(both.without(one)));
        assert!(both.without(one).without(two).is_empty());
    }
}
