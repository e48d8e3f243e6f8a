//! What must hold for a sign-in to be let through, as a function of claims.
//!
//! Which claims there are, and whether a person can make them true, is decided elsewhere.

use std::fmt;

use super::{Claim, Claims, Range};

/// The most ways that a requirement may have.
///
/// Multifactor authentication has 18. Twelve policies that each ask one of two things of their own make 4,096.
const MAX_WAYS: usize = 4096;

/// The most ways that are looked at before those that ask more than another are left out.
const MAX_CANDIDATES: usize = 1 << 16;

/// A monotone function of claims: more claims never make it fail.
///
/// Kept as its ways, the smallest sets of claims that satisfy it. No way is a block; the one way that asks no claim asks
/// nothing. Two requirements are equal exactly if they are satisfied by the same claims.
///
/// ```
/// use gatewright::control::{Claim, Requirement};
///
/// let [password, sms, key] = [0, 1, 2].map(|index| Requirement::claim(Claim::new(index).unwrap()));
/// let mfa = password.and(&sms)?.or(&key)?;
/// let phishing_resistant = key;
///
/// assert!(phishing_resistant.implies(&mfa));
/// assert_eq!(mfa.and(&phishing_resistant)?, phishing_resistant);
/// assert!(mfa.and(&Requirement::block())?.is_block());
/// # Ok::<(), gatewright::control::TooManyWays>(())
/// ```
// INVARIANT: no way is a subset of another; sorted by size, then by value; at most `MAX_WAYS`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Requirement(Box<[Claims]>);

/// A requirement has too many ways to keep or to look at, so that what depends on it is not decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyWays;

impl Requirement {
    /// Never satisfied.
    pub fn block() -> Self {
        Self(Box::new([]))
    }

    /// Always satisfied.
    pub fn nothing() -> Self {
        Self::every(Claims::NONE)
    }

    /// Satisfied by one claim.
    pub fn claim(claim: Claim) -> Self {
        Self::every(Claims::from_iter([claim]))
    }

    /// Satisfied by all of some claims together.
    pub fn every(claims: Claims) -> Self {
        Self(Box::new([claims]))
    }

    /// Satisfied by any one of some sets of claims.
    pub fn from_ways(ways: impl IntoIterator<Item = Claims>) -> Result<Self, TooManyWays> {
        // One more than may be kept tells that there are more.
        let ways: Vec<_> = smallest(ways.into_iter().collect()).take(MAX_WAYS + 1).collect();
        if ways.len() > MAX_WAYS { Err(TooManyWays) } else { Ok(Self(ways.into())) }
    }

