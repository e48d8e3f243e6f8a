//! `naming`: how policies are called, in a tenant or in a shared set.

use std::sync::LazyLock;

use regex::Regex;

use super::read;
use crate::syntax::Node;

/// How policies are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Naming {
    /// What a display name looks like.
    pub form: NamingForm,
    /// Personas and their numbers, first and last: those of the preset, then what is written beside it.
    pub ranges: Vec<(String, (u32, u32))>,
}

/// What a display name looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NamingForm {
    /// A published one.
    Preset(NamingPreset),
    /// A regular expression that a whole name matches, with some of [`Naming::PARTS`] as named groups.
    Pattern(String),
}

/// A published way of naming policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NamingPreset {
    /// Microsoft's persona framework (Azure Architecture Center, "Conditional Access framework and policies", 2025).
    MicrosoftPersona,
    /// The baseline of j0eyv (2026-08).
    J0eyv,
    /// The baseline of kennethvs (2025-10).
    Kennethvs,
}

impl Naming {
    /// The parts of a name that rules look at; a pattern may name groups for them.
    pub const PARTS: &[&str] = &["number", "persona", "type", "application", "platform", "control"];

    /// The expression that a whole name must match; none where a pattern cannot be read, which the schema refuses.
    pub fn expression(&self) -> Option<Regex> {
        static PRESETS: LazyLock<Vec<Option<Regex>>> = LazyLock::new(|| {
            NamingPreset::ALL.iter().map(|preset| name_expression(preset.pattern()).ok()).collect()
        });
        match &self.form {
            // Made once: that takes longer than all else that is done with it.
            NamingForm::Preset(preset) => {
                let index = NamingPreset::ALL.iter().position(|one| one == preset)?;
                PRESETS.get(index)?.clone()
            }
            NamingForm::Pattern(pattern) => name_expression(pattern).ok(),
        }
    }

    /// The numbers of a persona, in any case.
    pub fn range(&self, persona: &str) -> Option<(u32, u32)> {
        let known = self.ranges.iter().rev().find(|(known, _)| known.eq_ignore_ascii_case(persona));
        known.map(|(_, range)| *range)
    }
}

impl NamingPreset {
    /// Every preset.
    pub const ALL: &[Self] = &[Self::MicrosoftPersona, Self::J0eyv, Self::Kennethvs];

    /// The word in YAML.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MicrosoftPersona => "microsoftPersona",
            Self::J0eyv => "j0eyv",
            Self::Kennethvs => "kennethvs",
        }
    }

    /// The preset's pattern.
    pub fn pattern(self) -> &'static str {
        match self {
            Self::MicrosoftPersona => {
                "CA(?<number>[0-9]{3,4})-(?<persona>[A-Za-z0-9]+)\
                 -(?<type>BaseProtection|AppProtection|DataProtection|IdentityProtection|AttackSurfaceReduction|Compliance)\
                 -(?<application>[^-]+)-(?<platform>[^-]+)-(?<control>[^-]+)(-.+)?"
            }
            // The platform is left out where there is none, as for agents.
            Self::J0eyv => {
                "CA(?<number>[0-9]{3})-(?<persona>[A-Za-z0-9]+)\
                 -(?<type>BaseProtection|AppProtection|DataProtection|IdentityProtection|AttackSurfaceReduction|Compliance)\
                 -(?<application>[^-]+)\
                 (-(?<platform>AnyPlatform|Unknown|((?i:windows|macos|ios|android|linux)(en|and)?)+))?\
                 (-(?<control>.+))?"
            }
            Self::Kennethvs => {
                "CA[DLPU](?<number>[0-9]{3})-(?<application>[^ ]+) (?<control>.+?) for (?<persona>.+?)\
                 ( when .+?)?-v[0-9]+\\.[0-9]+"
            }
        }
    }

    /// The form in words, for messages.
    pub fn form(self) -> &'static str {
        match self {
            Self::MicrosoftPersona => "CA<number>-<Persona>-<Type>-<Application>-<Platform>-<Control>",
            Self::J0eyv => "CA<number>-<Persona>-<Type>-<Application>-<Platform>-<CONTROL>",
            Self::Kennethvs => "CA<D|L|P|U><number>-<Scope> <action> for <who> when <condition>-v<1.0>",
        }
    }

    fn ranges(self) -> &'static [(&'static str, (u32, u32))] {
        match self {
            Self::MicrosoftPersona => &[
                ("Global", (1, 99)),
                ("Admins", (100, 199)),
                ("Internals", (200, 299)),
                ("Externals", (300, 399)),
                ("GuestUsers", (400, 499)),
                ("GuestAdmins", (500, 599)),
                ("Microsoft365ServiceAccounts", (600, 699)),
                ("AzureServiceAccounts", (700, 799)),
                ("CorpServiceAccounts", (800, 899)),
                ("WorkloadIdentities", (900, 999)),
                ("Developers", (1000, 1099)),
            ],
            Self::J0eyv => &[
                ("Global", (0, 99)),
                ("Admins", (100, 199)),
                ("Internals", (200, 299)),
                ("ServiceAccounts", (300, 399)),
                ("GuestUsers", (400, 499)),
                ("Agents", (500, 599)),
            ],
            // Its numbers go by condition, and the letter says which.
            Self::Kennethvs => &[],
        }
    }
}

