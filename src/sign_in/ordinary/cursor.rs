//! A place in JSON that is read once, from front to back.
//!
//! It takes what JSON allows and nothing else: whoever passes over a value knows that serde would have. `None` is
//! everything that stops it: damage, nesting beyond measure, escapes by number, the end of the text.

use super::known::Known;
use super::special::BLOCK;

/// Objects and lists inside one another, a bit for each. Serde takes any, one by one.
const DEPTH: u32 = u64::BITS;

/// Digits of a number that surely fits 64 bits.
const DIGITS: usize = 19;

/// A place in JSON.
pub(super) struct Cursor<'a, 'r> {
    text: &'a str,
    bytes: &'a [u8],
    /// The masks of the text.
    special: &'r [u64],
    known: &'r mut Known,
    at: usize,
}

/// A string or a number.
pub(super) enum Written<'a> {
    /// It is read as it is written.
    Plainly(&'a str),
    /// It has escapes, a sign, a fraction or an exponent.
    Otherwise,
}

impl<'a, 'r> Cursor<'a, 'r> {
    pub(super) fn new(text: &'a str, special: &'r [u64], known: &'r mut Known, at: usize) -> Self {
        Self { text, bytes: text.as_bytes(), special, known, at }
    }

    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// What has been passed over since an earlier position.
    pub(super) fn since(&self, start: usize) -> Option<&'a str> {
        self.text.get(start..self.at)
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Goes to the next byte that is no space, and tells it.
    #[inline]
    pub(super) fn next(&mut self) -> Option<u8> {
        loop {
            let byte = self.peek()?;
            if byte > b' ' {
                return Some(byte);
            }
            if !matches!(byte, b' ' | b'\n' | b'\t' | b'\r') {
                return None;
            }
            self.at += 1;
        }
    }

    /// Takes one byte, which must be here.
    #[inline]
    pub(super) fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// Takes the colon behind a key, and goes to the value.
    #[inline]
    pub(super) fn colon(&mut self) -> Option<()> {
        self.next()?;
        self.take(b':')?;
        self.next().map(drop)
    }

    /// Takes a comma, or the end; whether it was a comma.
    #[inline]
    pub(super) fn comma_or(&mut self, end: u8) -> Option<bool> {
        let byte = self.next()?;
        self.at += 1;
        match byte {
            b',' => Some(true),
            byte if byte == end => Some(false),
            _ => None,
        }
    }

    pub(super) fn literal(&mut self, word: &[u8]) -> Option<()> {
        let rest = self.bytes.get(self.at..)?;
        rest.starts_with(word).then(|| self.at += word.len())
    }

