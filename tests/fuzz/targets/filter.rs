//! Any text as the rule of a device filter: faults are inside the text, a rule that is read reads again the same, and
//! each class of devices is told from its representative as the law of partitions says.

#![no_main]

use gatewright::model::device_filter::{self, UnknownDevice, UnregisteredDevice};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (rule, faults) = device_filter::parse(text);
    for fault in &faults {
        assert!(text.get(fault.range.clone()).is_some(), "{fault:?}");
    }
    assert_eq!(device_filter::parse(rule.text()), (rule.clone(), faults));
    rule.matches(&UnknownDevice);
    rule.matches(&UnregisteredDevice);
    let Ok(partition) = device_filter::partition(&[&rule]) else { return };
    let class = partition.class_of(&UnregisteredDevice);
    assert_eq!(rule.matches(&UnregisteredDevice), rule.matches(&partition.representative(class)));
    for class in (0..partition.len()).filter(|class| partition.is_known(*class)).take(64) {
        assert_eq!(partition.class_of(&partition.representative(class)), class);
    }
});
