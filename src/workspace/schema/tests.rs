//! What is wrong is told once, at its place, in the language's words.

use super::*;
use crate::source::SourceMap;

/// What is wrong with a document, one line a diagnostic: place, code, message and help.
fn faults(kind: DocumentKind, text: &str) -> String {
    let mut sources = SourceMap::default();
    let file = sources.add("document.yaml", text);
    let mut diagnostics = Vec::new();
    let document = syntax::parse(&sources, file, &mut diagnostics).unwrap();
    assert_eq!(diagnostics, [], "the YAML itself is fine");
    let valid = validate(kind, &document.root, &mut diagnostics);
    assert_eq!(valid, diagnostics.is_empty());
    assert_eq!(valid, generated::is_valid(kind, &document.root.to_json()), "both validators agree");
    let lines = diagnostics.iter().map(|diagnostic| {
        let place = sources.line_column(diagnostic.span);
        let help = diagnostic.help.as_deref().map(|help| format!(" | {help}")).unwrap_or_default();
        format!("{place} {}: {}{help}\n", diagnostic.code, diagnostic.message)
    });
    lines.collect()
}

const POLICY: &str =
    "id: CA1\nname: CA1-X\nstate: enabled\nusers: { include: all }\napplications: { include: all }\n";

fn policy_faults(rest: &str) -> String {
    faults(DocumentKind::Policy, &format!("{POLICY}{rest}"))
}

#[test]
fn every_schema_compiles_and_a_policy_is_accepted() {
    for kind in DocumentKind::ALL {
        told(*kind);
    }
    assert_eq!(policy_faults(""), "");
}

#[test]
fn the_compiled_validators_know_every_format() {
    let names: Vec<_> = Format::ALL.iter().map(|format| format.name()).collect();
    assert_eq!(generated::FORMATS, names);
}

#[test]
fn an_empty_document_is_a_fault_at_its_start() {
    assert_eq!(
        faults(DocumentKind::Policy, ""),
        "1:1 wrong-type: the document is empty and must be a map | write a value, or leave the key out\n"
    );
    assert_eq!(
        faults(DocumentKind::Policy, "[]"),
        "1:1 wrong-type: the document must be a map, not a list\n"
    );
    assert_eq!(
        faults(DocumentKind::Locations, "locations:\n"),
        "1:1 wrong-type: `locations` is empty and must be a list | write a value, or leave the key out\n"
    );
}

#[test]
fn a_missing_key_is_shown_at_the_map_that_lacks_it() {
    let text = "id: CA1\nname: X\nusers: { include: all }\napplications: { exclude: [x] }\nemergencyAccess: { included: true }\n";
    assert_eq!(
        faults(DocumentKind::Policy, text),
        "1:1 missing-key: `state` is missing | add `state`: whether the policy decides: enabled, reportOnly (evaluated \
         and recorded only) or disabled\n\
         4:1 missing-key: one of `include` or `filter` is missing in `applications`\n\
         5:1 missing-key: `reason` is missing in `emergencyAccess` | add `reason`: why emergency access may be \
         stopped by this policy\n"
    );
}

#[test]
fn a_misspelt_key_is_one_fault_though_the_right_one_is_missing() {
    let text = "id: CA1\nname: X\nstat: enabled\nusers: { include: all, exclude: { grops: [A] } }\napplication: {}\n";
    assert_eq!(
        faults(DocumentKind::Policy, text),
        "3:1 unknown-key: unknown key `stat` | did you mean `state`?\n\
         4:35 unknown-key: unknown key `grops` in `exclude` | did you mean `groups`?\n\
         5:1 unknown-key: unknown key `application` | did you mean `applications`?\n"
    );
}

#[test]
fn a_key_one_level_too_high_is_told_where_it_belongs() {
    let text = "id: CA1\nname: X\nstate: enabled\nusers: { include: all, groups: [A] }\napplications: { include: all }\n";
    assert_eq!(
        faults(DocumentKind::Policy, text),
        "4:24 unknown-key: unknown key `groups` in `users` | `groups` belongs under `include` or `exclude`\n"
    );
}

