//! Bytes of an export to text: UTF-8 or UTF-16, with or without a byte order mark.

/// Why bytes are not text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NotText {
    /// What could be read before the fault.
    pub(crate) before: String,
    /// The encoding that was tried; of UTF-32, that it is it.
    pub(crate) encoding: &'static str,
}

/// An encoding that is known by its byte order mark, or by the zeros around the first character, and not read.
pub(crate) const UTF_32: &str = "UTF-32";

/// Reads text without its byte order mark. Without one, a zero in the first two bytes tells UTF-16: JSON starts with
/// an ASCII character.
pub(crate) fn decode(bytes: &[u8]) -> Result<String, NotText> {
    match bytes {
        [0xFF, 0xFE, 0, 0, ..]
        | [0, 0, 0xFE, 0xFF, ..]
        | [1..=0x7F, 0, 0, 0, ..]
        | [0, 0, 0, 1..=0x7F, ..] => Err(NotText { before: String::new(), encoding: UTF_32 }),
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes, "UTF-16 LE"),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes, "UTF-16 BE"),
        [first, 0, ..] if *first != 0 => utf16(bytes, u16::from_le_bytes, "UTF-16 LE"),
        [0, second, ..] if *second != 0 => utf16(bytes, u16::from_be_bytes, "UTF-16 BE"),
        _ => utf8(bytes),
    }
}

fn utf8(bytes: &[u8]) -> Result<String, NotText> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => {
            let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
            Err(NotText { before: String::from_utf8_lossy(valid).into_owned(), encoding: "UTF-8" })
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, encoding: &'static str) -> Result<String, NotText> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(pairs.len());
    for character in char::decode_utf16(pairs.iter().copied().map(unit)) {
        let Ok(character) = character else { return Err(NotText { before: text, encoding }) };
        text.push(character);
    }
    if rest.is_empty() { Ok(text) } else { Err(NotText { before: text, encoding }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16_bytes(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn every_encoding_reads_the_same_with_and_without_a_mark() {
        let text = "{\"displayName\":\"Büro 東京 😀\"}";
        for bytes in [
            text.as_bytes().to_vec(),
            [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            utf16_bytes(text, u16::to_le_bytes),
            utf16_bytes(text, u16::to_be_bytes),
            utf16_bytes(&format!("\u{FEFF}{text}"), u16::to_le_bytes),
            utf16_bytes(&format!("\u{FEFF}{text}"), u16::to_be_bytes),
        ] {
            assert_eq!(decode(&bytes).as_deref(), Ok(text));
        }
    }

    #[test]
    fn utf_32_is_known_and_not_read() {
        let units =
            |unit: fn(u32) -> [u8; 4]| -> Vec<u8> { "[{}]".chars().flat_map(|c| unit(c.into())).collect() };
        for bytes in [units(u32::to_le_bytes), units(u32::to_be_bytes), b"\xFF\xFE\0\0[\0\0\0".to_vec()] {
            assert_eq!(decode(&bytes).map_err(|fault| fault.encoding), Err(UTF_32));
        }
    }

    #[test]
    fn half_a_character_is_not_text() {
        assert_eq!(decode(b"{\xFF}"), Err(NotText { before: "{".to_owned(), encoding: "UTF-8" }));
        assert_eq!(decode(b"{\0\0"), Err(NotText { before: "{".to_owned(), encoding: "UTF-16 LE" }));
        assert_eq!(decode(b"\xFF\xFE\x00\xD8{\0").map_err(|fault| fault.before), Err(String::new()));
    }
}
