//! The bytes of an export as UTF-8: decompressed if gzip or Zstandard, decoded if UTF-16, without byte order mark.
//!
//! Told by the first bytes, never by a file's name. Nothing is held beyond a block.

use std::io::{self, Cursor, Read};

use flate2::read::MultiGzDecoder;

use super::zstandard::{self, Zstandard};

/// Raw bytes that are decoded at a time.
const BLOCK: usize = 64 * 1024;

/// Decompresses and decodes a source. Bytes that are no UTF-8 are left as they are.
pub(crate) fn decode<'r>(source: impl Read + 'r) -> io::Result<Box<dyn Read + 'r>> {
    let (start, source) = peek(source)?;
    match start.as_slice() {
        [0x1f, 0x8b, ..] => text(MultiGzDecoder::new(source)),
        start if *start == zstandard::MAGIC => text(Zstandard::new(source)),
        _ => text(source),
    }
}

/// Whether bytes are surely JSON in UTF-8 already, so that decoding would only copy them.
pub(crate) fn is_plain(bytes: &[u8]) -> bool {
    matches!(bytes, [b'{' | b'[' | b' ' | b'\t' | b'\r' | b'\n', 1..=u8::MAX, ..])
}

fn text<'r>(source: impl Read + 'r) -> io::Result<Box<dyn Read + 'r>> {
    let (start, mut source) = peek(source)?;
    let (mark, encoding) = match start.as_slice() {
        [0xef, 0xbb, 0xbf, ..] => (3, None),
        [0xff, 0xfe, ..] => (2, Some(u16::from_le_bytes as fn([u8; 2]) -> u16)),
        [0xfe, 0xff, ..] => (2, Some(u16::from_be_bytes as fn([u8; 2]) -> u16)),
        // JSON starts with an ASCII character, which shows the byte order where there is no mark.
        [1..=0x7f, 0, ..] => (0, Some(u16::from_le_bytes as fn([u8; 2]) -> u16)),
        [0, 1..=0x7f, ..] => (0, Some(u16::from_be_bytes as fn([u8; 2]) -> u16)),
        _ => (0, None),
    };
    io::copy(&mut source.by_ref().take(mark), &mut io::sink())?;
    Ok(match encoding {
        None => Box::new(source),
        Some(unit) => Box::new(Utf16 { source, unit, raw: Vec::new(), text: Cursor::default() }),
    })
}

/// The first bytes of a source, at most four, with a source that still has them.
fn peek<R: Read>(mut source: R) -> io::Result<(Vec<u8>, impl Read + use<R>)> {
    let mut start = Vec::with_capacity(4);
    source.by_ref().take(4).read_to_end(&mut start)?;
    Ok((start.clone(), Cursor::new(start).chain(source)))
}

/// UTF-16 as UTF-8. What is no UTF-16 becomes U+FFFD.
struct Utf16<R> {
    source: R,
    unit: fn([u8; 2]) -> u16,
    /// Bytes not decoded yet: at most a block, or half a character.
    raw: Vec<u8>,
    text: Cursor<String>,
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.text.read(into)?;
            if count > 0 || into.is_empty() {
                return Ok(count);
            }
            let wanted = BLOCK as u64;
            let at_end = self.source.by_ref().take(wanted).read_to_end(&mut self.raw)? == 0;
            if at_end && self.raw.is_empty() {
                return Ok(0);
            }
            self.decode(at_end);
        }
    }
}

impl<R> Utf16<R> {
    /// Decodes what there is, up to a character of which the rest is still to come.
    fn decode(&mut self, at_end: bool) {
        let (pairs, odd) = self.raw.as_chunks::<2>();
        let mut units: Vec<u16> = pairs.iter().map(|pair| (self.unit)(*pair)).collect();
        let mut rest = odd.to_vec();
        if !at_end && let Some(last) = units.pop_if(|last| (0xd800..0xdc00).contains(last)) {
            let pair = pairs.last().copied().filter(|pair| (self.unit)(*pair) == last);
            rest.splice(0..0, pair.into_iter().flatten());
        }
        let mut text = String::from_utf16_lossy(&units);
        if at_end && !rest.is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
            rest.clear();
        }
        self.raw = rest;
        self.text = Cursor::new(text);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    const TEXT: &str = "[{\"userDisplayName\":\"Zoë 🗝\"}]";

    fn decoded(bytes: &[u8]) -> String {
        let mut text = String::new();
        decode(bytes).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn every_encoding_reads_as_the_same_text() {
        let marked = format!("\u{feff}{TEXT}");
        assert_eq!(decoded(TEXT.as_bytes()), TEXT);
        assert_eq!(decoded(marked.as_bytes()), TEXT);
        for text in [TEXT, marked.as_str()] {
            assert_eq!(decoded(&utf16(text, u16::to_le_bytes)), TEXT);
            assert_eq!(decoded(&utf16(text, u16::to_be_bytes)), TEXT);
            assert_eq!(decoded(&gzip(&utf16(text, u16::to_le_bytes))), TEXT);
        }
    }

    #[test]
    fn members_of_a_gzip_file_are_read_one_after_the_other() {
        assert_eq!(decoded(&[gzip(b"{}\n"), gzip(b"[]")].concat()), "{}\n[]");
    }

    #[test]
    fn a_character_across_blocks_is_read_whole() {
        // One unit of padding puts the pair of the key on the border of a block.
        let text = format!("[{}🗝🗝]", " ".repeat(BLOCK / 2 - 2));
        assert_eq!(decoded(&utf16(&text, u16::to_le_bytes)), text);
    }

    #[test]
    fn half_a_character_at_the_end_is_replaced() {
        let mut bytes = utf16("[]🗝", u16::to_le_bytes);
        bytes.truncate(bytes.len() - 1);
        assert!(decoded(&bytes).starts_with("[]\u{fffd}"));
    }

    #[test]
    fn short_sources_are_read() {
        for text in ["", "[", "[]"] {
            assert_eq!(decoded(text.as_bytes()), text);
        }
    }
}
