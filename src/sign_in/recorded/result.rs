//! Results as Entra words them, by token or by number.

use serde_json::Value;

/// What became of one policy (`appliedConditionalAccessPolicyResult`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AppliedResult {
    /// It applied and was satisfied.
    Success,
    /// It applied and was not.
    Failure,
    /// It did not apply.
    NotApplied,
    /// It is disabled.
    NotEnabled,
    /// Entra does not say.
    Unknown,
    /// A newer member than was asked for: every result of a report-only policy, unless the header
    /// `Prefer: include-unknown-enum-members` is sent (Graph, appliedConditionalAccessPolicy, beta).
    UnknownFutureValue,
    /// Report-only: it would have been satisfied.
    ReportOnlySuccess,
    /// Report-only: it would have failed.
    ReportOnlyFailure,
    /// Report-only: it does not apply.
    ReportOnlyNotApplied,
    /// Report-only: the person would have been asked for something.
    ReportOnlyInterrupted,
}

/// What a sign-in came to under all policies (`conditionalAccessStatus`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConditionalAccessStatus {
    /// Something was evaluated and nothing failed.
    Success,
    /// A policy's controls were not met, or it blocks.
    Failure,
    /// No policy is about this person and resource.
    NotApplied,
}

/// How an authentication strength was met (`authenticationStrengthResult`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StrengthResult {
    /// `notSet`, or a token this version does not know.
    NotSet,
    /// `skippedForProofUp`.
    SkippedForProofUp,
    /// `satisfied`.
    Satisfied,
    /// `singleChallengeRequired`.
    SingleChallengeRequired,
    /// `multipleChallengesRequired`.
    MultipleChallengesRequired,
    /// `singleRegistrationRequired`.
    SingleRegistrationRequired,
    /// `multipleRegistrationsRequired`.
    MultipleRegistrationsRequired,
    /// `cannotSatisfyDueToCombinationConfiguration`.
    CannotSatisfyDueToCombinationConfiguration,
    /// `cannotSatisfy`.
    CannotSatisfy,
}

impl AppliedResult {
    /// In the order of Graph's numbers, from 0.
    pub const ALL: [Self; 10] = [
        Self::Success,
        Self::Failure,
        Self::NotApplied,
        Self::NotEnabled,
        Self::Unknown,
        Self::UnknownFutureValue,
        Self::ReportOnlySuccess,
        Self::ReportOnlyFailure,
        Self::ReportOnlyNotApplied,
        Self::ReportOnlyInterrupted,
    ];

    /// Graph's token.
    pub fn as_graph(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::NotApplied => "notApplied",
            Self::NotEnabled => "notEnabled",
            Self::Unknown => "unknown",
            Self::UnknownFutureValue => "unknownFutureValue",
            Self::ReportOnlySuccess => "reportOnlySuccess",
            Self::ReportOnlyFailure => "reportOnlyFailure",
            Self::ReportOnlyNotApplied => "reportOnlyNotApplied",
            Self::ReportOnlyInterrupted => "reportOnlyInterrupted",
        }
    }

    /// Whether the policy applied; `None` where the result does not tell.
    pub fn applied(self) -> Option<bool> {
        match self {
            Self::Success
            | Self::Failure
            | Self::ReportOnlySuccess
            | Self::ReportOnlyFailure
            | Self::ReportOnlyInterrupted => Some(true),
            Self::NotApplied | Self::NotEnabled | Self::ReportOnlyNotApplied => Some(false),
            Self::Unknown | Self::UnknownFutureValue => None,
        }
    }

    /// A token this version does not know is a newer member.
    pub(super) fn read(value: &Value) -> Self {
        by_token_or_number(&Self::ALL, Self::as_graph, value).unwrap_or(Self::UnknownFutureValue)
    }
}

impl ConditionalAccessStatus {
    /// In the order of Graph's numbers, from 0.
    pub const ALL: [Self; 3] = [Self::Success, Self::Failure, Self::NotApplied];

    /// Graph's token.
    pub fn as_graph(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::NotApplied => "notApplied",
        }
    }

    /// Reads Graph's token or number.
    pub(in crate::sign_in) fn parse(text: &str) -> Option<Self> {
        by_token_or_number(&Self::ALL, Self::as_graph, &Value::from(text))
    }
}

impl StrengthResult {
    /// In the order of Graph's numbers, from 0.
    pub const ALL: [Self; 9] = [
        Self::NotSet,
        Self::SkippedForProofUp,
        Self::Satisfied,
        Self::SingleChallengeRequired,
        Self::MultipleChallengesRequired,
        Self::SingleRegistrationRequired,
        Self::MultipleRegistrationsRequired,
        Self::CannotSatisfyDueToCombinationConfiguration,
        Self::CannotSatisfy,
    ];

    /// Graph's token.
    pub fn as_graph(self) -> &'static str {
        match self {
            Self::NotSet => "notSet",
            Self::SkippedForProofUp => "skippedForProofUp",
            Self::Satisfied => "satisfied",
            Self::SingleChallengeRequired => "singleChallengeRequired",
            Self::MultipleChallengesRequired => "multipleChallengesRequired",
            Self::SingleRegistrationRequired => "singleRegistrationRequired",
            Self::MultipleRegistrationsRequired => "multipleRegistrationsRequired",
            Self::CannotSatisfyDueToCombinationConfiguration => "cannotSatisfyDueToCombinationConfiguration",
            Self::CannotSatisfy => "cannotSatisfy",
        }
    }

    pub(super) fn read(value: &Value) -> Self {
        by_token_or_number(&Self::ALL, Self::as_graph, value).unwrap_or(Self::NotSet)
    }
}

fn by_token_or_number<T: Copy>(all: &[T], token: fn(T) -> &'static str, value: &Value) -> Option<T> {
    let number = match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => {
            let same = |one: &&T| token(**one).eq_ignore_ascii_case(text.trim());
            if let Some(found) = all.iter().find(same) {
                return Some(*found);
            }
            text.trim().parse().ok()
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    all.get(usize::try_from(number?).ok()?).copied()
}
