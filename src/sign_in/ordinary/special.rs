//! Which bytes of a block end or interrupt a string: quotes, backslashes and control characters.
//!
//! A string is passed over by one look at the masks of its blocks, which is most of what makes reading fast.

use wide::u8x16;

/// Bytes that are looked at together.
pub(super) const BLOCK: usize = 64;

/// Fills in the masks of a text, block by block, and one more. What is behind its end counts as special, so that nobody
/// goes there.
pub(super) fn fill(masks: &mut Vec<u64>, text: &str) {
    let (blocks, rest) = text.as_bytes().as_chunks();
    let mut last = [0; BLOCK];
    last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    masks.clear();
    masks.extend(blocks.iter().map(special));
    masks.extend([special(&last), u64::MAX]);
}

/// A bit for each byte, the first byte the lowest.
fn special(block: &[u8; BLOCK]) -> u64 {
    let (lanes, _) = block.as_chunks();
    lanes.iter().rev().fold(0, |mask, lane| {
        let bytes = u8x16::new(*lane);
        let is_control = bytes.min(u8x16::splat(0x1f)).simd_eq(bytes);
        let is_quote = bytes.simd_eq(u8x16::splat(b'"'));
        let is_backslash = bytes.simd_eq(u8x16::splat(b'\\'));
        mask << 16 | u64::from((is_control | is_quote | is_backslash).to_bitmask())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn each_byte(block: &[u8; BLOCK]) -> u64 {
        let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | ..0x20);
        block.iter().rev().fold(0, |mask, byte| mask << 1 | u64::from(is_special(byte)))
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_mask_has_a_bit_for_each_special_byte(block in any::<[u8; BLOCK]>()) {
            prop_assert_eq!(special(&block), each_byte(&block));
        }
    }

    #[test]
    fn every_byte_is_told_in_every_place() {
        for byte in 0..=u8::MAX {
            for place in 0..BLOCK {
                let mut block = [b'x'; BLOCK];
                block[place] = byte;
                assert_eq!(special(&block), each_byte(&block), "{byte} at {place}");
            }
        }
    }
}
