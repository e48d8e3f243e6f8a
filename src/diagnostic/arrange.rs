//! The order of diagnostics, and several tenants that have one in common.

use super::Diagnostic;
use crate::source::{SourceMap, Span};

/// Orders diagnostics by file and place. What several tenants find alike, as in a set they share, is kept once, with
/// all of them; related places and help are those of the first.
pub fn arrange(sources: &SourceMap, mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort_by(|a, b| order(sources, a).cmp(&order(sources, b)));
    let mut arranged: Vec<Diagnostic> = Vec::with_capacity(diagnostics.len());
    // Where those begin that say the same of the same place.
    let mut alike = 0;
    for next in diagnostics {
        if arranged.get(alike).is_none_or(|first| head(sources, first) != head(sources, &next)) {
            alike = arranged.len();
        }
        let known = arranged.iter_mut().skip(alike).find(|known| is_repeat(known, &next));
        match known {
            Some(known) => {
                let others = next.tenants.into_iter().filter(|tenant| !known.tenants.contains(tenant));
                let others: Vec<String> = others.collect();
                known.tenants.extend(others);
            }
            None => arranged.push(next),
        }
    }
    for diagnostic in &mut arranged {
        diagnostic.tenants.sort();
    }
    arranged
}

/// What is said, and where. What has no place in a file comes last.
fn head<'a>(sources: &'a SourceMap, diagnostic: &'a Diagnostic) -> impl Ord + use<'a> {
    let Diagnostic { code, severity, message, span, .. } = diagnostic;
    let path = sources.path(span.file);
    (*span == Span::SYNTHETIC, path, (span.start, span.end), (*code, message, *severity))
}

fn order<'a>(sources: &'a SourceMap, diagnostic: &'a Diagnostic) -> impl Ord + use<'a> {
    let Diagnostic { label, related, help, subject, tenants, .. } = diagnostic;
    let related: Vec<_> = related.iter().map(|label| (label.span, &label.message)).collect();
    (head(sources, diagnostic), (label, related, help), subject, tenants)
}

/// Whether of two that say the same of the same place one is enough: all else is the same too, or it is only that
/// tenants differ in what explains it.
fn is_repeat(a: &Diagnostic, b: &Diagnostic) -> bool {
    let is_equal = (&a.label, &a.related, &a.help) == (&b.label, &b.related, &b.help);
    let is_apart = |a: &Diagnostic, b: &Diagnostic| {
        !a.tenants.is_empty()
            && !b.tenants.is_empty()
            && !b.tenants.iter().any(|tenant| a.tenants.contains(tenant))
    };
    is_equal || is_apart(a, b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;

    #[test]
    fn order_is_by_path_then_place_and_nowhere_is_last() {
        let mut sources = SourceMap::default();
        let tenant = sources.add("contoso/tenant.yaml", "a: 1\nb: 2\n");
        let policy = sources.add("contoso/policies/CA001.yaml", "c: 3\n");
        let at = |file, start| Span { file, start, end: start + 1 };
        let found = vec![
            Diagnostic::new(Severity::Note, "nowhere", Span::SYNTHETIC, "no place"),
            Diagnostic::warning("second", at(tenant, 5), "b"),
            Diagnostic::error("first", at(tenant, 0), "a"),
            Diagnostic::error("policy", at(policy, 0), "c"),
        ];
        let arranged = arrange(&sources, found);
        let codes: Vec<_> = arranged.iter().map(|diagnostic| diagnostic.code).collect();
        assert_eq!(codes, ["policy", "first", "second", "nowhere"]);
    }

    /// A fault in a shared set, read once for each tenant, and explained by each tenant's own file.
    fn found(sources: &mut SourceMap, tenant: &str) -> Diagnostic {
        let shared = Span::start_of(sources.add("baseline/CA001.yaml", "id: CA001\n"));
        let own = Span::start_of(sources.add(format!("{tenant}/tenant.yaml"), ""));
        Diagnostic::error("CA-STR-003", shared, "policy `CA001` asks for nothing")
            .about(format!("{tenant}:CA001"))
            .related(own, "used here")
            .in_tenant(tenant)
    }

    #[test]
    fn a_fault_in_a_shared_set_is_kept_once_with_all_tenants() {
        let mut sources = SourceMap::default();
        let tenants = ["northwind", "fabrikam", "contoso"];
        let all = tenants.map(|tenant| found(&mut sources, tenant)).into();
        let arranged = arrange(&sources, all);
        let [only] = arranged.as_slice() else { panic!("{arranged:?}") };
        assert_eq!(only.tenants, ["contoso", "fabrikam", "northwind"]);
    }

    #[test]
    fn one_tenant_keeps_what_differs() {
        let mut sources = SourceMap::default();
        let one = found(&mut sources, "contoso");
        let other = Diagnostic { related: Vec::new(), ..one.clone() };
        assert_eq!(arrange(&sources, vec![one.clone(), other, one]).len(), 2);
    }
}
