//! Facts of reference tables first, then the laws.

use proptest::prelude::*;

use super::*;

fn read(text: &str) -> Rule {
    let (rule, faults) = parse(text);
    assert_eq!(faults, [], "{text}");
    rule
}

fn device<const N: usize>(facts: [(Attribute, &str); N]) -> OwnedDevice {
    let facts = facts.into_iter().map(|(attribute, text)| (attribute, OwnedFact::Text(text.to_owned())));
    OwnedDevice { facts: facts.collect() }
}

fn labelled(labels: &[&str]) -> OwnedDevice {
    let labels = labels.iter().map(|label| (*label).to_owned()).collect();
    OwnedDevice { facts: [(Attribute::SystemLabels, OwnedFact::List(labels))].into() }
}

/// What is wrong in a rule: severity, the text shown, message and help.
fn faults(text: &str) -> Vec<String> {
    let (_, faults) = parse(text);
    faults
        .iter()
        .map(|fault| {
            let (severity, shown) = (fault.severity.as_str(), &text[fault.range.clone()]);
            format!("{severity} at {shown}: {}; {}", fault.message, fault.help.as_deref().unwrap_or("-"))
        })
        .collect()
}

#[test]
fn unregistered_device_matches_negative_operators_only() {
    for operator in Operator::ALL {
        let value = if operator.takes_list() { "[\"SAW\"]" } else { "\"SAW\"" };
        let rule = read(&format!("device.extensionAttribute1 {} {value}", operator.as_str()));
        let expected = Match::from(operator.is_negative());
        assert_eq!(rule.matches(&UnregisteredDevice), expected, "{operator:?}");
        assert_eq!(rule.matches(&UnknownDevice), Match::Unknown, "{operator:?}");
    }
    // Vectors 19 to 21 of the evaluation reference.
    assert_eq!(read("device.trustType -ne \"ServerAD\"").matches(&UnregisteredDevice), Match::Yes);
    assert_eq!(read("device.trustType -eq \"Workplace\"").matches(&UnregisteredDevice), Match::No);
    assert_eq!(read("device.extensionAttribute1 -ne \"SAW\"").matches(&UnregisteredDevice), Match::Yes);
}

#[test]
fn operators_compare_in_any_case() {
    let laptop = device([(Attribute::DisplayName, "SAW-Laptop-07")]);
    for (comparison, expected) in [
        ("-eq 'saw-laptop-07'", true),
        ("-eq 'saw'", false),
        ("-ne 'saw'", true),
        ("-startsWith 'saw-'", true),
        ("-notStartsWith 'saw-'", false),
        ("-endsWith '-07'", true),
        ("-notEndsWith '-07'", false),
        ("-contains 'LAPTOP'", true),
        ("-notContains 'LAPTOP'", false),
        ("-in ['a', 'SAW-laptop-07']", true),
        ("-notIn ['a', 'SAW-laptop-07']", false),
        ("-NOTCONTAINS 'tablet'", true),
        ("eq 'SAW-LAPTOP-07'", true),
    ] {
        let rule = read(&format!("Device.DisplayName {comparison}"));
        assert_eq!(rule.matches(&laptop), Match::from(expected), "{comparison}");
    }
}

#[test]
fn list_attributes_match_whole_elements() {
    let rule = read("device.systemLabels -contains \"M365Managed\"");
    assert_eq!(rule.matches(&labelled(&["Other", "m365managed"])), Match::Yes);
    assert_eq!(rule.matches(&labelled(&["M365ManagedNot"])), Match::No);
    assert_eq!(rule.matches(&labelled(&[])), Match::No);
    let rule = read("device.systemLabels -notContains \"M365Managed\"");
    assert_eq!(rule.matches(&labelled(&["Other", "m365managed"])), Match::No);
    assert_eq!(rule.matches(&labelled(&["M365ManagedNot"])), Match::Yes);
}

#[test]
fn compliance_is_compared_as_text() {
    struct Compliant(bool);
    impl DeviceFacts for Compliant {
        fn fact(&self, _attribute: Attribute) -> Fact<'_> {
            Fact::from(self.0)
        }
    }
    for rule in
        ["device.isCompliant -eq True", "device.isCompliant -eq \"true\"", "device.isCompliant -ne False"]
    {
        assert_eq!(read(rule).matches(&Compliant(true)), Match::Yes, "{rule}");
        assert_eq!(read(rule).matches(&Compliant(false)), Match::No, "{rule}");
    }
}