    /// Satisfied if all of some requirements are; of none, always.
    pub fn all_of<'a>(requirements: impl IntoIterator<Item = &'a Self>) -> Result<Self, TooManyWays> {
        let mut requirements: Vec<_> = requirements.into_iter().collect();
        // A block comes first and settles it, even if the others have too many ways.
        requirements.sort_by_key(|requirement| requirement.ways().len());
        requirements.into_iter().try_fold(Self::nothing(), |all, requirement| all.and(requirement))
    }

    /// Satisfied if any of some requirements is; of none, never.
    pub fn any_of<'a>(requirements: impl IntoIterator<Item = &'a Self>) -> Result<Self, TooManyWays> {
        requirements.into_iter().try_fold(Self::block(), |any, requirement| any.or(requirement))
    }

    /// Satisfied if both are.
    pub fn and(&self, other: &Self) -> Result<Self, TooManyWays> {
        if self.implies(other) {
            return Ok(self.clone());
        }
        if other.implies(self) {
            return Ok(other.clone());
        }
        if self.0.len().saturating_mul(other.0.len()) > MAX_CANDIDATES {
            return Err(TooManyWays);
        }
        Self::from_ways(self.0.iter().flat_map(|way| other.0.iter().map(|with| way.union(*with))))
    }

    /// Satisfied if either is.
    pub fn or(&self, other: &Self) -> Result<Self, TooManyWays> {
        Self::from_ways(self.0.iter().chain(&other.0).copied())
    }

    /// What is left of it once it is known whether a claim holds.
    #[must_use]
    pub fn given(&self, claim: Claim, holds: bool) -> Self {
        let ways = self.0.iter().copied();
        if holds {
            Self(smallest(ways.map(|way| way.without(claim)).collect()).collect())
        } else {
            Self(ways.filter(|way| !way.contains(claim)).collect())
        }
    }

    /// What is left of it once all claims but some are known to hold.
    #[must_use]
    pub fn within(&self, claims: Claims) -> Self {
        Self(smallest(self.0.iter().map(|way| way.intersection(claims)).collect()).collect())
    }

    /// Whether whatever satisfies it satisfies the other: it is the stricter one, or they are equal.
    pub fn implies(&self, other: &Self) -> bool {
        self.0.iter().all(|way| other.is_satisfied_by(*way))
    }

    /// Whether these claims satisfy it.
    pub fn is_satisfied_by(&self, claims: Claims) -> bool {
        self.0.iter().any(|way| way.is_subset(claims))
    }

    /// Whether nothing satisfies it.
    pub fn is_block(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it asks nothing.
    pub fn is_nothing(&self) -> bool {
        self.is_satisfied_by(Claims::NONE)
    }

    /// The smallest sets of claims that satisfy it, those with the fewest claims first.
    pub fn ways(&self) -> &[Claims] {
        &self.0
    }

    /// What comes of it, from what comes of each claim: the best way, and of a way the worst claim.
    ///
    /// `nothing` is what comes of asking nothing, `block` of a block. They are the least and the greatest `O` in use.
    pub fn fold_outcome<O: Ord + Copy>(
        &self,
        nothing: O,
        block: O,
        mut of: impl FnMut(Claim) -> Range<O>,
    ) -> Range<O> {
        let of_way = |way: &Claims| way.iter().map(&mut of).fold(Range::certain(nothing), Range::max);
        self.0.iter().map(of_way).fold(Range::certain(block), Range::min)
    }
}

impl fmt::Display for TooManyWays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("too many ways to satisfy a requirement")
    }
}

impl std::error::Error for TooManyWays {}