#[test]
fn keys_and_words_of_graph_are_told_what_to_write() {
    let text = "id: CA1\ndisplayName: X\nstate: enabledForReportingButNotEnforced\n\
                users: { include: { users: [All, GuestsOrExternalUsers] } }\n\
                applications: { include: [Office365] }\n\
                locations: { exclude: [AllTrusted] }\n\
                grant: { AND: [mfa] }\nincludeUserActions: []\n";
    assert_eq!(
        faults(DocumentKind::Policy, text),
        "2:1 unknown-key: unknown key `displayName` | write `name` instead\n\
         3:8 unknown-value: `enabledForReportingButNotEnforced` is not a value of `state` | write `reportOnly` here\n\
         4:29 unknown-value: `All` is not how this language spells it | write `all` here\n\
         4:34 unknown-value: `GuestsOrExternalUsers` is not how this language spells it | write `guests: all` here\n\
         5:27 unknown-value: `Office365` is not how this language spells it | write `office365` here\n\
         6:24 unknown-value: `AllTrusted` is not how this language spells it | write `allTrusted` here\n\
         7:10 unknown-key: unknown key `AND` in `grant` | write `allOf` instead\n\
         8:1 unknown-key: unknown key `includeUserActions` | write `userActions: […]` instead\n"
    );
}

#[test]
fn an_unknown_word_is_shown_with_those_that_are_known() {
    assert_eq!(
        policy_faults("grant: mfaa\nclientAppTypes: [browsr]\nplatforms: { include: windows }\n"),
        "6:8 unknown-value: `mfaa` is not a value of `grant` | did you mean `mfa`? allowed: `block`, `mfa`, \
         `compliantDevice`, `domainJoinedDevice`, `approvedApplication`, `compliantApplication`, `passwordChange` or \
         `riskRemediation`\n\
         7:18 unknown-value: `browsr` is not a value of `clientAppTypes` | did you mean `browser`? allowed: `all`, \
         `browser`, `mobileAppsAndDesktopClients`, `exchangeActiveSync`, `easSupported` or `other`\n\
         8:23 unknown-value: `windows` is not a value of `include` | write `all` or `[windows]`\n"
    );
    assert_eq!(policy_faults("grant: graph:verifiedID\n"), "");
}

#[test]
fn a_value_of_another_type_is_told_what_is_wanted() {
    let text = "id: 101\nname: true\nstate: enabled\nusers: all\napplications: [office365]\n\
                clientAppTypes: browser\n\
                session: { signInFrequency: 4, persistentBrowser: true, tokenProtection: yes }\n";
    assert_eq!(
        faults(DocumentKind::Policy, text),
        "1:5 wrong-type: `id` must be text, not the number `101` | put it in quotes: `\"101\"`\n\
         2:7 wrong-type: `name` must be text, not `true` | put it in quotes: `\"true\"`\n\
         4:8 wrong-type: `users` must be a map, not text | write `{ include: all }`\n\
         5:15 wrong-type: `applications` must be a map, not a list | write `{ include: [office365] }`\n\
         6:17 wrong-type: `clientAppTypes` must be a list, not text | write a list: `[browser]`\n\
         7:29 wrong-type: `signInFrequency` must be text or a map, not the number `4` | write hours as `4h`, days as \
         `30d`, or `everyTime`\n\
         7:51 wrong-type: `persistentBrowser` must be text, not `true` | write `always` or `never`\n\
         7:74 wrong-type: `tokenProtection` must be `true` or `false`, not text\n"
    );
}

