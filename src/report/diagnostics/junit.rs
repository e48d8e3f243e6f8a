//! Diagnostics as `JUnit` XML, which most build servers show as tests: a suite for each tenant, a case for each finding.

use super::{line, region};
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::xml::{escape, escape_text};
use crate::source::SourceMap;

/// Renders diagnostics as `JUnit` XML. What is at least as severe as `fail_on` is a test that failed, the rest one that
/// passed and says it; a tenant of which there is nothing to say has one that passed. What several tenants have in
/// common is in the suite of each.
pub fn junit(
    verb: &str,
    sources: &SourceMap,
    diagnostics: &[Diagnostic],
    tenants: &[&str],
    fail_on: Severity,
) -> String {
    let of = |tenant: &&str| {
        let found = diagnostics.iter().filter(|found| found.tenants.iter().any(|name| name == tenant));
        suite(sources, tenant, &found.collect::<Vec<_>>(), fail_on)
    };
    let mut suites: Vec<Suite> = tenants.iter().map(of).collect();
    let others: Vec<_> = diagnostics.iter().filter(|found| found.tenants.is_empty()).collect();
    if !others.is_empty() {
        suites.push(suite(sources, "files", &others, fail_on));
    }
    let tests: usize = suites.iter().map(|suite| suite.tests).sum();
    let failures: usize = suites.iter().map(|suite| suite.failures).sum();
    let suites: String = suites.into_iter().map(|suite| suite.xml).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites name=\"gatewright {verb}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n\
         {suites}</testsuites>\n"
    )
}

struct Suite {
    tests: usize,
    failures: usize,
    xml: String,
}

fn suite(sources: &SourceMap, name: &str, found: &[&Diagnostic], fail_on: Severity) -> Suite {
    let mut cases: String = found.iter().map(|diagnostic| case(sources, name, diagnostic, fail_on)).collect();
    if found.is_empty() {
        cases = format!("    <testcase classname=\"{}\" name=\"no problems\"/>\n", escape(name));
    }
    let failures = found.iter().filter(|diagnostic| diagnostic.severity >= fail_on).count();
    let tests = found.len().max(1);
    let name = escape(name);
    let xml = format!(
        "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\">\n\
         {cases}  </testsuite>\n"
    );
    Suite { tests, failures, xml }
}

fn case(sources: &SourceMap, suite: &str, diagnostic: &Diagnostic, fail_on: Severity) -> String {
    let Diagnostic { code, message, .. } = diagnostic;
    let place = region(sources, diagnostic.span);
    let file = place
        .as_ref()
        .map(|region| format!(" file=\"{}\" line=\"{}\"", escape(region.path), region.start.line));
    let name = escape(&format!("{code} {message}"));
    let suite = escape(suite);
    let open = format!("    <testcase classname=\"{suite}\" name=\"{name}\"{}>\n", file.unwrap_or_default());
    let mut text = line(sources, diagnostic);
    if let Some(help) = &diagnostic.help {
        text = format!("{text}\nhelp: {help}");
    }
    let text = escape_text(&text);
    let said = if diagnostic.severity >= fail_on {
        format!("      <failure type=\"{code}\" message=\"{}\">{text}</failure>\n", escape(message))
    } else {
        format!("      <system-out>{text}</system-out>\n")
    };
    format!("{open}{said}    </testcase>\n")
}

#[cfg(test)]
mod tests {
    use super::super::tests::example;
    use super::*;
    use crate::source::Span;

    #[test]
    fn a_tenant_is_a_suite_and_a_finding_a_case() {
        let (sources, diagnostics) = example();
        assert_eq!(
            junit("check", &sources, &diagnostics, &["contoso", "fabrikam"], Severity::Error),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <testsuites name=\"gatewright check\" tests=\"4\" failures=\"1\" errors=\"0\">\n  \
               <testsuite name=\"contoso\" tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"0\">\n    \
                 <testcase classname=\"contoso\" name=\"CA-STR-004 policy `CA001` blocks and asks for other controls\" \
                   file=\"contoso/policies/CA001.yaml\" line=\"3\">\n      \
                   <failure type=\"CA-STR-004\" message=\"policy `CA001` blocks and asks for other controls\">\
                     error[CA-STR-004] contoso/policies/CA001.yaml:3:18: policy `CA001` blocks and asks for other \
                     controls\nhelp: write `grant: block` alone, or remove `block`</failure>\n    \
                 </testcase>\n    \
                 <testcase classname=\"contoso\" name=\"CA-RULE-001 there is no rule `CA-X`\" \
                   file=\"contoso/tenant.yaml\" line=\"2\">\n      \
                   <system-out>warning[CA-RULE-001] contoso/tenant.yaml:2:10: there is no rule `CA-X`\n\
                     help: `gatewright rules` lists them</system-out>\n    \
                 </testcase>\n  \
               </testsuite>\n  \
               <testsuite name=\"fabrikam\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\">\n    \
                 <testcase classname=\"fabrikam\" name=\"no problems\"/>\n  \
               </testsuite>\n  \
               <testsuite name=\"files\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\">\n    \
                 <testcase classname=\"files\" name=\"CA-N the deployed set is 40 days old\">\n      \
                   <system-out>note[CA-N]: the deployed set is 40 days old</system-out>\n    \
                 </testcase>\n  \
               </testsuite>\n\
             </testsuites>\n"
        );
    }

    #[test]
    fn what_several_tenants_have_in_common_is_in_each_suite() {
        let mut sources = SourceMap::default();
        let span = Span::start_of(sources.add("baseline/CA001.yaml", ""));
        let found = Diagnostic::warning("x", span, "no").in_tenant("contoso").in_tenant("fabrikam");
        let xml = junit("check", &sources, &[found], &["contoso", "fabrikam"], Severity::Warning);
        assert!(xml.contains("tests=\"2\" failures=\"2\""), "{xml}");
        assert_eq!(xml.matches("<failure ").count(), 2, "{xml}");
    }

    #[test]
    fn any_text_makes_well_formed_xml() {
        let mut sources = SourceMap::default();
        let span = Span::start_of(sources.add("a\"<&>.yaml", ""));
        let found = Diagnostic::error("x", span, "]]> \u{1b}[2J \0 \u{ffff} \"'<b>&amp;\r\n\t").help("<!--");
        let xml = junit("check", &sources, &[found], &[], Severity::Error);
        assert!(xml.contains(" file=\"a&quot;&lt;&amp;&gt;.yaml\""), "{xml}");
        let name = "name=\"x ]]&gt; \u{fffd}[2J \u{fffd} \u{fffd} &quot;'&lt;b&gt;&amp;amp;&#13;&#10;&#9;\"";
        assert!(xml.contains(name), "{xml}");
        assert!(xml.contains("help: &lt;!--</failure>"), "{xml}");
        assert!(!xml.contains('\u{1b}') && !xml.contains('\0'), "{xml}");
    }
}
