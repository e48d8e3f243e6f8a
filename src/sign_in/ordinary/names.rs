//! The names of the members of one kind of object, each found by one look: a perfect hash, made when compiling.

/// Places for names; a few times as many as there are names, so that a hash without collisions is soon found.
const PLACES: usize = 256;

/// The names of the members of one kind of object.
pub(super) struct Names {
    all: &'static [&'static str],
    /// What makes the hash one in which no two names collide.
    multiplier: u32,
    /// By hash, the number of a name; one that there is not for none.
    numbers: [u8; PLACES],
}

impl Names {
    /// Fewer than 256 names, of two letters and more. Does not compile if two of them have the same ends, middle and length.
    pub(super) const fn new(names: &'static [&'static str]) -> Self {
        let mut multiplier = 0x9e37_79b1_u32;
        loop {
            if let Some(numbers) = numbers(names, multiplier) {
                return Self { all: names, multiplier, numbers };
            }
            multiplier = multiplier.wrapping_mul(0x0019_660d).wrapping_add(0x3c6e_f35f);
        }
    }

    /// The number of a name: where it is among them.
    #[inline]
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        let number = usize::from(*self.numbers.get(place(name.as_bytes(), self.multiplier))?);
        (*self.all.get(number)? == name).then_some(number)
    }
}

/// The numbers of names by their places; none if two have the same.
#[expect(clippy::indexing_slicing, reason = "evaluated when compiling")]
#[expect(clippy::cast_possible_truncation, reason = "there are fewer than 256 names")]
const fn numbers(names: &[&str], multiplier: u32) -> Option<[u8; PLACES]> {
    let mut numbers = [u8::MAX; PLACES];
    let mut number = 0;
    while number < names.len() {
        let place = place(names[number].as_bytes(), multiplier);
        if numbers[place] != u8::MAX {
            return None;
        }
        numbers[place] = number as u8;
        number += 1;
    }
    Some(numbers)
}

#[inline]
#[expect(clippy::indexing_slicing, reason = "a middle is where a first and a last are")]
#[expect(clippy::cast_possible_truncation, reason = "as much of a length as tells names apart")]
const fn place(name: &[u8], multiplier: u32) -> usize {
    let [first, .., last] = name else { return 0 };
    let mixed = u32::from_le_bytes([*first, *last, name[name.len() / 2], name.len() as u8]);
    // INVARIANT: eight bits are a place.
    (mixed.wrapping_mul(multiplier) >> 24) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    static NAMES: Names = Names::new(&["id", "appId", "userId", "resourceId", "resourceTenantId"]);

    #[test]
    fn every_name_has_its_number_and_nothing_else_has_one() {
        for (number, name) in NAMES.all.iter().enumerate() {
            assert_eq!(NAMES.number(name), Some(number), "{name}");
        }
        for other in ["", "i", "ID", "id ", "userIdx", "ressourceId"] {
            assert_eq!(NAMES.number(other), None, "{other}");
        }
    }
}