#[test]
fn null_is_compared_by_eq_and_ne() {
    let named = device([(Attribute::Model, "")]);
    assert_eq!(read("device.model -eq null").matches(&UnregisteredDevice), Match::Yes);
    assert_eq!(read("device.model -ne $null").matches(&UnregisteredDevice), Match::No);
    assert_eq!(read("device.model -eq null").matches(&named), Match::No);
    assert_eq!(read("device.model -eq \"\"").matches(&named), Match::Yes);
    assert_eq!(
        faults("device.model -contains null"),
        ["error at null: `-contains` cannot compare with null; only `-eq` and `-ne` can"]
    );
}

#[test]
fn not_binds_before_and_and_and_before_or() {
    let rule = read("device.model -eq 'a' -or -not device.model -eq 'b' -and device.model -eq 'c'");
    let Expression::Any(parts) = rule.expression() else { panic!("{rule:?}") };
    let [Expression::Compare(_), Expression::All(both)] = parts.as_slice() else { panic!("{rule:?}") };
    assert!(matches!(both.as_slice(), [Expression::Not(_), Expression::Compare(_)]), "{rule:?}");
    let rule = read("-not (device.model -eq 'a' -or device.model -eq 'b')");
    assert_eq!(rule.matches(&device([(Attribute::Model, "b")])), Match::No);
    assert_eq!(rule.matches(&device([(Attribute::Model, "c")])), Match::Yes);
}

#[test]
fn unknown_spreads_only_where_it_decides() {
    let hybrid = device([(Attribute::TrustType, "ServerAD")]);
    let unknown = "device.isCompliant -eq True";
    let known = "device.trustType -eq \"ServerAD\"";
    for (rule, expected) in [
        (format!("{known} -or {unknown}"), Match::Yes),
        (format!("{known} -and {unknown}"), Match::Unknown),
        (format!("-not {known} -and {unknown}"), Match::No),
        (format!("-not {unknown}"), Match::Unknown),
    ] {
        assert_eq!(read(&rule).matches(&hybrid), expected, "{rule}");
    }
}

#[test]
fn quotes_are_escaped_as_in_dynamic_groups() {
    let rule = read("device.model -in [\"19`\" rack\", '5'' shelf', \"back`tick\"]");
    let values: Vec<_> = rule.leaves().into_iter().flat_map(Leaf::values).collect();
    assert_eq!(values, ["19\" rack", "5' shelf", "back`tick"]);
}

#[test]
fn every_attribute_and_operator_is_found_by_its_name() {
    for attribute in Attribute::all() {
        assert_eq!(Attribute::named(&attribute.to_string().to_uppercase()), Some(attribute));
    }
    assert_eq!(Attribute::all().count(), 29);
    assert_eq!(Attribute::named("extensionAttribute16"), None);
    for operator in Operator::ALL {
        assert_eq!(Operator::named(&operator.as_str().to_uppercase()), Some(operator));
    }
}

#[test]
fn undocumented_operators_and_values_only_warn() {
    let (rule, _) = parse("device.systemLabels -eq \"CloudPC\"");
    assert_eq!(rule.matches(&labelled(&["CloudPC"])), Match::Yes);
    assert_eq!(
        faults("device.systemLabels -eq \"CloudPC\""),
        [
            "warning at -eq: `-eq` is not documented for `systemLabels`; use one of `-contains`, `-notContains`"
        ]
    );
    assert_eq!(
        faults("device.trustType -eq \"ServerAd2\" -or device.deviceOwnership -ne \"Rented\""),
        [
            "warning at \"ServerAd2\": `ServerAd2` is not a documented value of `trustType`; did you mean `ServerAD`?",
            "warning at \"Rented\": `Rented` is not a documented value of `deviceOwnership`; use one of `Personal`, `Company`",
        ]
    );
}

