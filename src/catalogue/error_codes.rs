//! What the error code of a recorded sign-in says about Conditional Access.

use std::sync::LazyLock;

use super::{Confidence, table};

const TABLE: &str = include_str!("error_codes.tsv");

static ERROR_CODES: LazyLock<Vec<ErrorCode>> = LazyLock::new(|| table::load(TABLE, row));

/// A value of `status.errorCode`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorCode {
    /// The number after `AADSTS`; 0 is success.
    pub code: i32,
    /// What it says about Conditional Access.
    pub class: ErrorClass,
    /// What it means, in a few words.
    pub meaning: &'static str,
    /// How sure that is.
    pub confidence: Confidence,
}

/// What an error code says about Conditional Access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorClass {
    /// A token was issued.
    Success,
    /// The first factor failed: Conditional Access never ran.
    PreConditionalAccess,
    /// The sign-in was paused; a later row of the same correlation id may complete it.
    Interrupt(InterruptKind),
    /// A policy stopped the sign-in.
    ConditionalAccess(ControlKind),
    /// Security defaults stopped the sign-in.
    SecurityDefaults,
    /// Part of ordinary traffic, neither failure nor success.
    Neutral,
    /// Stopped by something else: assignment, consent, cross-tenant access, a disabled device.
    NotConditionalAccess,
    /// A code this version does not know.
    Unknown,
}

/// What a paused sign-in waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InterruptKind {
    /// Registration of a method.
    Registration,
    /// Multifactor authentication, including an attempt that failed.
    MultifactorAuthentication,
    /// A broker or a registered device.
    Device,
    /// Remediation of risk.
    Risk,
    /// Terms of use, a custom control or a session control.
    External,
    /// A fresh sign-in, because of sign-in frequency.
    SignInFrequency,
    /// Something else.
    Other,
}

/// What kind of policy consequence stopped a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ControlKind {
    /// A block.
    Block,
    /// A device that is not compliant or not joined.
    Device,
    /// An app that is not approved or not protected.
    App,
    /// Registration that is not allowed from there.
    Registration,
    /// Risk.
    Risk,
    /// A control that guests cannot meet.
    Guest,
    /// Something else.
    Other,
}

/// The row of a code, if this version knows it.
pub fn error_code(code: i32) -> Option<&'static ErrorCode> {
    let at = ERROR_CODES.binary_search_by_key(&code, |row| row.code).ok()?;
    ERROR_CODES.get(at)
}

/// What a code says about Conditional Access.
///
/// Codes change without notice. Those of the form 53xxx and 530xxx are all about Conditional Access, so one that is not
/// in the table is [`ControlKind::Other`].
pub fn error_class(code: i32) -> ErrorClass {
    match (error_code(code), code) {
        (Some(row), _) => row.class,
        (None, 53_000..=53_999 | 530_000..=530_999) => ErrorClass::ConditionalAccess(ControlKind::Other),
        (None, _) => ErrorClass::Unknown,
    }
}

fn row([code, class, meaning, confidence]: [&'static str; 4]) -> Option<ErrorCode> {
    Some(ErrorCode {
        code: code.parse().ok()?,
        class: class_from_token(class)?,
        meaning,
        confidence: Confidence::from_token(confidence)?,
    })
}

fn class_from_token(token: &str) -> Option<ErrorClass> {
    Some(match token.split_once(':') {
        Some(("interrupt", kind)) => ErrorClass::Interrupt(match kind {
            "registration" => InterruptKind::Registration,
            "multifactorAuthentication" => InterruptKind::MultifactorAuthentication,
            "device" => InterruptKind::Device,
            "risk" => InterruptKind::Risk,
            "external" => InterruptKind::External,
            "signInFrequency" => InterruptKind::SignInFrequency,
            "other" => InterruptKind::Other,
            _ => return None,
        }),
        Some(("conditionalAccess", kind)) => ErrorClass::ConditionalAccess(match kind {
            "block" => ControlKind::Block,
            "device" => ControlKind::Device,
            "app" => ControlKind::App,
            "registration" => ControlKind::Registration,
            "risk" => ControlKind::Risk,
            "guest" => ControlKind::Guest,
            "other" => ControlKind::Other,
            _ => return None,
        }),
        Some(_) => return None,
        None => match token {
            "success" => ErrorClass::Success,
            "preConditionalAccess" => ErrorClass::PreConditionalAccess,
            "securityDefaults" => ErrorClass::SecurityDefaults,
            "neutral" => ErrorClass::Neutral,
            "notConditionalAccess" => ErrorClass::NotConditionalAccess,
            "unknown" => ErrorClass::Unknown,
            _ => return None,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_codes_are_sorted() {
        assert_eq!(ERROR_CODES.len(), table::lines(TABLE).count());
        assert!(ERROR_CODES.is_sorted_by(|a, b| a.code < b.code));
    }

    #[test]
    fn codes_have_their_classes() {
        assert_eq!(error_class(0), ErrorClass::Success);
        assert_eq!(error_class(50126), ErrorClass::PreConditionalAccess);
        assert_eq!(error_class(50074), ErrorClass::Interrupt(InterruptKind::MultifactorAuthentication));
        assert_eq!(error_class(50072), ErrorClass::Interrupt(InterruptKind::Registration));
        assert_eq!(error_class(53003), ErrorClass::ConditionalAccess(ControlKind::Block));
        assert_eq!(error_class(53010), ErrorClass::ConditionalAccess(ControlKind::Registration));
        assert_eq!(error_class(530_035), ErrorClass::SecurityDefaults);
        assert_eq!(error_class(50105), ErrorClass::NotConditionalAccess);
        assert_eq!(error_class(50140), ErrorClass::Neutral);
    }

    #[test]
    fn an_unknown_code_of_the_conditional_access_ranges_is_conditional_access() {
        for code in [53_999, 530_000, 530_099] {
            assert_eq!(error_code(code), None);
            assert_eq!(error_class(code), ErrorClass::ConditionalAccess(ControlKind::Other));
        }
        for code in [52_999, 54_000, 531_000, 5300, -1, i32::MAX] {
            assert_eq!(error_class(code), ErrorClass::Unknown);
        }
    }
}