#[test]
fn a_value_that_needs_a_key_or_brackets_is_shown_as_it_is_meant() {
    let text = "users: { include: [all], exclude: [SG-Staff] }\napplications: all\nplatforms: [iOS]\n\
                grant: [mfa, compliantDevice]\ndeviceFilter: device.isCompliant -eq True\n";
    assert_eq!(
        faults(DocumentKind::Policy, &format!("id: CA1\nname: X\nstate: enabled\n{text}")),
        "4:19 wrong-type: `include` must be text or a map, not a list | write `all`\n\
         4:35 wrong-type: `exclude` must be a map, not a list | write `{ groups: [SG-Staff] }` or \
         `{ roles: [SG-Staff] }`\n\
         5:15 wrong-type: `applications` must be a map, not text | write `{ include: all }`\n\
         6:12 wrong-type: `platforms` must be a map, not a list | write `{ include: [iOS] }` or `{ exclude: [iOS] }`\n\
         7:8 wrong-type: `grant` must be text or a map, not a list | write `{ anyOf: [mfa, compliantDevice] }` or \
         `{ allOf: [mfa, compliantDevice] }`\n\
         8:15 wrong-type: `deviceFilter` must be a map, not text | write `{ include: device.isCompliant -eq True }` or \
         `{ exclude: device.isCompliant -eq True }`\n"
    );
    let text = "users: { include: SG-Staff }\napplications: { include: { office365: true } }\ngrant: [mfa]\nguests: all\n";
    assert_eq!(
        faults(DocumentKind::Policy, &format!("id: CA1\nname: X\nstate: enabled\n{text}")),
        "4:19 unknown-value: `SG-Staff` is not a value of `include` | write `all`, `none`, `allAgentIdUsers`, \
         `{ groups: [SG-Staff] }` or `{ roles: [SG-Staff] }`\n\
         5:26 wrong-type: `include` must be text or a list, not a map | write `[office365]`\n\
         6:8 wrong-type: `grant` must be text or a map, not a list | write `mfa`\n\
         7:1 unknown-key: unknown key `guests` | `guests` belongs under `users.include` or `users.exclude`\n"
    );
    assert_eq!(
        faults(DocumentKind::Tenant, "tenant: a.example\nrules: strict\n"),
        "2:8 wrong-type: `rules` must be a map, not text | write `{ preset: strict }`\n"
    );
}

#[test]
fn keys_that_exclude_each_other_are_one_fault_each() {
    assert_eq!(
        policy_faults("userActions: [registerSecurityInformation]\nservicePrincipals: { include: all }\n"),
        "4:1 conflicting-keys: `users` cannot be used together with `servicePrincipals`\n\
         6:1 conflicting-keys: `userActions` cannot be used together with `applications`\n"
    );
    assert_eq!(
        policy_faults("grant: { anyOf: [mfa], allOf: [block] }\n"),
        "6:24 conflicting-keys: `anyOf` and `allOf` cannot be used together | keep one of `anyOf` or `allOf`\n"
    );
}

#[test]
fn controls_do_not_nest() {
    assert_eq!(
        policy_faults("grant: { anyOf: [mfa, { anyOf: [block] }] }\n"),
        "6:25 unknown-key: unknown key `anyOf` in entry 2 of `anyOf` | the keys here are `authenticationStrength`, \
         `termsOfUse` and `customControl`\n"
    );
}

#[test]
fn another_target_under_graph_needs_no_known_one() {
    let head = "id: CA1\nname: X\nstate: enabled\nusers: { include: all }\n";
    let with = |graph: &str| faults(DocumentKind::Policy, &format!("{head}graph: {{ {graph}: x }}\n"));
    assert_eq!(with("/conditions/applications/networkAccess"), "");
    assert_eq!(
        with("/sessionControls/x"),
        "1:1 missing-key: one of `applications`, `userActions` or `authenticationContexts` is missing\n"
    );
}