/// Reads `naming`; none of what the schema refuses.
pub fn read_naming(node: &Node) -> Option<Naming> {
    let preset = node.as_str().or_else(|| node.get("preset").and_then(Node::as_str));
    let preset = preset.and_then(|word| NamingPreset::ALL.iter().copied().find(|one| one.as_str() == word));
    let form = match (preset, node.get("pattern").and_then(Node::as_str)) {
        (Some(preset), _) => NamingForm::Preset(preset),
        (None, Some(pattern)) => NamingForm::Pattern(pattern.to_owned()),
        (None, None) => return None,
    };
    let of_preset = preset.map_or(&[][..], NamingPreset::ranges).iter();
    let of_preset = of_preset.map(|(persona, range)| ((*persona).to_owned(), *range));
    let written = read::entries(node, "ranges").iter();
    let written =
        written.filter_map(|entry| Some((entry.key.clone(), parse_range(&read::scalar(&entry.value))?)));
    Some(Naming { form, ranges: of_preset.chain(written).collect() })
}

/// Reads `100-199`, the first and last number.
pub(crate) fn parse_range(text: &str) -> Option<(u32, u32)> {
    let (first, last) = text.split_once('-')?;
    let number = |digits: &str| -> Option<u32> {
        digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
    };
    let range = (number(first)?, number(last)?);
    (range.0 <= range.1).then_some(range)
}

/// The expression that a whole name must match; what is wrong if there is none.
pub(crate) fn name_expression(pattern: &str) -> Result<Regex, String> {
    Regex::new(&format!("^(?:{pattern})$")).map_err(|error| {
        // The library draws the expression over several lines; the last says what is wrong.
        let message = error.to_string();
        let last = message.lines().last().unwrap_or_default();
        last.trim_start_matches("error: ").to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patterns_of_presets_can_be_read_and_name_known_parts() {
        for preset in NamingPreset::ALL {
            let expression = name_expression(preset.pattern()).unwrap();
            for group in expression.capture_names().flatten() {
                assert!(Naming::PARTS.contains(&group), "{}: {group}", preset.as_str());
            }
        }
    }

    #[test]
    fn published_names_match_their_preset() {
        for (preset, name) in [
            (
                NamingPreset::MicrosoftPersona,
                "CA200-Internals-BaseProtection-AllApps-AnyPlatform-CompliantorAADHJ",
            ),
            (
                NamingPreset::J0eyv,
                "CA001-Global-AttackSurfaceReduction-AnyApp-AnyPlatform-BLOCK-CountryWhitelist",
            ),
            (
                NamingPreset::J0eyv,
                "CA202-Internals-IdentityProtection-AllApps-WindowsMacOS-SigninFrequency-UnmanagedDevices",
            ),
            (NamingPreset::J0eyv, "CA006-Global-DataProtection-Office365-iOSenAndroid-RequireAppProtection"),
            (NamingPreset::J0eyv, "CA503-Agents-BaseProtection-AllAgentUsers-RequireCompliantDevice"),
            (
                NamingPreset::Kennethvs,
                "CAL001-All Block specified locations for All users when Browser and Modern Auth Clients-v1.1",
            ),
        ] {
            assert!(name_expression(preset.pattern()).unwrap().is_match(name), "{name}");
        }
        let persona = name_expression(NamingPreset::MicrosoftPersona.pattern()).unwrap();
        assert!(!persona.is_match("CA200 - Require MFA"));
        assert!(!persona.is_match("CA200-Internals-Protection-AllApps-AnyPlatform-MFA"));
    }

    #[test]
    fn a_range_has_a_first_and_a_last_number() {
        assert_eq!(parse_range("0-99"), Some((0, 99)));
        for wrong in ["99-0", "1", "1-", "-1-2", "+1-2", "a-b"] {
            assert_eq!(parse_range(wrong), None, "{wrong}");
        }
    }
}
