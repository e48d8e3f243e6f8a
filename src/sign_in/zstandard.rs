//! Zstandard, frame after frame, as one stream.
//!
//! A frame may ask for any amount of memory to decode it; more than a fixed window is refused, as RFC 8878 allows.

use std::error::Error;
use std::io::{self, Read};

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// What RFC 8878 asks every decoder to support, and all levels of `zstd` up to 19 need at most.
const WINDOW: u64 = 8 * 1024 * 1024;

/// The first bytes of a frame.
pub(super) const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// The decoded text of a source.
pub(super) struct Zstandard<R> {
    source: R,
    frame: FrameDecoder,
    /// Whether some of the frame is still to come.
    is_in_frame: bool,
}

impl<R: Read> Zstandard<R> {
    pub(super) fn new(source: R) -> Self {
        let mut frame = FrameDecoder::new();
        frame.set_max_window_size(WINDOW);
        Self { source, frame, is_in_frame: false }
    }

    /// Starts the next frame; false at the end of the source.
    fn start(&mut self) -> io::Result<bool> {
        loop {
            let mut first = Vec::with_capacity(1);
            if self.source.by_ref().take(1).read_to_end(&mut first)? == 0 {
                return Ok(false);
            }
            match self.frame.init(first.as_slice().chain(&mut self.source)) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    io::copy(&mut self.source.by_ref().take(u64::from(length)), &mut io::sink())?;
                }
                Err(error) => return Err(damage(&error)),
            }
        }
    }

    /// Ends a frame of which all is read.
    fn end(&mut self) -> io::Result<()> {
        self.is_in_frame = false;
        let written = self.frame.get_checksum_from_data();
        if written.is_some() && written != self.frame.get_calculated_checksum() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "its checksum does not match"));
        }
        Ok(())
    }
}

impl<R: Read> Read for Zstandard<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        loop {
            if !self.is_in_frame {
                self.is_in_frame = self.start()?;
                if !self.is_in_frame {
                    return Ok(0);
                }
            }
            while self.frame.can_collect() == 0 && !self.frame.is_finished() {
                let one = BlockDecodingStrategy::UptoBlocks(1);
                self.frame.decode_blocks(&mut self.source, one).map_err(|error| damage(&error))?;
            }
            let count = self.frame.read(into)?;
            if count > 0 {
                return Ok(count);
            }
            self.end()?;
        }
    }
}

/// The error of the source, if there is one behind it; else it is the bytes.
fn damage(error: &FrameDecoderError) -> io::Error {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(current) = cause {
        if let Some(io) = current.downcast_ref::<io::Error>() {
            return io::Error::new(io.kind(), io.to_string());
        }
        cause = current.source();
    }
    let kind = io::ErrorKind::InvalidData;
    if let FrameDecoderError::WindowSizeTooBig { requested, .. } = *error {
        let mebibytes = |bytes: u64| bytes.div_ceil(1024 * 1024);
        let (requested, most) = (mebibytes(requested), mebibytes(WINDOW));
        let message = format!(
            "it takes {requested} MiB of memory to decompress, more than {most}; compress it without `--long`"
        );
        return io::Error::new(kind, message);
    }
    io::Error::new(kind, "a block of it cannot be decoded")
}

#[cfg(test)]
mod tests {
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;

    fn compress(text: &[u8]) -> Vec<u8> {
        compress_to_vec(text, CompressionLevel::Fastest)
    }

    fn decoded(bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut text = Vec::new();
        Zstandard::new(bytes).read_to_end(&mut text).map(|_| text)
    }

    #[test]
    fn frames_are_read_one_after_the_other_and_skippable_ones_passed_over() {
        let skippable = [&0x184d_2a50_u32.to_le_bytes()[..], &3_u32.to_le_bytes(), b"xyz"].concat();
        let bytes = [compress(b"{}\n"), skippable, compress(b"[]")].concat();
        assert_eq!(decoded(&bytes).unwrap(), b"{}\n[]");
    }

    #[test]
    fn a_frame_that_is_cut_off_is_told_from_a_damaged_one() {
        let text: Vec<u8> = (0..200_000_u32).flat_map(|n| n.wrapping_mul(n).to_le_bytes()).collect();
        let whole = compress(&text);
        assert_eq!(decoded(&whole).unwrap(), text);
        for length in [5, whole.len() / 2, whole.len() - 5] {
            assert_eq!(
                decoded(&whole[..length]).unwrap_err().kind(),
                io::ErrorKind::UnexpectedEof,
                "{length}"
            );
        }
        let mut damaged = whole;
        let middle = damaged.len() / 2;
        damaged[middle] ^= 0xff;
        assert!(decoded(&damaged).is_err());
    }

    #[test]
    fn a_frame_that_takes_too_much_memory_is_refused() {
        // No single segment, a window of 128 MiB, then one empty last block.
        let bytes = [&MAGIC[..], &[0x00, 17 << 3, 0x01, 0x00, 0x00]].concat();
        let error = decoded(&bytes).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
        assert!(error.to_string().starts_with("it takes 128 MiB of memory"), "{error}");
    }
}