#[test]
fn texts_are_checked_for_their_form() {
    assert_eq!(
        policy_faults(
            "reportOnlySince: 2027-1-31\nsession: { signInFrequency: 4 hours }\ngraph: { conditions/x: 1 }\n\
             description: ''\n"
        ),
        "6:18 invalid-date: `2027-1-31` is not a date | write year, month and day as in `2027-01-31`\n\
         7:29 invalid-duration: `4 hours` is not a sign-in frequency | write hours as `4h`, days as `30d`, or \
         `everyTime`\n\
         8:10 invalid-pointer: `conditions/x` is not a pointer into a Graph object | write the members on the way, as \
         in `/conditions/newCondition`\n\
         9:14 empty-value: `description` is empty\n"
    );
}

#[test]
fn ranges_and_countries_are_checked_in_full() {
    let text = "locations:\n  - name: A\n    ipRanges: [203.0.113.7/24, '2001:db8::1/32', 203.0.113.7, 300.1.1.1/8, x]\n\
                \x20 - { name: B, countries: [IN, in, UK, XX], trusted: true }\n";
    assert_eq!(
        faults(DocumentKind::Locations, text),
        "3:50 invalid-cidr: `203.0.113.7` is not an address range | for one address write `203.0.113.7/32`\n\
         3:63 invalid-cidr: `300.1.1.1/8` is not an address range | write an address and the length of its prefix, as \
         in `203.0.113.0/24` or `2001:db8:40::/48`\n\
         3:76 invalid-cidr: `x` is not an address range | write an address and the length of its prefix, as in \
         `203.0.113.0/24` or `2001:db8:40::/48`\n\
         4:7 missing-key: `includeUnknownCountries` is missing in entry 2 of `locations` | add \
         `includeUnknownCountries`: whether addresses of no known country belong to the location\n\
         4:7 missing-key: `countryLookupMethod` is missing in entry 2 of `locations` | add `countryLookupMethod`: how \
         the country is found: by address, or by GPS in the authenticator app\n\
         4:32 unknown-country: `in` is not the code of a country | did you mean `IN` (India)?\n\
         4:36 unknown-country: `UK` is not the code of a country | did you mean `GB` (United Kingdom)?\n\
         4:40 unknown-country: `XX` is not the code of a country | write a two-letter code of ISO 3166, such as `IN`\n\
         4:45 conflicting-keys: `trusted` cannot be used together with `countries`\n"
    );
}

#[test]
fn a_tenant_is_checked_in_every_part() {
    let text = "licenses: { P: many, Q: -1 }\n\
                emergencyAccess: { accounts: [bg1] }\n\
                rules: { CA-STR-012: of, preset: stric, MT.1: { days: -1 } }\n\
                changes: [{ policy: A, reason: x }, { policy: A, reason: x, add: { users..x: [A] } }]\n\
                exceptions: [{ who: asha@contoso.com, opens: [CA1], until: 2027-01-31, reason: x }]\n\
                baselines: [{ frm: x }]\n";
    assert_eq!(
        faults(DocumentKind::Tenant, text),
        "1:16 wrong-type: `P` must be a whole number, not text\n\
         1:25 invalid-value: `Q` is out of range | write a whole number, 0 or more\n\
         2:31 invalid-user: `bg1` is not a user principal name | people go by user principal name, such as \
         `asha@contoso.com`\n\
         3:22 unknown-value: `of` is not a value of `CA-STR-012` | did you mean `off`? allowed: `off`, `note`, \
         `warning` or `error`\n\
         3:34 unknown-value: `stric` is not a value of `preset` | did you mean `strict`? allowed: `errors`, \
         `recommended`, `posture` or `strict`\n\
         3:55 invalid-value: `days` is out of range | write a whole number, 0 or more\n\
         4:13 missing-key: one of `add`, `remove` or `set` is missing in entry 1 of `changes`\n\
         4:68 invalid-key-path: `users..x` is not the path of a key in a policy | write keys with dots between, as in \
         `users.exclude.groups`\n\
         5:16 missing-key: `travel` is missing in entry 1 of `exceptions` | add `travel`: countries travelled to\n\
         5:21 wrong-type: `who` must be a list, not text | write a list: `[asha@contoso.com]`\n\
         6:15 unknown-key: unknown key `frm` in entry 1 of `baselines` | did you mean `from`?\n"
    );
}

