//! What an attacker chooses: the platform, whether the client says it is a browser, and the country, by VPN.
//!
//! A network that a location names by its addresses is not to be chosen, nor is a protocol: a legacy client speaks another
//! one. What is chosen in place of a sign-in of a region is as good to the attacker, so it is in the region too.

use std::collections::HashMap;

use super::diagram::{Edge, NO, Node, TooLarge};
use super::level::Kind;
use super::sets::ClassSet;
use super::{Region, Space};
use crate::condition::{DIMENSIONS, Draft};
use crate::model::ClientAppType;

impl Space<'_> {
    /// A region with every sign-in that an attacker may make in place of one of it.
    pub fn freed(&mut self, region: Region) -> Result<Region, TooLarge> {
        let mut node = self.region(region);
        for level in 0..self.levels.len() {
            let Some(choice) = self.choice(level) else { continue };
            node = self.choose_at(&mut HashMap::new(), node, &choice)?;
        }
        Ok(self.keep_region(node))
    }

    /// What is to be chosen at a level.
    fn choice(&mut self, number: usize) -> Option<Choice> {
        let level = self.levels.get(number)?;
        let Kind::Condition(place, _) = &level.kind else { return None };
        let classes = |is_in: &dyn Fn(&Draft) -> bool| -> Vec<usize> {
            let draft = |class| {
                let mut draft = Draft::default();
                level.put(class, &mut draft);
                draft
            };
            (0..level.len()).filter(|class| is_in(&draft(*class))).collect()
        };
        let all = |_: &Draft| true;
        let (from, to) = match DIMENSIONS.get(*place)?.member() {
            "platforms" => (classes(&all), classes(&all)),
            "clientAppTypes" => {
                let is_modern = |draft: &Draft| {
                    matches!(
                        draft.sign_in.client_app,
                        Some(ClientAppType::Browser | ClientAppType::MobileAppsAndDesktopClients)
                    )
                };
                (classes(&is_modern), classes(&is_modern))
            }
            "locations" => (classes(&all), classes(&|draft| draft.sign_in.is_outside_named_networks)),
            _ => return None,
        };
        let sets = self.diagram.sets_mut(number);
        Some(Choice { level: number, from: sets.of(from), to: sets.of(to) })
    }

    fn choose_at(
        &mut self,
        memo: &mut HashMap<Node, Node>,
        node: Node,
        choice: &Choice,
    ) -> Result<Node, TooLarge> {
        let level = self.diagram.level(node);
        if node.number().is_some() || level > choice.level {
            return Ok(node);
        }
        if let Some(known) = memo.get(&node) {
            return Ok(*known);
        }
        let mut edges = Vec::new();
        if level < choice.level {
            for edge in self.diagram.edges(node).to_vec() {
                edges.push(Edge { to: self.choose_at(memo, edge.to, choice)?, set: edge.set });
            }
        } else {
            let own = self.diagram.edges(node).to_vec();
            let mut any = NO;
            for edge in &own {
                if self.diagram.sets_mut(level).and(edge.set, choice.from) != ClassSet::NONE {
                    any = self.diagram.or(any, edge.to)?;
                }
            }
            let others = self.diagram.sets_mut(level).not(choice.to);
            for edge in own {
                let chosen = self.diagram.sets_mut(level).and(edge.set, choice.to);
                let kept = self.diagram.sets_mut(level).and(edge.set, others);
                edges.push(Edge { to: self.diagram.or(edge.to, any)?, set: chosen });
                edges.push(Edge { to: edge.to, set: kept });
            }
            edges.retain(|edge| edge.set != ClassSet::NONE);
        }
        let freed = self.diagram.node(level, edges)?;
        memo.insert(node, freed);
        Ok(freed)
    }
}

/// From a sign-in of one of some classes of a level, any of others is to be had.
struct Choice {
    level: usize,
    from: ClassSet,
    to: ClassSet,
}
