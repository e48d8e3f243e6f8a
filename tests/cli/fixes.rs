use serde_json::Value;

use super::sandbox::Sandbox;

const POLICY: &str = "contoso/policies/CA900.yaml";

/// A policy with slips in a block, in brackets and in a value, and comments everywhere.
const SLIPS: &str = "\
# yaml-language-server: $schema=../../schemas/policy.schema.json
id: CA900 # the id
displayName: 'CA900 - Pilot'   # the name
# not yet
state: report-only
users: {include: {groups: [SG-Pliot]}, excldue: {roles: [Global Administrator]}} # who
applications: {include: [ALL, ]}
clientAppTypes: browser
locations:
  include: all
  exclude:
  # the office
  - Kochi ofice   # the only one
grant: requireMfa
";

const MENDED: &str = "\
# yaml-language-server: $schema=../../schemas/policy.schema.json
id: CA900 # the id
name: 'CA900 - Pilot'   # the name
# not yet
state: reportOnly
users: {include: {groups: [SG-Pilot]}, exclude: {roles: [Global Administrator]}} # who
applications: {include: [all, ]}
clientAppTypes: [browser]
locations:
  include: all
  exclude:
  # the office
  - Kochi office   # the only one
grant: mfa
";

fn contoso() -> Sandbox {
    let sandbox = Sandbox::with_contoso();
    sandbox.write(
        "contoso/locations.yaml",
        "locations: [{name: Kochi office, ipRanges: [203.0.113.0/24], trusted: true}]\n",
    );
    let groups = sandbox.read("contoso/groups.yaml");
    sandbox.write("contoso/groups.yaml", format!("{groups}  - {{ name: SG-Pilot }}\n"));
    sandbox
}

#[test]
fn slips_are_mended_where_they_are_and_nowhere_else() {
    let sandbox = contoso();
    sandbox.write(POLICY, SLIPS);
    let ran = sandbox.run(&["check"]);
    assert!(ran.out.contains("= fix: rename `displayName` to `name`"), "{}", ran.out);
    assert!(ran.out.contains("`gatewright check --fix` mends"), "{}", ran.out);
    assert_eq!(sandbox.read(POLICY), SLIPS, "nothing is written unasked");
    let ran = sandbox.run(&["check", "--fix"]);
    assert_eq!(sandbox.read(POLICY), MENDED, "{}", ran.out);
    assert!(
        ran.out.contains("fixed contoso/policies/CA900.yaml:3: rename `displayName` to `name` (unknown-key)"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains(" fixes in 1 file\n"), "{}", ran.out);
    let again = sandbox.run(&["check", "--fix"]);
    assert!(again.out.starts_with("nothing that can be fixed\n"), "{}", again.out);
    assert_eq!(sandbox.read(POLICY), MENDED);
}

#[test]
fn lines_keep_their_ends() {
    let sandbox = contoso();
    sandbox.write(POLICY, SLIPS.replace('\n', "\r\n"));
    sandbox.run(&["check", "--fix"]);
    assert_eq!(sandbox.read(POLICY), MENDED.replace('\n', "\r\n"));
}

#[test]
fn programs_get_json_alone() {
    let sandbox = contoso();
    sandbox.write(POLICY, SLIPS);
    let ran = sandbox.run(&["check", "--format", "json"]);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    let state = found["diagnostics"].as_array().unwrap().iter().find(|found| found["line"] == 5).unwrap();
    assert_eq!(state["fix"]["edits"][0]["text"], "reportOnly", "{state}");
    let ran = sandbox.run(&["check", "--format", "sarif", "--fix"]);
    assert!(ran.err.contains("fixed contoso/policies/CA900.yaml:3"), "{ran:?}");
    serde_json::from_str::<Value>(&ran.out).unwrap();
}

#[test]
fn texts_that_need_quotes_get_them() {
    let sandbox = contoso();
    sandbox.write(
        "contoso/locations.yaml",
        "locations:\n  - { name: Kochi office, ipRanges: [2001:db8::/32, 203.0.113.7], trusted: true } # ours\n  - name: 101\n    countries: [in, UK]\n    includeUnknownCountries: false\n    countryLookupMethod: clientIpAddress\n",
    );
    sandbox.run(&["check", "--fix"]);
    assert_eq!(
        sandbox.read("contoso/locations.yaml"),
        "locations:\n  - { name: Kochi office, ipRanges: [2001:db8::/32, 203.0.113.7/32], trusted: true } # ours\n  - name: \"101\"\n    countries: [IN, GB]\n    includeUnknownCountries: false\n    countryLookupMethod: clientIpAddress\n",
    );
    let policy = MENDED.replace("groups: [SG-Pilot]", "groups: [SG-CA: X]");
    sandbox.write(POLICY, &policy);
    sandbox.run(&["check", "--fix"]);
    assert_eq!(sandbox.read(POLICY), policy.replace("SG-CA: X", "\"SG-CA: X\""));
}

const SET: &str = "\
id: CA950
name: CA950 - Countries
state: enabld # soon
users: { include: all, exclude: { groups: [$(id) - Exclud] } }
applications: { include: all }
locations: { include: all, exclude: [$(place)] }
grant: block
";

/// A repository of two clients on one shared set, in which one client's name for its office has a slip.
fn partner() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("set/baseline.yaml", "parameters: { place: { type: location } }\n");
    sandbox.write("set/policies/CA950.yaml", SET);
    sandbox.write("set/groups.yaml", "groups: [{ name: CA950 - Exclude }]\n");
    for (client, place) in [("contoso", "Kochi ofice"), ("fabrikam", "Kochi office")] {
        sandbox.write(
            &format!("clients/{client}/tenant.yaml"),
            format!(
                "tenant: {client}.onmicrosoft.com\nemergencyAccess: {{ accounts: [bg1@contoso.com, bg2@contoso.com] }}\nbaselines:\n  - {{ from: ../../set, values: {{ place: {place} }} }}\n"
            ),
        );
        sandbox.write(
            &format!("clients/{client}/locations.yaml"),
            "locations: [{ name: Kochi office, ipRanges: [203.0.113.0/24], trusted: true }]\n",
        );
    }
    sandbox
}