#[test]
fn unreadable_comparisons_are_unknown_alone() {
    let text = "device.trustTyp -eq 'x' -or device.model -like 'y' -or device.model -in 'z' -or device.model -eq 'm'";
    assert_eq!(
        faults(text),
        [
            "error at device.trustTyp: `device.trustTyp` is not an attribute of the device filter; did you mean `device.trustType`?",
            "error at -like: `-like` is not an operator of the device filter; use one of `-eq`, `-ne`, `-startsWith`, `-notStartsWith`, `-endsWith`, `-notEndsWith`, `-contains`, `-notContains`, `-in`, `-notIn`",
            "error at 'z': `-in` needs a list in brackets; write `['z']`",
        ]
    );
    let (rule, _) = parse(text);
    assert_eq!(rule.matches(&device([(Attribute::Model, "m")])), Match::Yes);
    assert_eq!(rule.matches(&device([(Attribute::Model, "z")])), Match::Unknown);
}

#[test]
fn a_broken_structure_leaves_the_whole_rule_unknown() {
    for text in
        ["(device.model -eq 'm'", "device.model -eq 'm')", "device.model -eq 'm' device.model -eq 'm'", ""]
    {
        let (rule, faults) = parse(text);
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert_eq!(rule.matches(&device([(Attribute::Model, "m")])), Match::Unknown, "{text}");
    }
}

#[test]
fn each_fault_is_told_once_with_what_to_change() {
    for (text, expected) in [
        ("(device.model -eq 'm'", "error at (: `(` is never closed; add `)` where the group ends"),
        ("device.model -eq 'm')", "error at ): `)` closes nothing; remove it, or add `(` before it"),
        ("(device.model -eq 'm", "error at 'm: the quote is never closed; add `'` where the value ends"),
        ("device.model -in ['a', 'b'", "error at [: `[` is never closed; add `]` where the list ends"),
        (
            "device.model -in ['a' 'b']",
            "error at 'b': `,` is missing before `'b'`; separate the values of a list with `,`",
        ),
        (
            "device.model -in ['a',]",
            "error at ]: a value is missing before `]`; remove the `,`, or add a value in quotes",
        ),
        ("device.model -in []", "error at []: the list is empty; -"),
        (
            "device.model -eq ['a', 'b']",
            "error at ['a', 'b']: `-eq` takes one value, not a list; use `-in` or `-notIn`, or one comparison for each value",
        ),
        ("device.model -eq Rack", "error at Rack: the value `Rack` is not in quotes; write `\"Rack\"`"),
        (
            "device.model -eq “Rack”",
            "error at “Rack”: a typographic quote does not quote a value; use `\"` instead",
        ),
        (
            "model -eq 'm'",
            "error at model: `model` is not an attribute of the device filter; did you mean `device.model`?",
        ),
        (
            "device.model -startWith 'm'",
            "error at -startWith: `-startWith` is not an operator of the device filter; did you mean `-startsWith`?",
        ),
        (
            "device.model = 'm'",
            "error at =: `=` is not an operator of the device filter; use one of `-eq`, `-ne`, `-startsWith`, `-notStartsWith`, `-endsWith`, `-notEndsWith`, `-contains`, `-notContains`, `-in`, `-notIn`",
        ),
        (
            "device.model -eq 'm' && device.model -eq 'n'",
            "error at &&: `-and` or `-or` is missing before `&&`; join comparisons with `-and` or `-or`",
        ),
        (
            "device.model -eq -or device.model -eq 'n'",
            "error at -eq: a value is missing after `-eq`; write a comparison such as `device.trustType -eq \"ServerAD\"`",
        ),
        (
            "device.model -and device.model -eq 'n'",
            "error at device.model: `device.model` is not compared with anything; write a comparison such as `device.trustType -eq \"ServerAD\"`",
        ),
        (
            "device.model -eq 'm' -and",
            "error at : a comparison is missing here; write a comparison such as `device.trustType -eq \"ServerAD\"`",
        ),
    ] {
        assert_eq!(faults(text), [expected], "{text}");
    }
}

#[test]
fn a_rule_may_be_as_long_as_microsoft_allows() {
    let rule = |length: usize| {
        let frame = "device.model -eq ''".len();
        format!("device.model -eq '{}'", "é".repeat(length - frame))
    };
    read(&rule(MAX_CHARACTERS));
    assert_eq!(
        faults(&rule(MAX_CHARACTERS + 1)),
        [
            "error at ': the device filter rule has 3073 characters, more than 3072; use `-in` with a list instead of many comparisons, or split the policy"
        ]
    );
}