#[test]
fn an_invariant_promises_one_thing() {
    let text =
        "invariants:\n  - { name: x, always: { outcome: blockd }, never: { outcome: { needs: X } } }\n";
    assert_eq!(
        faults(DocumentKind::Tests, text),
        "2:35 unknown-value: `blockd` is not a value of `outcome` | did you mean `blocked`? allowed: `blocked` or \
         `granted`\n\
         2:45 conflicting-keys: `always` and `never` cannot be used together | keep one of `always` or `never`\n\
         2:65 unknown-key: unknown key `needs` in `outcome` | the only key here is `requires`\n"
    );
}

#[test]
fn a_lock_holds_ids_and_placeholders() {
    let text = "policies: { CA1: x }\ngroups: { A: y, B: <b> }\ntoBind: [x]\nbound: { x: y }\n";
    assert_eq!(
        faults(DocumentKind::Lock, text),
        "1:18 invalid-id: `x` is not an id | an id looks like `11111111-2222-3333-4444-555555555555`\n\
         2:14 invalid-id: `y` is not an id | an id looks like `11111111-2222-3333-4444-555555555555`\n\
         3:10 invalid-placeholder: `x` is not a placeholder | placeholders stand between angle brackets, as in \
         `<EmergencyAccessAccountsGroup>`\n\
         4:10 invalid-placeholder: `x` is not a placeholder | placeholders stand between angle brackets, as in \
         `<EmergencyAccessAccountsGroup>`\n"
    );
}

#[test]
fn a_mistyped_parameter_is_shown_in_its_value() {
    let value = |text: &str| {
        let mut sources = SourceMap::default();
        let file = sources.add("tenant.yaml", text);
        syntax::parse(&sources, file, &mut Vec::new()).unwrap().root
    };
    let faults = |kind, text: &str| {
        let mut diagnostics = Vec::new();
        validate_parameter(kind, &value(text), &mut diagnostics);
        diagnostics
            .into_iter()
            .map(|diagnostic| (diagnostic.span.start, diagnostic.message))
            .collect::<Vec<_>>()
    };
    assert_eq!(faults(ParameterType::Countries, "[IN, AE]"), []);
    assert_eq!(
        faults(ParameterType::Countries, "[IN, ZZ]"),
        [(5, "`ZZ` is not the code of a country".to_owned())]
    );
    assert_eq!(
        faults(ParameterType::Integer, "x"),
        [(0, "`integer` must be a whole number, not text".to_owned())]
    );
}

#[test]
fn a_way_of_naming_is_a_preset_or_a_pattern_that_can_be_read() {
    let naming = |naming: &str| faults(DocumentKind::Baseline, &format!("naming: {naming}\n"));
    assert_eq!(naming("microsoftPersona"), "");
    assert_eq!(naming("{ preset: j0eyv, ranges: { Contractors: 600-699 } }"), "");
    assert_eq!(naming("{ pattern: 'CA(?<number>[0-9]+) .+' }"), "");
    assert_eq!(
        naming("microsoftPersonas"),
        "1:9 unknown-value: `microsoftPersonas` is not a value of `naming` | did you mean `microsoftPersona`? allowed: `microsoftPersona`, `j0eyv` or `kennethvs`\n"
    );
    assert_eq!(
        naming("{ pattern: '(CA' }"),
        "1:20 invalid-pattern: the pattern cannot be read: unclosed group | write a regular expression without look-around or backreferences\n"
    );
    assert_eq!(
        naming("{ pattern: '(?<numbr>.+)' }"),
        "1:20 invalid-pattern: names have no part `numbr` | did you mean `number`?\n"
    );
    assert_eq!(
        naming("{ preset: j0eyv, ranges: { Global: 99-1 } }"),
        "1:44 invalid-range: `99-1` is not a range of numbers | write the first and the last, as in `100-199`\n"
    );
}