#[test]
fn a_value_is_mended_in_the_file_that_says_it() {
    let sandbox = partner();
    sandbox.run(&["check", "clients/contoso", "--fix"]);
    assert!(sandbox.read("clients/contoso/tenant.yaml").contains("place: Kochi office }"));
    // What holds whoever reads it is mended in a shared set too; a name made of parts is nobody's text.
    assert_eq!(sandbox.read("set/policies/CA950.yaml"), SET.replace("enabld", "enabled"));
}

/// What two clients find alike in a shared set.
#[test]
fn a_shared_set_is_mended_when_all_who_read_it_agree() {
    let sandbox = partner();
    let policy = "\
id: CA950
name: CA950 - MFA
state: enabled
users: { include: all, exclude: { groups: [CA950 - Exclude] } }
applications:
  include:
    - all # every one
    # which ones
    - office365
    - Windows Azure Service Management API # and this
locations: { include: all, exclude: [$(place)] }
grant: mfa
";
    sandbox.write("set/policies/CA950.yaml", policy);
    sandbox.run(&["check", "clients/fabrikam", "--fix"]);
    assert_eq!(sandbox.read("set/policies/CA950.yaml"), policy, "another client may need it");
    let ran = sandbox.run(&["check", "--fix"]);
    assert!(ran.out.contains("remove what `all` covers (CA-STR-009)"), "{}", ran.out);
    let lines = "    # which ones\n    - office365\n    - Windows Azure Service Management API # and this\n";
    assert_eq!(sandbox.read("set/policies/CA950.yaml"), policy.replace(lines, ""), "{}", ran.out);
}

/// Roles are the same in every tenant, so that it does not matter which clients have the policy.
#[test]
fn a_role_in_a_shared_set_is_mended_and_what_was_meant_twice_stands_once() {
    let sandbox = partner();
    let policy = |role: &str, twice: &str| {
        format!(
            "id: CA950\nname: CA950 - MFA\nstate: enabled\nusers:\n  include:\n    roles:\n      - {role} # all of them\n\
             {twice}applications: {{ include: all }}\nlocations: {{ include: all, exclude: [$(place)] }}\ngrant: mfa\n"
        )
    };
    let twice = "      # and again\n      - Global Administratr # once more\n";
    sandbox.write("set/policies/CA950.yaml", policy("Global Adminstrator", twice));
    let tenant = sandbox.read("clients/fabrikam/tenant.yaml");
    sandbox.write(
        "clients/fabrikam/tenant.yaml",
        tenant.replace(" } }", " }, omit: { CA950: no admins here } }"),
    );
    let ran = sandbox.run(&["check", "--fix"]);
    assert_eq!(sandbox.read("set/policies/CA950.yaml"), policy("Global Administrator", ""), "{}", ran.out);
}

#[test]
fn a_range_with_the_address_of_a_host_becomes_that_of_its_network() {
    let sandbox = contoso();
    let location = |range: &str| {
        format!("locations: [{{ name: Kochi office, ipRanges: [{range}], trusted: true }}] # ours\n")
    };
    sandbox.write("contoso/locations.yaml", location("203.0.113.7/24, 2001:db8::1/48"));
    sandbox.run(&["check", "--fix"]);
    assert_eq!(sandbox.read("contoso/locations.yaml"), location("203.0.113.0/24, \"2001:db8::/48\""));
}