#[test]
fn deep_nesting_is_a_fault_and_no_overflow() {
    for text in ["(".repeat(100_000), "-not ".repeat(100_000)] {
        let (rule, faults) = parse(&text);
        assert!(faults.iter().any(|fault| fault.message.contains("nests too deep")), "{faults:?}");
        assert_eq!(rule.expression(), &Expression::Unreadable);
        assert!(faults.len() <= 2, "{faults:?}");
    }
}

#[test]
fn extension_attributes_show_on_managed_compliant_or_hybrid_devices() {
    use Match::{No, Unknown, Yes};
    assert_eq!(extension_attributes_visible(No, No, No), No);
    assert_eq!(extension_attributes_visible(Yes, No, No), Yes);
    assert_eq!(extension_attributes_visible(No, Yes, Unknown), Yes);
    assert_eq!(extension_attributes_visible(No, Unknown, No), Unknown);
}

fn cut(texts: &[&str]) -> (Vec<Rule>, DevicePartition) {
    let rules: Vec<Rule> = texts.iter().map(|text| read(text)).collect();
    let partition = partition(&rules.iter().collect::<Vec<_>>()).unwrap();
    (rules, partition)
}

#[test]
fn a_partition_has_the_classes_a_reader_would_name() {
    let (_, partition) = cut(&["device.trustType -eq \"ServerAD\" -and device.isCompliant -eq True"]);
    let classes: Vec<_> = (0..partition.len())
        .map(|class| partition.representative(class))
        .map(|device| device.facts)
        .collect();
    // Unknown, anything else, and the value compared, of either attribute.
    assert_eq!(classes.len(), 9);
    let text = |text: &str| OwnedFact::Text(text.to_owned());
    assert!(classes.contains(
        &[(Attribute::IsCompliant, text("True")), (Attribute::TrustType, text("ServerAD"))].into()
    ));
    assert!(classes.contains(
        &[(Attribute::IsCompliant, OwnedFact::Null), (Attribute::TrustType, OwnedFact::Null)].into()
    ));
    assert_eq!((0..9).filter(|class| partition.is_known(*class)).count(), 4);
}

#[test]
fn overlapping_texts_are_told_apart() {
    let (rules, partition) = cut(&[
        "device.displayName -startsWith \"aba\"",
        "device.displayName -endsWith \"bab\"",
        "device.displayName -contains \"c\"",
        "device.displayName -eq \"abab\"",
    ]);
    let mut answers: Vec<Vec<Match>> = (0..partition.len())
        .map(|class| partition.representative(class))
        .map(|device| rules.iter().map(|rule| rule.matches(&device)).collect())
        .collect();
    answers.sort();
    answers.dedup();
    // Eight combinations of start, end and part, one more where the whole is equal, and unknown.
    assert_eq!((partition.len(), answers.len()), (10, 10));
}

#[test]
fn texts_with_characters_of_no_literal_are_told_apart() {
    let (_, partition) = cut(&["device.model -startsWith \"a\"", "device.model -endsWith \"A\""]);
    let classes: Vec<_> = ["a", "ab", "ba", "b"]
        .into_iter()
        .map(|text| partition.class_of(&device([(Attribute::Model, text)])))
        .collect();
    assert_eq!(partition.len(), 5);
    assert!(classes.iter().all(|class| partition.is_known(*class)), "{classes:?}");
}

#[test]
fn too_many_classes_are_an_error() {
    let many: Vec<String> = (0..17).map(|n| format!("device.physicalIds -contains \"{n}\"")).collect();
    let rules: Vec<Rule> = many.iter().map(|text| read(text)).collect();
    assert_eq!(partition(&rules.iter().collect::<Vec<_>>()).unwrap_err(), TooManyClasses);
    let few: Vec<&Rule> = rules.iter().take(10).collect();
    assert_eq!(partition(&few).unwrap().len(), 1 + 1024);
}

#[test]
fn no_rules_have_one_class() {
    let partition = partition(&[]).unwrap();
    assert_eq!((partition.len(), partition.class_of(&UnregisteredDevice)), (1, 0));
}

