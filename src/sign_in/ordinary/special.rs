//! Which bytes of a block end or interrupt a string: quotes, backslashes and control characters.
//!
//! A string is passed over by one look at the mask of its block, which is most of what makes reading fast.

/// Bytes that are looked at together.
pub(super) const BLOCK: usize = 64;

/// For each byte, its bit in the mask of its eight.
const BITS: [[u8; 8]; BLOCK / 8] = [[1, 2, 4, 8, 16, 32, 64, 128]; BLOCK / 8];

/// Fills in the masks of a text, block by block. What is behind its end counts as special, so that nobody goes there.
pub(super) fn fill(masks: &mut Vec<u64>, text: &str) {
    let (blocks, rest) = text.as_bytes().as_chunks();
    let mut last = [0; BLOCK];
    last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    masks.clear();
    masks.extend(blocks.iter().map(special));
    masks.push(special(&last));
}

/// A bit for each byte, the first byte the lowest.
///
/// Both steps are written so that the compiler makes vector instructions of them.
fn special(block: &[u8; BLOCK]) -> u64 {
    let mut bits = *block;
    for (byte, bit) in bits.iter_mut().zip(BITS.as_flattened()) {
        let is_special = matches!(*byte, b'"' | b'\\' | ..b' ');
        *byte = if is_special { *bit } else { 0 };
    }
    let (words, _) = bits.as_chunks();
    // The sum of eight bytes, no two of which have a bit in common, is in the highest byte of the product.
    let gather = |word: &[u8; 8]| u64::from_le_bytes(*word).wrapping_mul(0x0101_0101_0101_0101) >> 56;
    words
        .iter()
        .zip([0, 8, 16, 24, 32, 40, 48, 56])
        .fold(0, |mask, (word, place)| mask | gather(word) << place)
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
