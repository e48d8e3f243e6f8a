//! A set of policies as a matrix.

use super::*;

#[test]
fn the_matrix_places_every_policy() {
    let names = BTreeMap::from([((ReferenceKind::Group, Id::parse(SALES)), "SG-Sales".to_owned())]);
    let matrix = with_names(&set(), &names).matrix.unwrap();
    assert_eq!(matrix.columns, ["any other resource", "Office 365", "registering or joining a device"]);
    let rows: Vec<&str> = matrix.rows.iter().map(|row| row.who.as_str()).collect();
    assert_eq!(rows, ["everyone not named below", "members of SG-Sales", "guests and external users"]);
    let told = |row: usize, column: usize| -> (Vec<String>, String) {
        let cell = &matrix.rows[row].cells[column];
        (cell.always.iter().map(Statement::words).collect(), cell.footnote_numbers())
    };
    assert_eq!(told(0, 0), (vec!["MFA (CA201)".to_owned()], "1".to_owned()));
    assert_eq!(told(0, 2), (vec!["MFA (CA005)".to_owned()], String::new()));
    let sales = vec!["MFA (CA201)".to_owned(), "MFA (CA210, report-only)".to_owned()];
    assert_eq!(told(1, 1), (sales, "1".to_owned()));
    assert_eq!(told(2, 1), (vec!["blocked (CA401)".to_owned()], "1".to_owned()));
    let footnotes: Vec<String> = matrix.footnotes.iter().map(Statement::footnote).collect();
    assert_eq!(
        footnotes,
        ["CA001 when the client is another legacy client (IMAP, POP, SMTP and the like): blocked"]
    );
    assert_eq!(matrix.exemptions[0].from(), "CA201");
    assert_eq!(matrix.disabled, 1);
}

#[test]
fn guests_of_one_tenant_are_a_part_of_the_guests_left_out() {
    let guests = json!({
        "guestOrExternalUserTypes": "b2bCollaborationGuest",
        "externalTenants": { "@odata.type": "#microsoft.graph.conditionalAccessEnumeratedExternalTenants",
            "membershipKind": "enumerated", "members": ["10000000-0000-0000-0000-00000000000a"] },
    });
    let users = json!({ "users": { "includeUsers": ["All"], "excludeGuestsOrExternalUsers": guests } });
    let matrix = explained(&[policy("CA001", &users, &block())]).matrix.unwrap();
    let exempt: Vec<_> =
        matrix.exemptions.iter().map(|exemption| (exemption.who.as_str(), exemption.from())).collect();
    assert_eq!(exempt, [("B2B collaboration guests", "CA001 (only a part of them)".to_owned())]);
}

#[test]
fn a_policy_for_guests_of_some_tenants_may_be_for_guests() {
    let guests = json!({ "users": { "includeGuestsOrExternalUsers": {
        "guestOrExternalUserTypes": "b2bCollaborationGuest",
        "externalTenants": {
            "@odata.type": "#microsoft.graph.conditionalAccessEnumeratedExternalTenants",
            "membershipKind": "enumerated", "members": ["22222222-2222-2222-2222-222222222222"],
        },
    } } });
    let matrix = explained(&[policy("CA401", &guests, &block())]).matrix.unwrap();
    let rows: Vec<&str> = matrix.rows.iter().map(|row| row.who.as_str()).collect();
    assert_eq!(rows, ["everyone not named below", "B2B collaboration guests"]);
    assert_eq!(matrix.rows[0].cells[0], Cell::default());
    assert_eq!(matrix.footnotes[0].footnote(), "CA401 may be for a part of these: blocked");
}

#[test]
fn a_part_of_office_365_may_be_asked() {
    let exchange =
        json!({ "applications": { "includeApplications": ["00000002-0000-0ff1-ce00-000000000000"] } });
    let office = json!({ "applications": { "includeApplications": ["Office365"] } });
    let matrix =
        explained(&[policy("CA001", &exchange, &block()), policy("CA002", &office, &mfa())]).matrix.unwrap();
    assert_eq!(matrix.columns, ["any other resource", "Office 365", "Office 365 Exchange Online"]);
    let row = &matrix.rows[0];
    assert_eq!(row.cells[0], Cell::default());
    assert_eq!((row.cells[1].always.len(), row.cells[1].sometimes.len()), (1, 1), "Exchange is a part of it");
    assert_eq!(row.cells[2].always.len(), 2);
}