/// A comparison that parses, perhaps with a warning, over a small alphabet so that texts collide.
fn comparison() -> impl Strategy<Value = String> {
    let attribute = prop::sample::select(vec!["model", "model", "displayName", "isCompliant", "physicalIds"]);
    let word = "[aÄ]{0,2}|[abÄ]{3}";
    let one = (prop::sample::select(Operator::ALL[..8].to_vec()), word)
        .prop_map(|(operator, word)| format!("{} \"{word}\"", operator.as_str()));
    let list = (prop::sample::select(Operator::ALL[8..].to_vec()), prop::collection::vec(word, 1..3))
        .prop_map(|(operator, words)| format!("{} [\"{}\"]", operator.as_str(), words.join("\", \"")));
    let other = prop::sample::select(vec!["-eq null", "-ne null", "-eq True", "-ne \"False\""]);
    (attribute, prop_oneof![6 => one, 2 => list, 1 => other.prop_map(str::to_owned)])
        .prop_map(|(attribute, rest)| format!("device.{attribute} {rest}"))
}

fn rule_text() -> impl Strategy<Value = String> {
    comparison().prop_recursive(3, 6, 3, |inner| {
        let joined = |with: &'static str| move |parts: Vec<String>| format!("({})", parts.join(with));
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(joined(" -and ")),
            prop::collection::vec(inner.clone(), 2..4).prop_map(joined(" -or ")),
            inner.prop_map(|inner| format!("-not ({inner})")),
        ]
    })
}

fn any_device() -> impl Strategy<Value = OwnedDevice> {
    let text = || {
        prop_oneof![
            Just(OwnedFact::Unknown),
            Just(OwnedFact::Null),
            "[abäÄABc]{0,5}".prop_map(OwnedFact::Text),
            prop::bool::ANY
                .prop_map(|value| OwnedFact::Text(if value { "True" } else { "False" }.to_owned())),
            // A fact of the wrong shape.
            Just(OwnedFact::List(vec!["a".to_owned()])),
        ]
    };
    let list = prop_oneof![
        Just(OwnedFact::Unknown),
        Just(OwnedFact::Null),
        prop::collection::vec("[abäA]{0,3}", 0..4).prop_map(OwnedFact::List),
    ];
    (text(), text(), text(), list).prop_map(|(model, name, compliant, ids)| OwnedDevice {
        facts: [
            (Attribute::Model, model),
            (Attribute::DisplayName, name),
            (Attribute::IsCompliant, compliant),
            (Attribute::PhysicalIds, ids),
        ]
        .into(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn rules_cannot_tell_a_device_from_its_representative(
        texts in prop::collection::vec(rule_text(), 1..3),
        devices in prop::collection::vec(any_device(), 16),
    ) {
        let rules: Vec<Rule> = texts.iter().map(|text| parse(text).0).collect();
        // Too many classes are refused, which is no wrong answer.
        let Ok(partition) = partition(&rules.iter().collect::<Vec<_>>()) else { return Ok(()) };
        for device in &devices {
            let class = partition.class_of(device);
            let representative = partition.representative(class);
            for rule in &rules {
                prop_assert_eq!(rule.matches(device), rule.matches(&representative), "{} {:?}", rule.text(), device);
            }
            prop_assert_eq!(partition.class_of(&representative), class);
        }
        for class in 0..partition.len().min(512) {
            prop_assert_eq!(partition.class_of(&partition.representative(class)), class);
        }
    }

    #[test]
    fn generated_rules_have_no_errors(text in rule_text()) {
        let (_, faults) = parse(&text);
        prop_assert!(faults.iter().all(|fault| fault.severity == Severity::Warning), "{:?}", faults);
    }

    #[test]
    fn parsing_never_fails_and_faults_are_at_characters(
        text in prop_oneof![
            "\\PC{0,60}",
            "(device\\.model|device\\.x|-eq|-in|-not|and|-or|null|True|[()\\[\\],'\"“é=-]| ){0,30}",
        ],
    ) {
        let (rule, faults) = parse(&text);
        prop_assert_eq!(rule.text(), &text);
        for fault in &faults {
            prop_assert!(text.get(fault.range.clone()).is_some(), "{:?}", fault);
        }
        let unreadable = faults.iter().any(|fault| fault.severity == Severity::Error);
        prop_assert!(unreadable || rule.expression() != &Expression::Unreadable);
    }
}