    /// Takes a string that may have spaces before it, and no escape in it.
    pub(super) fn plain_string(&mut self) -> Option<&'a str> {
        self.next()?;
        match self.string()? {
            Written::Plainly(text) => Some(text),
            Written::Otherwise => None,
        }
    }

    pub(super) fn string(&mut self) -> Option<Written<'a>> {
        let start = self.at + 1;
        let has_escapes = self.pass_over_string()?;
        let inside = self.text.get(start..self.at - 1)?;
        Some(if has_escapes { Written::Otherwise } else { Written::Plainly(inside) })
    }

    /// Takes a string; whether it has escapes.
    #[inline]
    fn pass_over_string(&mut self) -> Option<bool> {
        self.take(b'"')?;
        self.at = self.next_special()?;
        let has_escapes = self.peek()? != b'"';
        if has_escapes {
            self.pass_over_escapes()?;
        }
        self.at += 1;
        Some(has_escapes)
    }

    /// Goes from the first escape of a string to the quote at its end.
    fn pass_over_escapes(&mut self) -> Option<()> {
        loop {
            match self.peek()? {
                b'"' => return Some(()),
                b'\\' => self.at += 1,
                _ => return None,
            }
            let (b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') = self.peek()? else {
                return None;
            };
            self.at += 1;
            self.at = self.next_special()?;
        }
    }

    /// Looks at 64 bytes from here on, whatever blocks they are of: strings that are no longer, as most are, need no
    /// branch, which would be taken at random.
    #[inline]
    fn next_special(&self) -> Option<usize> {
        let (block, within) = (self.at / BLOCK, self.at % BLOCK);
        let &[here, next] = self.special.get(block..)?.first_chunk()?;
        let ahead = here >> within | next << 1 << (BLOCK - 1 - within);
        if ahead != 0 {
            return Some(self.at + ahead.trailing_zeros() as usize);
        }
        self.special_from(block + 1)
    }

    fn special_from(&self, block: usize) -> Option<usize> {
        let mut further = self.special.iter().enumerate().skip(block);
        let (block, mask) = further.find(|(_, mask)| **mask != 0)?;
        Some(block * BLOCK + mask.trailing_zeros() as usize)
    }

    pub(super) fn number(&mut self) -> Option<Written<'a>> {
        let start = self.at;
        let is_negative = self.take(b'-').is_some();
        match self.peek()? {
            b'0' => self.at += 1,
            b'1'..=b'9' => self.digits()?,
            _ => return None,
        }
        let is_natural = !is_negative && self.at - start <= DIGITS;
        let whole = self.since(start)?;
        let end = self.at;
        if self.take(b'.').is_some() {
            self.digits()?;
        }
        if self.take(b'e').or_else(|| self.take(b'E')).is_some() {
            let _ = self.take(b'-').or_else(|| self.take(b'+'));
            self.digits()?;
        }
        let is_plain = is_natural && end == self.at;
        Some(if is_plain { Written::Plainly(whole) } else { Written::Otherwise })
    }

    /// Takes digits, one at least. They never end the text: a number does not show its end by itself.
    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek()?.is_ascii_digit() {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    /// Goes back to an earlier position.
    pub(super) fn go_back(&mut self, position: usize) {
        self.at = position;
    }

    /// Takes any value, which is fast for a list of objects that were there before.
    pub(super) fn pass_over_list(&mut self) -> Option<()> {
        if self.next()? != b'[' {
            return self.pass_over();
        }
        self.at += 1;
        if self.next()? == b']' {
            return self.take(b']');
        }
        loop {
            self.next()?;
            let (start, ahead) = (self.at, self.bytes.get(self.at..)?);
            if let Some(length) = self.known.length(ahead) {
                self.at += length;
            } else {
                self.pass_over()?;
                self.known.add(self.bytes.get(start..self.at)?);
            }
            if !self.comma_or(b']')? {
                return Some(());
            }
        }
    }

    /// Takes any value.
    pub(super) fn pass_over(&mut self) -> Option<()> {
        // What the value is inside of, the innermost in the lowest bit: an object is 1, a list 0.
        let (mut containers, mut depth) = (0_u64, 0);
        loop {
            match self.next()? {
                b'"' => self.pass_over_string().map(drop)?,
                open @ (b'{' | b'[') => {
                    self.at += 1;
                    let is_object = open == b'{';
                    if self.next()? == closing(is_object) {
                        self.at += 1;
                    } else if depth < DEPTH {
                        containers = containers << 1 | u64::from(is_object);
                        depth += 1;
                        if is_object {
                            self.pass_over_key()?;
                        }
                        continue;
                    } else {
                        return None;
                    }
                }
                b'n' => self.literal(b"null")?,
                b't' => self.literal(b"true")?,
                b'f' => self.literal(b"false")?,
                b'-' | b'0'..=b'9' => self.number().map(drop)?,
                _ => return None,
            }
            // One value may end several objects and lists.
            loop {
                if depth == 0 {
                    return Some(());
                }
                let is_object = containers & 1 == 1;
                if self.comma_or(closing(is_object))? {
                    if is_object {
                        self.next()?;
                        self.pass_over_key()?;
                    }
                    break;
                }
                containers >>= 1;
                depth -= 1;
            }
        }
    }

    #[inline]
    fn pass_over_key(&mut self) -> Option<()> {
        self.pass_over_string()?;
        self.colon()
    }
}

fn closing(is_object: bool) -> u8 {
    if is_object { b'}' } else { b']' }
}
