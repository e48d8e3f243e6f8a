//! Bytes of an export to text: UTF-8 or UTF-16, with or without a byte order mark.

/// Why bytes are not text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NotText {
    /// They break the encoding that was tried.
    Broken {
        /// What could be read before the fault.
        before: String,
        /// The encoding.
        encoding: &'static str,
    },
    /// They are in an encoding that is known by its byte order mark, or by the zeros around the first character, and not
    /// read.
    Unread(&'static str),
    /// They are packed, as the first bytes say.
    Packed(&'static str),
}

impl NotText {
    /// What is wrong with the file.
    pub(crate) fn message(&self) -> String {
        match self {
            NotText::Broken { encoding, .. } => format!("the file is not text in {encoding}"),
            NotText::Unread(encoding) => format!("the file is in {encoding}, which is not read"),
            NotText::Packed(format) => format!("the file is compressed ({format})"),
        }
    }

    /// What to do about it.
    pub(crate) fn help(&self) -> &'static str {
        match self {
            NotText::Broken { .. } | NotText::Unread(_) => {
                "save it as UTF-8: in PowerShell, `Out-File -Encoding utf8`"
            }
            NotText::Packed(_) => "unpack it, and give what is in it",
        }
    }

    /// What could be read before the fault.
    pub(crate) fn before(self) -> String {
        match self {
            NotText::Broken { before, .. } => before,
            NotText::Unread(_) | NotText::Packed(_) => String::new(),
        }
    }
}

/// Reads text without its byte order mark. Without one, a zero in the first two bytes tells UTF-16: JSON starts with
/// an ASCII character.
pub(crate) fn decode(bytes: &[u8]) -> Result<String, NotText> {
    match bytes {
        [0x1F, 0x8B, ..] => Err(NotText::Packed("gzip")),
        [0x28, 0xB5, 0x2F, 0xFD, ..] => Err(NotText::Packed("Zstandard")),
        [b'P', b'K', 3, 4, ..] => Err(NotText::Packed("zip")),
        [0xFF, 0xFE, 0, 0, ..]
        | [0, 0, 0xFE, 0xFF, ..]
        | [1..=0x7F, 0, 0, 0, ..]
        | [0, 0, 0, 1..=0x7F, ..] => Err(NotText::Unread("UTF-32")),
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
            Err(NotText::Broken { before: String::from_utf8_lossy(valid).into_owned(), encoding: "UTF-8" })
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, encoding: &'static str) -> Result<String, NotText> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(pairs.len());
    for character in char::decode_utf16(pairs.iter().copied().map(unit)) {
        let Ok(character) = character else { return Err(NotText::Broken { before: text, encoding }) };
        text.push(character);
    }
    if rest.is_empty() { Ok(text) } else { Err(NotText::Broken { before: text, encoding }) }
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
            assert_eq!(decode(&bytes), Err(NotText::Unread("UTF-32")));
        }
    }

    #[test]
    fn half_a_character_is_not_text() {
        let broken = |before: &str, encoding| Err(NotText::Broken { before: before.to_owned(), encoding });
        assert_eq!(decode(b"{\xFF}"), broken("{", "UTF-8"));
        assert_eq!(decode(b"{\0\0"), broken("{", "UTF-16 LE"));
        assert_eq!(decode(b"\xFF\xFE\x00\xD8{\0"), broken("", "UTF-16 LE"));
    }

    #[test]
    fn what_is_packed_is_told_from_broken_text() {
        for (bytes, format) in [
            (&b"\x1F\x8B\x08\0"[..], "gzip"),
            (b"\x28\xB5\x2F\xFD\x04", "Zstandard"),
            (b"PK\x03\x04\x14", "zip"),
        ] {
            assert_eq!(decode(bytes), Err(NotText::Packed(format)));
        }
    }
}
