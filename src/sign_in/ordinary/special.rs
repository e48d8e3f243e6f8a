//! Which bytes of a block end or interrupt a string: quotes, backslashes and control characters.
//!
//! A string is passed over by one look at the mask of its block, which is most of what makes reading fast.

/// Bytes that are looked at together.
pub(super) const BLOCK: usize = 64;

/// Fills in the masks of a text, block by block. What is behind its end counts as special, so that nobody goes there.
pub(super) fn fill(masks: &mut Vec<u64>, text: &str) {
    let (blocks, rest) = text.as_bytes().as_chunks();
    let mut last = [0; BLOCK];
    last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    masks.clear();
    for block in blocks {
        masks.push(special(block));
    }
    masks.push(special(&last));
}

/// A bit for each byte, the first byte the lowest.
///
/// Both loops are so plain that the compiler makes vector instructions of them.
fn special(block: &[u8; BLOCK]) -> u64 {
    let mut bits = *block;
    for byte in &mut bits {
        *byte = if matches!(*byte, b'"' | b'\\' | ..b' ') { u8::MAX } else { 0 };
    }
    let (words, _) = bits.as_chunks();
    let mut mask = 0;
    for word in words {
        // One bit of each byte, each in another place: their sum is in the highest byte of the product.
        let bits = u64::from_le_bytes(*word) & 0x8040_2010_0804_0201;
        mask = mask >> 8 | bits.wrapping_mul(0x0101_0101_0101_0101) & 0xff << 56;
    }
    mask
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