/// The ways without those that ask more than another, sorted.
fn smallest(mut ways: Vec<Claims>) -> impl Iterator<Item = Claims> {
    // A way can only ask more than one that comes before it, so what is kept once is kept for good.
    ways.sort_unstable_by_key(|way| (way.len(), *way));
    let mut kept: Vec<Claims> = Vec::new();
    ways.into_iter().filter(move |way| {
        let is_smallest = !kept.iter().any(|smaller| smaller.is_subset(*way));
        if is_smallest {
            kept.push(*way);
        }
        is_smallest
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::collection::{btree_set, vec};
    use proptest::prelude::*;

    use super::*;

    const CLAIMS: u8 = 8;

    fn claim(index: u8) -> Claim {
        Claim::new(index).unwrap()
    }

    fn every_set() -> impl Iterator<Item = Claims> {
        (0_u8..=u8::MAX).map(|bits| (0..CLAIMS).filter(|index| bits >> index & 1 == 1).map(claim).collect())
    }

    /// The sets of claims that satisfy a requirement, tried one by one.
    fn satisfying(requirement: &Requirement) -> BTreeSet<Claims> {
        every_set().filter(|claims| requirement.is_satisfied_by(*claims)).collect()
    }

    fn some_ways() -> impl Strategy<Value = Vec<Claims>> {
        let way = btree_set(0..CLAIMS, 0..5).prop_map(|indices| indices.into_iter().map(claim).collect());
        vec(way, 0..7)
    }

    fn requirement() -> impl Strategy<Value = Requirement> {
        some_ways().prop_map(|ways| Requirement::from_ways(ways).unwrap())
    }

    fn outcomes() -> impl Strategy<Value = Vec<Range<u8>>> {
        vec((0_u8..5, 0_u8..5).prop_map(|(one, other)| Range::between(one, other)), usize::from(CLAIMS))
    }

    fn outcome(requirement: &Requirement, outcomes: &[Range<u8>]) -> Range<u8> {
        requirement.fold_outcome(0, 4, |claim| outcomes[usize::from(claim.index())])
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_requirement_is_satisfied_by_what_contains_a_way(ways in some_ways()) {
            let requirement = Requirement::from_ways(ways.clone()).unwrap();
            let expected = every_set().filter(|set| ways.iter().any(|way| way.iter().all(|it| set.contains(it))));
            prop_assert_eq!(satisfying(&requirement), expected.collect());
        }

        #[test]
        fn no_way_asks_more_than_another(requirement in requirement()) {
            for (index, way) in requirement.ways().iter().enumerate() {
                let mut others = requirement.ways().iter().enumerate().filter(|(other, _)| *other != index);
                prop_assert!(others.all(|(_, other)| !other.is_subset(*way)));
            }
        }

        #[test]
        fn requirements_are_equal_exactly_if_the_same_satisfies_them(a in requirement(), b in requirement()) {
            prop_assert_eq!(a == b, satisfying(&a) == satisfying(&b));
        }

        #[test]
        fn and_is_both_and_or_is_either(a in requirement(), b in requirement()) {
            let (of_a, of_b) = (satisfying(&a), satisfying(&b));
            prop_assert_eq!(satisfying(&a.and(&b).unwrap()), &of_a & &of_b);
            prop_assert_eq!(satisfying(&a.or(&b).unwrap()), &of_a | &of_b);
        }

        #[test]
        fn and_and_or_form_a_distributive_lattice(a in requirement(), b in requirement(), c in requirement()) {
            let and = |a: &Requirement, b: &Requirement| a.and(b).unwrap();
            let or = |a: &Requirement, b: &Requirement| a.or(b).unwrap();
            prop_assert_eq!(&and(&a, &a), &a);
            prop_assert_eq!(&or(&a, &a), &a);
            prop_assert_eq!(and(&a, &b), and(&b, &a));
            prop_assert_eq!(or(&a, &b), or(&b, &a));
            prop_assert_eq!(and(&and(&a, &b), &c), and(&a, &and(&b, &c)));
            prop_assert_eq!(or(&or(&a, &b), &c), or(&a, &or(&b, &c)));
            prop_assert_eq!(&and(&a, &or(&a, &b)), &a);
            prop_assert_eq!(&or(&a, &and(&a, &b)), &a);
            prop_assert_eq!(and(&a, &or(&b, &c)), or(&and(&a, &b), &and(&a, &c)));
        }

        #[test]
        fn all_of_and_any_of_fold_in_any_order(a in requirement(), b in requirement(), c in requirement()) {
            prop_assert_eq!(Requirement::all_of([&a, &b, &c]), a.and(&b).unwrap().and(&c));
            prop_assert_eq!(Requirement::any_of([&c, &a, &b]), a.or(&b).unwrap().or(&c));
        }

        #[test]
        fn implication_is_inclusion(a in requirement(), b in requirement()) {
            prop_assert_eq!(a.implies(&b), satisfying(&a).is_subset(&satisfying(&b)));
            prop_assert!(a.and(&b).unwrap().implies(&a));
        }

        #[test]
        fn given_substitutes(a in requirement(), index in 0..CLAIMS, holds: bool) {
            let known = claim(index);
            let expected = every_set().filter(|set| {
                let set = if holds { set.union(Claims::from_iter([known])) } else { set.without(known) };
                a.is_satisfied_by(set)
            });
            let given = a.given(known, holds);
            prop_assert_eq!(satisfying(&given), expected.collect());
            prop_assert_eq!(Requirement::from_ways(given.ways().iter().copied()), Ok(given));
        }

        #[test]
        fn what_implies_does_so_by_the_claims_of_the_other(
            a in requirement(), b in requirement(), wanted in requirement(),
        ) {
            let claims = wanted.ways().iter().copied().fold(Claims::NONE, Claims::union);
            let both = a.and(&b).unwrap();
            let within = a.within(claims).and(&b.within(claims)).unwrap();
            prop_assert_eq!(both.implies(&wanted), within.implies(&wanted));
            prop_assert_eq!(both.within(claims), within);
        }

        #[test]
        fn the_outcome_of_and_is_the_worse_and_of_or_the_better(
            a in requirement(), b in requirement(), of in outcomes(),
        ) {
            let (of_a, of_b) = (outcome(&a, &of), outcome(&b, &of));
            prop_assert_eq!(outcome(&a.and(&b).unwrap(), &of), of_a.max(of_b));
            prop_assert_eq!(outcome(&a.or(&b).unwrap(), &of), of_a.min(of_b));
        }

        #[test]
        fn an_outcome_is_at_most_what_satisfying_claims_come_to(
            a in requirement(), of in vec(0_u8..4, usize::from(CLAIMS)), limit in 0_u8..4,
        ) {
            let within = (0..CLAIMS).map(claim).filter(|it| of[usize::from(it.index())] <= limit).collect();
            let outcome = a.fold_outcome(0, 4, |it| Range::certain(of[usize::from(it.index())]));
            prop_assert_eq!(outcome.worst() <= limit, a.is_satisfied_by(within));
        }
    }

    #[test]
    fn block_and_nothing_are_the_ends() {
        let (block, nothing) = (Requirement::block(), Requirement::nothing());
        let some = Requirement::claim(claim(127));
        assert!(block.is_block() && nothing.is_nothing());
        assert!(block.implies(&some) && some.implies(&nothing));
        assert!(!some.implies(&block) && !nothing.implies(&some));
        assert_eq!(outcome(&block, &[]), Range::certain(4));
        assert_eq!(outcome(&nothing, &[]), Range::certain(0));
        assert_eq!(Requirement::all_of([]), Ok(nothing));
        assert_eq!(Requirement::any_of([]), Ok(block));
    }

    fn choice(index: u8) -> Requirement {
        Requirement::any_of([
            &Requirement::claim(claim(2 * index)),
            &Requirement::claim(claim(2 * index + 1)),
        ])
        .unwrap()
    }

    #[test]
    fn more_ways_than_the_cap_are_not_decided() {
        let choices: Vec<_> = (0..13).map(choice).collect();
        let twelve = Requirement::all_of(&choices[..12]).unwrap();
        assert_eq!(twelve.ways().len(), 4096);
        assert_eq!(twelve.and(&choices[12]), Err(TooManyWays));
        assert_eq!(twelve.or(&choices[12]), Err(TooManyWays));
        assert_eq!(Requirement::all_of(&choices), Err(TooManyWays));
        assert_eq!(twelve.and(&twelve), Ok(twelve.clone()), "implication needs no product");
    }

    #[test]
    fn a_block_is_decided_however_many_ways_there_are() {
        let mut requirements: Vec<_> = (0..13).map(choice).collect();
        requirements.push(Requirement::block());
        assert_eq!(Requirement::all_of(&requirements), Ok(Requirement::block()));
    }

    #[test]
    fn disjoint_strengths_need_a_way_of_each() {
        let (sms, key, hello) = (claim(0), claim(1), claim(2));
        let strong = Requirement::from_ways([Claims::from_iter([key]), Claims::from_iter([hello])]).unwrap();
        let both = strong.and(&Requirement::claim(sms)).unwrap();
        assert_eq!(both.ways(), [Claims::from_iter([sms, key]), Claims::from_iter([sms, hello])]);
    }
}
