//! Every format of the whole.

use super::*;
use crate::report::diagnostics::Style;
use crate::report::schemas::{ResultKind, assert_valid};

#[test]
fn hostile_names_are_inert() {
    let name = "<script>alert(1)</script>|\u{1b}[2J\u{202e}\"'&";
    let id = Id::parse(SALES);
    let names = BTreeMap::from([((ReferenceKind::Group, id), name.to_owned())]);
    let mut policies = set();
    policies[0].display_name = name.to_owned();
    policies[0].description = Some(name.to_owned());
    let explanations = [with_names(&policies, &names)];
    let page = html(&explanations);
    assert!(!page.contains("<script") && page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{page}");
    let written = markdown(&explanations);
    assert!(!written.contains("<script"), "{written}");
    assert!(written.contains("members of \"&lt;script&gt;alert(1)&lt;/script&gt;\\|"), "{written}");
    for shown in [text(&explanations, Style::Plain), written, page] {
        assert!(!shown.contains(['\u{1b}', '\u{202e}']), "{shown}");
    }
}

#[test]
fn json_is_as_its_schema_says() {
    let document: Json = serde_json::from_str(&json(&[explained(&set())])).unwrap();
    assert_valid(ResultKind::Explain, &document);
    let cell = &document["tenants"][0]["matrix"]["rows"][0]["cells"][0];
    assert_eq!(
        cell["always"][0],
        json!({ "policy": "CA201", "asks": "MFA", "when": null, "applies": "yes" })
    );
    assert_eq!(cell["footnotes"], json!([0]));
}

#[test]
fn text_fits_the_terminal() {
    let shown = text(&[explained(&set())], Style::Plain);
    let long: Vec<&str> = shown.lines().filter(|line| line.chars().count() > 80).collect();
    assert_eq!(long, Vec::<&str>::new());
}

#[test]
fn a_page_is_whole_and_asks_for_nothing() {
    let page = html(&[explained(&set()), explained(&set())]);
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
    assert!(
        !page.contains("http:")
            && !page.contains("https:")
            && !page.contains("url(")
            && !page.contains("<script")
            && !page.contains("src=")
    );
    let mut ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    ids.sort_unstable();
    let distinct = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), distinct, "ids are distinct");
    for link in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(ids.contains(&link), "{link} leads nowhere");
    }
    for element in
        ["table", "thead", "tbody", "tr", "td", "th", "ul", "ol", "li", "p", "section", "div", "small"]
    {
        let opened =
            page.matches(&format!("<{element}>")).count() + page.matches(&format!("<{element} ")).count();
        assert_eq!(opened, page.matches(&format!("</{element}>")).count(), "{element}");
    }
}
