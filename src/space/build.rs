//! From conditions to diagrams.

use std::collections::{BTreeMap, HashMap};

use super::diagram::{Diagram, Edge, NO, Node, TooLarge, YES};
use super::ends::{Asked, Ends, NOTHING, Session};
use super::facts::{Facts, looked_at, statuses};
use super::level::{Kind, Level};
use super::merged::{Merged, merge};
use super::sets::ClassSet;
use super::supposed::{Atom, free_atoms, memberships, suppose};
use super::words::{Vocabulary, grant_words};
use super::{Scope, Scoped, Settings, Space, Version};
use crate::condition::{AnyDimension, Draft, World};
use crate::control::{Claim, ClaimKind, ClaimTable, Requirement};
use crate::model::device_filter::parse;
use crate::model::{
    ConditionSet, DeviceFilter, FilterMode, Id, Match, Name, PlatformSettings, Policy, ReferenceKind, State,
    Tenant, UnknownPart,
};

#[expect(clippy::too_many_lines, reason = "one step after the other, each of which needs what came before")]
pub(super) fn space<'a>(
    versions: &[Version<'a>],
    scopes: &[Scope],
    settings: Settings<'a>,
) -> Result<(Space<'a>, Vec<Scoped>), TooLarge> {
    let Some(last) = versions.last() else { return Err(TooLarge) };
    let Merged { locations, mut all_locations, conditions } = merge(versions);
    all_locations.extend(scopes.iter().flat_map(|scope| scope.locations.iter().cloned()));
    let (directory, tenant) = (last.world.directory, last.world.tenant);
    let mut left_out = Vec::new();
    let demands_differ = |one: &PlatformSettings, other: &PlatformSettings| {
        one.security_defaults != other.security_defaults || one.mandatory_mfa != other.mandatory_mfa
    };
    if versions.iter().any(|version| demands_differ(&version.world.tenant.platform, &tenant.platform)) {
        left_out
            .push("what Microsoft demands beside the policies, which differs by platform settings".into());
    }
    let tenants: Vec<&Tenant> = versions.iter().map(|version| version.world.tenant).collect();
    let world = World::new(directory, tenant, &all_locations, &[]).sharing_classes_with(tenants.clone());
    let worlds: Vec<World<'_>> =
        locations.iter().zip(&tenants).map(|(own, tenant)| World::new(directory, tenant, own, &[])).collect();

    let mut claims = ClaimTable::default();
    let demands: Vec<Vec<Demand>> = versions
        .iter()
        .map(|version| {
            version.policies.iter().map(|policy| demand(&mut claims, version.world, policy)).collect()
        })
        .collect();
    let wanted_by_scopes: Vec<Demand> = scopes
        .iter()
        .map(|scope| Demand {
            requirement: match &scope.grant {
                Some(grant) => claims.requirement(last.world, grant).ok(),
                None => Some(Requirement::nothing()),
            },
            session: Session::default(),
        })
        .collect();
    let shared_facts = shared_facts(&claims, conditions.iter().flatten().flatten());
    let all: Vec<&ConditionSet<Id>> = conditions
        .iter()
        .flatten()
        .flatten()
        .chain(scopes.iter().map(|scope| &scope.conditions))
        .chain(&shared_facts)
        .collect();
    let said: Vec<&ConditionSet<Id>> = all.iter().copied().take(all.len() - shared_facts.len()).collect();
    let mut levels = Level::all(&world, &all, settings.names);
    for level in &mut levels {
        level.statuses = (0..level.len())
            .map(
                |class| {
                    if shares_facts(level) { statuses(&world, &claims, level, class) } else { Vec::new() }
                },
            )
            .collect();
    }
    let memberships = memberships(&all, &|alone| {
        let is_open = |people: &Level| {
            (0..people.len()).any(|class| people.matches(&world, alone, class) == Match::Unknown)
        };
        levels.first().is_some_and(is_open)
    });
    let mut builder = Builder {
        diagram: Diagram::new(levels.iter().map(Level::len), settings.bound),
        conditions: levels.len(),
        levels,
        atoms: BTreeMap::new(),
        memberships,
        rows: Vec::new(),
        are_tenants_alike: tenants.iter().all(|other| {
            other.platform == tenant.platform && other.emergency_access == tenant.emergency_access
        }),
        ends: Ends::new(),
        claims,
        facts: Facts::default(),
    };
    let mut wanted: Vec<(&World<'_>, usize, &ConditionSet<Id>)> = Vec::new();
    for (number, (own, world)) in conditions.iter().zip(&worlds).enumerate() {
        wanted.extend(own.iter().flatten().map(|conditions| (world, number, conditions)));
    }
    wanted.extend(scopes.iter().map(|scope| (&world, versions.len(), &scope.conditions)));
    builder.rows(&wanted)?;

    let mut policies: Vec<Vec<Option<Node>>> = Vec::new();
    for (number, ((own, demands), version)) in conditions.iter().zip(&demands).zip(versions).enumerate() {
        let mut nodes = Vec::new();
        for (place, ((conditions, demand), policy)) in
            own.iter().zip(demands).zip(version.policies).enumerate()
        {
            let known = known_policy(versions, number, place).and_then(|of| *policies.get(of)?.get(place)?);
            nodes.push(match (conditions, known) {
                (None, _) => None,
                (Some(_), Some(known)) => Some(known),
                (Some(conditions), None) => Some(builder.policy(&world, number, conditions, demand, policy)?),
            });
        }
        policies.push(nodes);
    }
    let mut in_space = Vec::new();
    for (scope, demand) in scopes.iter().zip(&wanted_by_scopes) {
        in_space.push(builder.scope(&world, versions.len(), scope, demand)?);
    }
    let mut vocabulary =
        Vocabulary::new(&world, &builder.levels, &said, settings.names, &mut builder.diagram);
    vocabulary.asked = builder.names_of_demands(versions, &policies, settings.names);
    let mut space = Space {
        versions: versions.to_vec(),
        settings,
        levels: builder.levels,
        diagram: builder.diagram,
        ends: builder.ends,
        claims: builder.claims,
        policies,
        kept: Vec::new(),
        worth_clearing: 0,
        words: vocabulary,
        left_out,
    };
    let mut found = Vec::new();
    for (node, demands) in in_space {
        let region = space.keep_region(node);
        let demands = demands.into_iter().map(|(requirement, node)| (requirement, space.keep_region(node)));
        found.push(Scoped { region, demands: demands.collect() });
    }
    Ok((space, found))
}

/// An earlier version over the same world that has the same policy at the same place.
fn known_policy(versions: &[Version<'_>], number: usize, place: usize) -> Option<usize> {
    let version = versions.get(number)?;
    versions.iter().take(number).position(|other| {
        std::ptr::eq(other.world, version.world) && other.policies.get(place) == version.policies.get(place)
    })
}

/// What a policy asks wherever it applies.
struct Demand {
    /// `None` where it is not decided.
    requirement: Option<Requirement>,
    session: Session,
}

fn demand(claims: &mut ClaimTable, world: &World<'_>, policy: &Policy<Id>) -> Demand {
    let opaque = |part| {
        let members = policy.unknown.0.iter().filter(|(pointer, _)| pointer.starts_with(part));
        let texts: Vec<String> = members.map(|(pointer, value)| format!("{pointer}: {value}")).collect();
        (!texts.is_empty()).then(|| texts.join(", "))
    };
    let is_unknown = policy.unknown.touches(UnknownPart::Grant) || policy.unknown.touches(UnknownPart::Root);
    let requirement = if is_unknown {
        // What is not understood may be an alternative as well as a further demand: all of it is one claim.
        let text = format!("{:?} {:?}", policy.grant, opaque("/"));
        claims.claim(ClaimKind::Unknown(text)).map(Requirement::claim)
    } else {
        policy.grant.as_ref().map_or(Ok(Requirement::nothing()), |grant| claims.requirement(world, grant))
    };
    let mut session = policy.session.as_ref().map(Session::of).unwrap_or_default();
    let unknown = if policy.unknown.touches(UnknownPart::Root) { "/" } else { "/sessionControls" };
    session.others.extend(opaque(unknown));
    Demand { requirement: requirement.ok(), session }
}

/// Conditions that cut devices by what grant controls ask of them, where policies filter devices at all.
fn shared_facts<'c>(
    claims: &ClaimTable,
    mut conditions: impl Iterator<Item = &'c ConditionSet<Id>>,
) -> Vec<ConditionSet<Id>> {
    let asks = (0..128)
        .filter_map(Claim::new)
        .map_while(|claim| claims.kind(claim))
        .any(|kind| matches!(kind, ClaimKind::CompliantDevice | ClaimKind::HybridJoinedDevice));
    if !asks || !conditions.any(|conditions| conditions.device_filter.is_some()) {
        return Vec::new();
    }
    let rule = r#"device.isCompliant -eq True -or device.trustType -eq "ServerAD""#;
    let device_filter = Some(DeviceFilter { mode: FilterMode::Include, rule: parse(rule).0 });
    vec![ConditionSet { device_filter, ..ConditionSet::default() }]
}

fn shares_facts(level: &Level) -> bool {
    match &level.kind {
        Kind::People => true,
        Kind::Condition(..) => level.dimensions().iter().any(|dimension| {
            matches!(dimension.member(), "clientAppTypes" | "platforms" | "devices" | "authenticationFlows")
        }),
        Kind::Atom(_) => false,
    }
}

struct Builder {
    diagram: Diagram,
    levels: Vec<Level>,
    /// How many levels come before those of atoms.
    conditions: usize,
    atoms: BTreeMap<Atom, usize>,
    memberships: Vec<Atom>,
    /// By level, by what a condition says: where each class matches.
    rows: Vec<HashMap<String, Vec<Node>>>,
    /// Whether all versions are of a tenant with the same settings.
    are_tenants_alike: bool,
    ends: Ends,
    claims: ClaimTable,
    facts: Facts,
}

impl Builder {
    /// Works out where the classes of each level match, and makes one class of those that nothing tells apart.
    fn rows(&mut self, wanted: &[(&World<'_>, usize, &ConditionSet<Id>)]) -> Result<(), TooLarge> {
        for number in 0..self.conditions {
            let mut rows: HashMap<String, Vec<Node>> = HashMap::new();
            let mut order: Vec<String> = Vec::new();
            for (world, version, conditions) in wanted {
                let Some(key) = self.key(number, *version, conditions) else { continue };
                if rows.contains_key(&key) {
                    continue;
                }
                let classes = self.levels.get(number).map_or(0, Level::len);
                let mut row = Vec::with_capacity(classes);
                for class in 0..classes {
                    row.push(self.class(world, number, class, conditions)?);
                }
                rows.insert(key.clone(), row);
                order.push(key);
            }
            let Some(level) = self.levels.get_mut(number) else { continue };
            let columns: Vec<&Vec<Node>> = order.iter().filter_map(|key| rows.get(key)).collect();
            let column = |class: usize| -> Vec<Option<Node>> {
                columns.iter().map(|row| row.get(class).copied()).collect()
            };
            let stay = level.merge(column);
            let classes = level.len();
            for key in &order {
                if let Some(row) = rows.get_mut(key) {
                    *row = stay.iter().filter_map(|class| row.get(*class)).copied().collect();
                }
            }
            *self.diagram.sets_mut(number) = super::sets::Sets::new(classes);
            self.rows.push(rows);
        }
        Ok(())
    }

    /// What a condition says at a level, the same text for the same meaning; `None` if it says nothing.
    fn key(&self, level: usize, version: usize, conditions: &ConditionSet<Id>) -> Option<String> {
        let dimensions = self.levels.get(level)?.dimensions();
        let written: Vec<Option<String>> =
            dimensions.iter().map(|dimension| dimension.written(conditions)).collect();
        if written.iter().all(Option::is_none) {
            return None;
        }
        let text = format!("{written:?}");
        // Which locations are trusted is for each version to say.
        let is_of_version = text.contains("AllTrusted") || !self.are_tenants_alike;
        Some(if is_of_version { format!("{version} {text}") } else { text })
    }

    /// Where a class matches a condition: by what no sign-in settles.
    fn class(
        &mut self,
        world: &World<'_>,
        level: usize,
        class: usize,
        conditions: &ConditionSet<Id>,
    ) -> Result<Node, TooLarge> {
        let Some(of) = self.levels.get(level) else { return Ok(YES) };
        match of.matches(world, conditions, class) {
            Match::Yes => return Ok(YES),
            Match::No => return Ok(NO),
            Match::Unknown => {}
        }
        let mut draft = Draft::default();
        of.put(class, &mut draft);
        let mut node = YES;
        for dimension in of.dimensions() {
            let free = free_atoms(world, dimension, conditions, &draft, &self.memberships);
            let own = self.expand(world, dimension, conditions, &draft, &free)?;
            node = self.diagram.and(node, own)?;
        }
        Ok(node)
    }

    fn expand(
        &mut self,
        world: &World<'_>,
        dimension: &dyn AnyDimension,
        conditions: &ConditionSet<Id>,
        draft: &Draft,
        free: &[Atom],
    ) -> Result<Node, TooLarge> {
        let atom = match (dimension.trace(world, conditions, &draft.sign_in), free.split_first()) {
            (Match::Yes, _) => return Ok(YES),
            (Match::No, _) => return Ok(NO),
            (Match::Unknown, Some((atom, rest))) => {
                let holds = suppose(conditions, atom, true, draft);
                let holds = self.expand(world, dimension, &holds, draft, rest)?;
                let fails = suppose(conditions, atom, false, draft);
                let fails = self.expand(world, dimension, &fails, draft, rest)?;
                let atom = self.atom(atom.clone())?;
                return self.choose(atom, holds, fails);
            }
            (Match::Unknown, None) => {
                let written = dimension.written(conditions).unwrap_or_default();
                Atom::Condition(dimension.member(), written)
            }
        };
        self.atom(atom)
    }

    /// Where something that no sign-in settles is so.
    fn atom(&mut self, atom: Atom) -> Result<Node, TooLarge> {
        let level = *self.atoms.entry(atom.clone()).or_insert_with(|| {
            self.levels.push(Level::of_atom(atom));
            self.diagram.add_level(2)
        });
        let yes = self.diagram.sets_mut(level).of([1]);
        self.diagram.branch(level, yes, YES, NO)
    }

    fn choose(&mut self, whether: Node, then: Node, otherwise: Node) -> Result<Node, TooLarge> {
        let then = self.diagram.and(whether, then)?;
        let otherwise = self.diagram.without(otherwise, whether)?;
        self.diagram.or(then, otherwise)
    }

    fn policy(
        &mut self,
        world: &World<'_>,
        version: usize,
        conditions: &ConditionSet<Id>,
        demand: &Demand,
        policy: &Policy<Id>,
    ) -> Result<Node, TooLarge> {
        let mut applies = YES;
        let members = policy.unknown.0.iter().filter(|(pointer, _)| {
            !pointer.starts_with("/grantControls") && !pointer.starts_with("/sessionControls")
        });
        let mut unknown: Vec<String> =
            members.map(|(pointer, value)| format!("{pointer}: {value}")).collect();
        if let State::Unknown(token) = &policy.state {
            unknown.push(format!("/state: {token}"));
        }
        if !unknown.is_empty() {
            applies = self.atom(Atom::Json(unknown.join(", ")))?;
        }
        self.product(world, version, conditions, demand, applies)
    }

    /// What grant controls are called, by what is left of them where they are asked.
    fn names_of_demands(
        &self,
        versions: &[Version<'_>],
        nodes: &[Vec<Option<Node>>],
        names: &BTreeMap<(ReferenceKind, Id), Name>,
    ) -> Vec<(Requirement, String)> {
        let mut found = BTreeMap::new();
        for (version, nodes) in versions.iter().zip(nodes) {
            for (policy, node) in version.policies.iter().zip(nodes) {
                let Some((grant, node)) = policy.grant.as_ref().zip(*node) else { continue };
                let words = grant_words(grant, names);
                for asked in self.diagram.ends(node).into_iter().filter_map(|end| self.ends.asked(end)) {
                    let requirement = &asked.requirement;
                    if !requirement.is_nothing() && !requirement.is_block() {
                        let known = found.entry(requirement.clone()).or_insert_with(|| words.clone());
                        if (words.len(), &words) < (known.len(), &*known) {
                            known.clone_from(&words);
                        }
                    }
                }
            }
        }
        found.into_iter().collect()
    }

    /// Where a scope is, and what its grant controls come to where in it.
    fn scope(
        &mut self,
        world: &World<'_>,
        version: usize,
        scope: &Scope,
        demand: &Demand,
    ) -> Result<(Node, Vec<(Requirement, Node)>), TooLarge> {
        let conditions = &scope.conditions;
        let block = Demand { requirement: Some(Requirement::block()), session: Session::default() };
        let node = self.product(world, version, conditions, &block, YES)?;
        let mut is_in = |number| if number == NOTHING { NO } else { YES };
        let region = self.diagram.map(&mut HashMap::new(), &mut is_in, node)?;
        let node = self.product(world, version, conditions, demand, YES)?;
        let mut found = Vec::new();
        for number in self.diagram.ends(node) {
            let Some(asked) = self.ends.asked(number).cloned() else { continue };
            let mut leads_there = |other| if other == number { YES } else { NO };
            let part = self.diagram.map(&mut HashMap::new(), &mut leads_there, node)?;
            // Outside of the scope nothing is asked either.
            found.push((asked.requirement, self.diagram.and(part, region)?));
        }
        Ok((region, found))
    }

    /// What is asked where conditions match, and nothing elsewhere.
    fn product(
        &mut self,
        world: &World<'_>,
        version: usize,
        conditions: &ConditionSet<Id>,
        demand: &Demand,
        applies: Node,
    ) -> Result<Node, TooLarge> {
        let keys: Vec<Option<String>> =
            (0..self.conditions).map(|level| self.key(level, version, conditions)).collect();
        let mut product = Product { demand, keys, memo: HashMap::new() };
        self.from(world, &mut product, 0, &mut Vec::new(), applies)
    }

    /// The rest of a product from a level on, with the classes so far that settle something.
    fn from(
        &mut self,
        world: &World<'_>,
        product: &mut Product<'_>,
        level: usize,
        at: &mut Vec<Option<usize>>,
        applies: Node,
    ) -> Result<Node, TooLarge> {
        if applies == NO {
            return Ok(Node::end(NOTHING));
        }
        if level == self.conditions {
            return self.end(world, product.demand, at, applies);
        }
        let memo = (at.clone(), applies);
        if let Some(known) = product.memo.get(&memo) {
            return Ok(*known);
        }
        let row = product.keys.get(level).and_then(Option::as_ref);
        let row = row.and_then(|key| self.rows.get(level)?.get(key)).cloned();
        let mut groups: BTreeMap<(Node, Vec<u8>), Vec<usize>> = BTreeMap::new();
        if let Some(of) = self.levels.get(level) {
            for class in 0..of.len() {
                let matches = row.as_ref().map_or(Some(YES), |row| row.get(class).copied()).unwrap_or(NO);
                let statuses = of.statuses.get(class).map_or(&[][..], Vec::as_slice);
                let settled = product.demand.requirement.as_ref();
                let settled = settled.map_or_else(Vec::new, |asked| looked_at(asked, statuses));
                let settled = settled.into_iter().flatten().map(|status| status as u8).collect();
                groups.entry((matches, settled)).or_default().push(class);
            }
        }
        let is_told_apart =
            groups.keys().any(|(_, settled)| groups.keys().any(|(_, other)| settled != other));
        let mut edges = Vec::new();
        for ((matches, _), classes) in groups {
            let applies = self.diagram.and(applies, matches)?;
            at.push(classes.first().copied().filter(|_| is_told_apart));
            let to = self.from(world, product, level + 1, at, applies);
            at.pop();
            let set = self.diagram.sets_mut(level).of(classes);
            edges.push(Edge { to: to?, set });
        }
        edges.retain(|edge| edge.set != ClassSet::NONE);
        let node = self.diagram.node(level, edges)?;
        product.memo.insert(memo, node);
        Ok(node)
    }

    fn end(
        &mut self,
        world: &World<'_>,
        demand: &Demand,
        at: &[Option<usize>],
        applies: Node,
    ) -> Result<Node, TooLarge> {
        let asked = match &demand.requirement {
            None => self.ends.undecided(),
            Some(requirement) => {
                let requirement = self.facts.settle(world, &self.claims, &self.levels, requirement, at);
                self.ends.keep(Asked { requirement, session: demand.session.clone() })
            }
        };
        let mut end = |number| Node::end(if Node::end(number) == YES { asked } else { NOTHING });
        self.diagram.map(&mut HashMap::new(), &mut end, applies)
    }
}

struct Product<'d> {
    demand: &'d Demand,
    keys: Vec<Option<String>>,
    memo: HashMap<(Vec<Option<usize>>, Node), Node>,
}
