//! Ordinary records read by several threads, and handed over one by one in their order.
//!
//! Bytes are cut where a record seems to start. Whether one does shows when what comes before has been read: it ends there,
//! or the piece is not used. So what is handed over is what one thread would have read, however good the guesses are.

use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread;

use crate::sign_in::intake::Judged;
use crate::sign_in::ordinary::{Room, Window, is_separator};

/// The size of a piece: much more than it costs to start one, and little enough to stay in the cache.
const PIECE: usize = 128 * 1024;

/// As much as is looked at for the start of a record.
const LOOKED_AT: usize = 32 * 1024;

/// Bytes that seem to start with a record.
struct Piece<'a> {
    start: usize,
    bytes: &'a [u8],
    /// Locked by whoever reads it, while they do.
    records: Mutex<Records<'a>>,
}

enum Records<'a> {
    NotRead,
    Read(Vec<(Judged<'a>, usize)>),
    Gone,
}

/// Whether bytes start with a record of the usual size and kind, so that there may be more of them.
pub(super) fn start_with_record(bytes: &[u8], room: &mut Room) -> bool {
    Window::new(bytes.get(..LOOKED_AT).unwrap_or(bytes), room).record(0).is_some()
}

/// Reads records from the start of some bytes on, up to the first that is out of the ordinary, and hands each over with
/// where the next one may start.
pub(super) fn read<'a>(threads: usize, bytes: &'a [u8], mut each: impl FnMut(Judged<'a>, usize)) {
    let pieces = cut(bytes);
    thread::scope(|scope| {
        for _ in 1..threads.min(pieces.len()) {
            scope.spawn(|| {
                let mut room = Room::default();
                while read_any(&pieces, &mut room) {}
            });
        }
        let (mut room, mut at) = (Room::default(), 0);
        for piece in &pieces {
            if piece.start == at {
                for (judged, end) in piece.wait(&pieces, &mut room) {
                    at = piece.start + end;
                    each(judged, at);
                }
            } else {
                // A guess was wrong, or a record is out of the ordinary: nobody needs what is left.
                piece.give_up();
            }
        }
    });
}

/// Cuts bytes where records seem to start.
fn cut(bytes: &[u8]) -> Vec<Piece<'_>> {
    let mut room = Room::default();
    let mut starts = vec![0];
    let mut from = PIECE;
    while let Some(start) = starts_about(bytes, from, &mut room) {
        starts.push(start);
        from = start + PIECE;
    }
    let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
    let piece = |(start, end): (&usize, usize)| Piece {
        start: *start,
        bytes: bytes.get(*start..end).unwrap_or_default(),
        records: Mutex::new(Records::NotRead),
    };
    starts.iter().zip(ends).map(piece).collect()
}

/// Where the first record behind a place seems to start: at a brace behind another, from which one can be read.
fn starts_about(bytes: &[u8], from: usize, room: &mut Room) -> Option<usize> {
    let ahead = bytes.get(from..)?;
    // A character that started before is none.
    let skipped = ahead.iter().position(|byte| !matches!(byte, 0x80..0xc0))?;
    let ahead = ahead.get(skipped..)?;
    let ahead = ahead.get(..LOOKED_AT).unwrap_or(ahead);
    let mut window = Window::new(ahead, room);
    let candidates = memchr::memchr_iter(b'}', ahead).filter_map(|end| {
        let after = ahead.get(end + 1..)?;
        let next = after.iter().position(|byte| !is_separator(*byte))?;
        (after.get(next) == Some(&b'{')).then_some(end + 1 + next)
    });
    candidates.into_iter().find(|at| window.record(*at).is_some()).map(|at| from + skipped + at)
}

/// Reads a piece that nobody has read or is reading; whether there was one.
fn read_any(pieces: &[Piece<'_>], room: &mut Room) -> bool {
    for piece in pieces {
        if let Ok(mut records) = piece.records.try_lock()
            && matches!(*records, Records::NotRead)
        {
            *records = Records::Read(piece.read(room));
            return true;
        }
    }
    false
}

impl<'a> Piece<'a> {
    fn read(&self, room: &mut Room) -> Vec<(Judged<'a>, usize)> {
        let mut records = Vec::new();
        Window::new(self.bytes, room).records(0, &mut |judged, end| records.push((judged, end)));
        records
    }

    /// What was read of it. While somebody else reads it, another one is read.
    fn wait(&self, pieces: &[Piece<'a>], room: &mut Room) -> Vec<(Judged<'a>, usize)> {
        loop {
            match self.records.try_lock() {
                Ok(records) => return self.take(records, room),
                Err(TryLockError::Poisoned(poisoned)) => return self.take(poisoned.into_inner(), room),
                Err(TryLockError::WouldBlock) if read_any(pieces, room) => {}
                Err(TryLockError::WouldBlock) => {
                    let records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
                    return self.take(records, room);
                }
            }
        }
    }

    fn take(&self, mut records: MutexGuard<'_, Records<'a>>, room: &mut Room) -> Vec<(Judged<'a>, usize)> {
        match std::mem::replace(&mut *records, Records::Gone) {
            Records::NotRead => self.read(room),
            Records::Read(records) => records,
            Records::Gone => Vec::new(),
        }
    }

    fn give_up(&self) {
        if let Ok(mut records) = self.records.try_lock() {
            *records = Records::Gone;
        }
    }
}
