//! The companion of a policy: the same block, for those whom an exception excludes from the policy, everywhere but where
//! they travel to.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::catalogue;
use crate::source::Span;
use crate::syntax::{Entry, Node, Value};
use crate::workspace::compose::draft::{Draft, Origin};
use crate::workspace::compose::exclusions::list;
use crate::workspace::compose::period::Period;

/// Someone for whom exceptions open a policy.
pub(super) struct Traveller {
    name: String,
    /// Where an exception names them.
    pub(super) who: Span,
    /// Where it names the policy.
    opens: Span,
    /// Where they may sign in from.
    pub(super) countries: BTreeSet<String>,
    /// `reason`, `owner` and `until` of the exception that ends last.
    about: Vec<Entry>,
    period: Period,
}

impl Traveller {
    pub(super) fn new(name: &str, who: Span, opens: Span) -> Self {
        let (name, countries) = (name.to_owned(), BTreeSet::new());
        Self { name, who, opens, countries, about: Vec::new(), period: Period::default() }
    }

    /// Adds an exception that names them.
    pub(super) fn add(&mut self, exception: &Node, countries: &BTreeSet<&str>) {
        self.countries.extend(countries.iter().map(|code| (*code).to_owned()));
        let period = Period::of(exception);
        if self.about.is_empty() || self.period.until < period.until {
            let about = ["reason", "owner", "until"].into_iter().filter_map(|key| exception.entry(key));
            self.about = about.cloned().collect();
            self.period = period;
        }
    }

    /// The entry that excludes them.
    pub(super) fn exclusion(&self) -> Node {
        let user = Entry { key: "user".to_owned(), key_span: self.who, value: self.node() };
        let entries = std::iter::once(user).chain(self.about.iter().cloned());
        Node { span: self.who, value: Value::Mapping(entries.collect()) }
    }

    fn node(&self) -> Node {
        Node { span: self.who, value: Value::String(self.name.clone()) }
    }
}

/// The countries that some people travel to, as one named location.
pub(super) struct Destination<'c> {
    countries: &'c BTreeSet<String>,
    /// The name of the location.
    pub(super) name: String,
    lookup: String,
}

/// Finding the country by the address, which is what locations do unless they say otherwise.
const BY_ADDRESS: &str = "clientIpAddress";

impl<'c> Destination<'c> {
    /// Countries in which a policy is opened. They are found in the way of the policy's own locations: someone whom the
    /// policy looks for by GPS is not to be let in by an address.
    pub(super) fn of(policy: &Node, countries: &'c BTreeSet<String>, locations: &[Draft]) -> Self {
        let named = ["/locations/exclude", "/locations/include"].into_iter().filter_map(|key| policy.at(key));
        let mut lookups = named.flat_map(Node::items).filter_map(|item| {
            let draft = locations.iter().find(|draft| Some(draft.key.as_str()) == item.as_str())?;
            draft.tree.get("countryLookupMethod")?.as_str()
        });
        let lookup = lookups.next().unwrap_or(BY_ADDRESS).to_owned();
        let codes = countries.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
        let name =
            if lookup == BY_ADDRESS { format!("Travel {codes}") } else { format!("Travel {codes} by GPS") };
        Self { countries, name, lookup }
    }

    /// The named location, as if it stood at a place.
    pub(super) fn location(&self, place: Span) -> Node {
        let countries = self.countries.iter().map(Node::string);
        let mut tree = Node::mapping([
            Entry::new("name", Node::string(&self.name)),
            Entry::new("countries", Node::sequence(countries)),
            Entry::new("includeUnknownCountries", Node::new(Value::Bool(false))),
            Entry::new("countryLookupMethod", Node::string(&self.lookup)),
        ]);
        put(&mut tree, place);
        tree
    }

    fn words(&self) -> String {
        let codes = self.countries.iter().map(String::as_str);
        codes
            .map(|code| catalogue::country_by_code(code).map_or(code, |known| known.name))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// The companion that keeps a policy's block for travellers, as if it stood where an exception opens the policy.
///
/// Neither its key nor its name begins with the policy's key and a separator: by such a name the policy itself is found
/// among those deployed.
pub(super) fn companion(policy: &Draft, destination: &Destination<'_>, travellers: &[&Traveller]) -> Draft {
    let place = travellers.first().map_or(policy.key_span, |traveller| traveller.opens);
    let codes: Vec<&str> = destination.countries.iter().map(String::as_str).collect();
    let key = format!("{}.{}", policy.key, codes.join("."));
    let mut tree = policy.tree.clone();
    let name = policy.tree.get("name").and_then(Node::as_str).unwrap_or_default();
    let name = match name.strip_prefix(policy.key.as_str()) {
        Some(rest) if rest.is_empty() || rest.starts_with([' ', '-', ':']) => format!("{key}{rest}"),
        Some(_) | None => format!("{key} {name}"),
    };
    let description = format!(
        "Keeps the block of {} for people who travel to {}, everywhere but there.",
        policy.key,
        destination.words()
    );
    for (entry, text) in [("id", &key), ("name", &name), ("description", &description)] {
        set(&mut tree, entry, Node::string(text));
    }
    if let Some(excluded) = list(&mut tree, &["locations", "exclude"], place) {
        excluded.push(Node::string(&destination.name));
    }
    put(&mut tree, place);
    if let Some(users) = tree.at_mut("/users") {
        let who = Node::sequence(travellers.iter().map(|traveller| traveller.node()));
        let mut include = Node::mapping([Entry::new("users", who)]);
        include.span = place;
        set(users, "include", include);
    }
    let origin = Origin { companion_of: Some(policy.key.clone()), ..Origin::default() };
    Draft { key, key_span: place, tree, broken: policy.broken, origin: Arc::new(origin) }
}

fn set(tree: &mut Node, key: &str, value: Node) {
    let Value::Mapping(entries) = &mut tree.value else { return };
    match entries.iter_mut().find(|entry| entry.key == key) {
        Some(entry) => entry.value = value,
        None => entries.push(Entry::new(key, value)),
    }
}

/// Puts all of a tree at one place.
fn put(tree: &mut Node, place: Span) {
    tree.span = place;
    match &mut tree.value {
        Value::Sequence(items) => items.iter_mut().for_each(|item| put(item, place)),
        Value::Mapping(entries) => entries.iter_mut().for_each(|entry| {
            entry.key_span = place;
            put(&mut entry.value, place);
        }),
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::String(_) => {}
    }
}
