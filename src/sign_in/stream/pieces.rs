//! Ordinary records read by several threads, told of one by one in their order, and worked off by any thread again.
//!
//! Bytes are cut where a record seems to start. Whether one does shows when what comes before has been read: it ends there,
//! or the piece is not used. So the turns are those of one thread that reads alone, however good the guesses are.

use std::mem;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, TryLockError};
use std::thread;

use crate::sign_in::intake::Judged;
use crate::sign_in::ordinary::{Room, Window, is_separator};
use crate::sign_in::{SignIn, Turn};

/// The size of a piece: much more than it costs to start one, and little enough to stay in the cache.
const PIECE: usize = 128 * 1024;

/// As much as is looked at for the start of a record.
const LOOKED_AT: usize = 32 * 1024;

/// Bytes that seem to start with a record.
struct Piece<'a> {
    start: usize,
    bytes: &'a [u8],
    /// Locked by whoever reads it, while they do.
    stage: Mutex<Stage<'a>>,
}

/// What becomes of a piece, one after the other.
enum Stage<'a> {
    NotRead,
    /// Each record with where the next one may start.
    Read(Vec<(Judged<'a>, usize)>),
    /// Every record had its turn.
    ToBeWorkedOff(Vec<(SignIn<'a>, Turn)>),
    Done,
}

/// All pieces, and how far they are.
struct Pieces<'a, W> {
    list: Vec<Piece<'a>>,
    work: W,
    /// Whether every record had its turn, or will have none.
    are_in_turn: AtomicBool,
}

/// Whether bytes start with a record of the usual size and kind, so that there may be more of them.
pub(super) fn start_with_record(bytes: &[u8], room: &mut Room) -> bool {
    Window::new(bytes.get(..LOOKED_AT).unwrap_or(bytes), room).record(0).is_some()
}

/// Reads records from the start of some bytes on, up to the first that is out of the ordinary, and tells of each in its turn
/// with where the next one may start. Whatever that leaves to be done is done by any thread, `meanwhile` by this one.
pub(super) fn read<'a>(
    threads: usize,
    bytes: &'a [u8],
    work: impl Fn(&SignIn<'_>, Turn) + Sync,
    mut next: impl FnMut(Judged<'a>, usize) -> Option<(SignIn<'a>, Turn)>,
    meanwhile: impl FnOnce(),
) {
    let pieces = Pieces { list: cut(bytes), work, are_in_turn: AtomicBool::new(false) };
    thread::scope(|scope| {
        for _ in 1..threads.min(pieces.list.len()) {
            scope.spawn(|| pieces.help());
        }
        let (mut room, mut at) = (Room::default(), 0);
        for piece in &pieces.list {
            if piece.start != at {
                // A guess was wrong, or a record is out of the ordinary: nobody needs what is left.
                piece.give_up();
                continue;
            }
            let mut to_be_worked_off = Vec::new();
            for (judged, end) in pieces.read(piece, &mut room) {
                at = piece.start + end;
                to_be_worked_off.extend(next(judged, at));
            }
            piece.put(Stage::ToBeWorkedOff(to_be_worked_off));
        }
        pieces.are_in_turn.store(true, Ordering::Release);
        meanwhile();
        while pieces.work_off_any() {}
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
        stage: Mutex::new(Stage::NotRead),
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

impl<'a, W: Fn(&SignIn<'_>, Turn)> Pieces<'a, W> {
    /// Reads and works off whatever there is, to the end.
    fn help(&self) {
        let mut room = Room::default();
        loop {
            // What this looks at afterwards is all that there will ever be.
            let is_last_look = self.are_in_turn.load(Ordering::Acquire);
            if self.work_off_any() || self.read_any(&mut room) {
                continue;
            }
            if is_last_look {
                return;
            }
            thread::yield_now();
        }
    }

    /// Works a piece off; whether there was one.
    fn work_off_any(&self) -> bool {
        let to_be_worked_off = self.list.iter().find_map(|piece| {
            let mut stage = piece.stage.try_lock().ok()?;
            match &mut *stage {
                Stage::ToBeWorkedOff(sign_ins) => {
                    let sign_ins = mem::take(sign_ins);
                    *stage = Stage::Done;
                    Some(sign_ins)
                }
                Stage::NotRead | Stage::Read(_) | Stage::Done => None,
            }
        });
        let Some(sign_ins) = to_be_worked_off else { return false };
        for (sign_in, turn) in &sign_ins {
            (self.work)(sign_in, *turn);
        }
        true
    }

    /// Reads a piece that nobody has read or is reading; whether there was one.
    fn read_any(&self, room: &mut Room) -> bool {
        for piece in &self.list {
            if let Ok(mut stage) = piece.stage.try_lock()
                && matches!(*stage, Stage::NotRead)
            {
                *stage = Stage::Read(piece.records(room));
                return true;
            }
        }
        false
    }

    /// The records of a piece. While somebody else reads it, another one is read.
    fn read(&self, piece: &Piece<'a>, room: &mut Room) -> Vec<(Judged<'a>, usize)> {
        loop {
            let mut stage = match piece.stage.try_lock() {
                Ok(stage) => stage,
                Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
                Err(TryLockError::WouldBlock) if self.read_any(room) => continue,
                Err(TryLockError::WouldBlock) => piece.stage.lock().unwrap_or_else(PoisonError::into_inner),
            };
            return match mem::replace(&mut *stage, Stage::Done) {
                Stage::NotRead => piece.records(room),
                Stage::Read(records) => records,
                Stage::ToBeWorkedOff(_) | Stage::Done => Vec::new(),
            };
        }
    }
}

impl<'a> Piece<'a> {
    fn records(&self, room: &mut Room) -> Vec<(Judged<'a>, usize)> {
        let mut records = Vec::new();
        Window::new(self.bytes, room).records(0, &mut |judged, end| records.push((judged, end)));
        records
    }

    fn put(&self, stage: Stage<'a>) {
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = stage;
    }

    fn give_up(&self) {
        if let Ok(mut stage) = self.stage.try_lock() {
            *stage = Stage::Done;
        }
    }
}
