//! Findings that are recorded as known, so that only new ones fail.
//!
//! A finding is known by its rule, its tenant, what it is about and where in that, in keys and values; never by its line
//! or its words, which change. Only what rules find can be known: what cannot be read is wrong every time.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::rule;
use crate::diagnostic::Diagnostic;
use crate::source::SourceMap;

/// A record of findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// How often each is recorded: two findings in one place are two.
    findings: BTreeMap<Record, usize>,
}

/// What was found, by what is known of it.
#[derive(Debug, Default)]
pub struct Sorted {
    /// What the record does not have.
    pub new: Vec<Diagnostic>,
    /// What it has.
    pub known: Vec<Diagnostic>,
    /// How many of the record were not found.
    pub gone: usize,
}

/// A finding, as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Record {
    tenant: String,
    subject: String,
    rule: String,
    place: String,
}

#[derive(Deserialize)]
struct File {
    version: u32,
    findings: Vec<Record>,
}

/// The version of the file.
const VERSION: u32 = 1;

impl Known {
    /// Reads a file that [`Known::to_json`] wrote, perhaps merged by hand. The error says what is wrong with it.
    pub fn from_json(text: &str) -> Result<Self, String> {
        let file: File = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if file.version != VERSION {
            return Err(format!("it is of version {}, and this program reads {VERSION}", file.version));
        }
        let mut known = Self::default();
        file.findings.into_iter().for_each(|record| known.add(record));
        Ok(known)
    }

    /// The file: a finding on a line, in order, so that changes of two people merge.
    pub fn to_json(&self) -> String {
        let records = self.findings.iter().flat_map(|(record, count)| std::iter::repeat_n(record, *count));
        // INVARIANT: a record is texts only, so serializing cannot fail.
        let lines: Vec<String> = records
            .map(|record| format!("\n    {}", serde_json::to_string(record).unwrap_or_default()))
            .collect();
        let end = if lines.is_empty() { "" } else { "\n  " };
        format!("{{\n  \"version\": {VERSION},\n  \"findings\": [{}{end}]\n}}\n", lines.join(","))
    }

    /// Records what the rules found in these tenants, in place of what was recorded of them. Of the others nothing
    /// changes.
    pub fn replace(&mut self, sources: &SourceMap, tenants: &BTreeSet<&str>, found: &[Diagnostic]) {
        self.findings.retain(|record, _| !tenants.contains(record.tenant.as_str()));
        found.iter().filter_map(|found| record(sources, found)).for_each(|record| self.add(record));
    }

    /// Tells what is known of what was found, each for one tenant, and how much of what is recorded of these tenants
    /// was not.
    pub fn sort(&self, sources: &SourceMap, tenants: &BTreeSet<&str>, found: Vec<Diagnostic>) -> Sorted {
        let mut left = self.findings.clone();
        let mut sorted = Sorted::default();
        for diagnostic in found {
            let record = record(sources, &diagnostic);
            match record.and_then(|record| left.get_mut(&record)).filter(|count| **count > 0) {
                Some(count) => {
                    *count -= 1;
                    sorted.known.push(diagnostic);
                }
                None => sorted.new.push(diagnostic),
            }
        }
        let of_these = left.iter().filter(|(record, _)| tenants.contains(record.tenant.as_str()));
        sorted.gone = of_these.map(|(_, count)| count).sum();
        sorted
    }

    /// How many findings are recorded.
    pub fn len(&self) -> usize {
        self.findings.values().sum()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    fn add(&mut self, record: Record) {
        *self.findings.entry(record).or_default() += 1;
    }
}

/// What stays of a finding; nothing of what no rule found.
fn record(sources: &SourceMap, found: &Diagnostic) -> Option<Record> {
    let rule = rule(found.code)?;
    let subject = found.subject.as_deref().and_then(|subject| Some(subject.rsplit_once(':')?.1));
    Some(Record {
        tenant: found.tenants.first()?.clone(),
        subject: subject.unwrap_or_else(|| sources.path(found.span.file)).to_owned(),
        rule: rule.id.to_owned(),
        place: found.place.clone().unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn found(tenant: &str, place: &str, message: &str) -> Diagnostic {
        let found = Diagnostic::error("CA-STR-004", Span::SYNTHETIC, message);
        found.about(format!("clients/{tenant}:CA001")).at(place).in_tenant(tenant)
    }

    fn recorded(tenants: &[&str], all: &[Diagnostic]) -> Known {
        let mut known = Known::default();
        known.replace(&SourceMap::default(), &tenants.iter().copied().collect(), all);
        known
    }

    fn sorted(known: &Known, tenants: &[&str], all: Vec<Diagnostic>) -> (usize, usize, usize) {
        let Sorted { new, known, gone } =
            known.sort(&SourceMap::default(), &tenants.iter().copied().collect(), all);
        (new.len(), known.len(), gone)
    }

    #[test]
    fn a_finding_is_known_by_its_place_whatever_its_words() {
        let known = recorded(&["contoso"], &[found("contoso", "/grant", "one")]);
        let now = |tenant, place| vec![found(tenant, place, "in other words")];
        assert_eq!(sorted(&known, &["contoso"], now("contoso", "/grant")), (0, 1, 0));
        assert_eq!(sorted(&known, &["contoso"], now("contoso", "/session")), (1, 0, 1));
        assert_eq!(sorted(&known, &["fabrikam"], now("fabrikam", "/grant")), (1, 0, 0));
    }

    #[test]
    fn one_more_in_the_same_place_is_new() {
        let twice = || vec![found("contoso", "/grant", "one"), found("contoso", "/grant", "two")];
        let known = recorded(&["contoso"], &twice());
        let mut thrice = twice();
        thrice.extend(twice().pop());
        assert_eq!(sorted(&known, &["contoso"], thrice), (1, 2, 0));
    }

    #[test]
    fn what_no_rule_found_is_never_known() {
        let error =
            Diagnostic::error("duplicate-key", Span::SYNTHETIC, "no").about("a:b").in_tenant("contoso");
        let known = recorded(&["contoso"], std::slice::from_ref(&error));
        assert!(known.is_empty());
        assert_eq!(sorted(&known, &["contoso"], vec![error]), (1, 0, 0));
    }

    #[test]
    fn the_file_has_a_finding_on_a_line_and_reads_back() {
        let both = [found("fabrikam", "/grant", "x"), found("contoso", "/a\"b", "x")];
        let known = recorded(&["contoso", "fabrikam"], &both);
        let text = known.to_json();
        assert_eq!(
            text,
            "{\n  \"version\": 1,\n  \"findings\": [\n    \
             {\"tenant\":\"contoso\",\"subject\":\"CA001\",\"rule\":\"CA-STR-004\",\"place\":\"/a\\\"b\"},\n    \
             {\"tenant\":\"fabrikam\",\"subject\":\"CA001\",\"rule\":\"CA-STR-004\",\"place\":\"/grant\"}\n  ]\n}\n"
        );
        assert_eq!(Known::from_json(&text), Ok(known));
        assert_eq!(Known::from_json(&Known::default().to_json()), Ok(Known::default()));
        assert!(Known::from_json("{\"version\":2,\"findings\":[]}").unwrap_err().contains("version 2"));
    }

    #[test]
    fn tenants_that_were_not_looked_at_keep_their_records() {
        let mut known = recorded(&["contoso", "fabrikam"], &[found("fabrikam", "/grant", "x")]);
        known.replace(&SourceMap::default(), &["contoso"].into(), &[found("contoso", "/grant", "x")]);
        assert_eq!(known.len(), 2);
    }
}
