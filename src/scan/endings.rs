//! How the names of secrets end, and the rules that are about them.

/// The endings of all rules, by their last letter.
#[derive(Default)]
pub(super) struct Endings {
    lists: [Vec<Ending>; 26],
}

impl Endings {
    /// Adds an ending, in small letters and digits; of those that fit a name the one that was added first counts.
    pub(super) fn add(&mut self, text: &str, rule: usize) {
        if let Some(list) = last_letter(text).and_then(|at| self.lists.get_mut(at)) {
            list.push(Ending::new(text, rule));
        }
    }

    /// The rule of the first ending that `name` has.
    pub(super) fn first(&self, name: &str) -> Option<usize> {
        let list = self.lists.get(last_letter(name)?)?;
        let last = last_bytes(name);
        list.iter().find(|ending| ending.ends(name, last)).map(|ending| ending.rule)
    }
}

struct Ending {
    text: String,
    /// Its last eight bytes, and a mask of as many as there are.
    last: (u64, u64),
    rule: usize,
}

impl Ending {
    fn new(text: &str, rule: usize) -> Self {
        let mask = u64::MAX << (u64::BITS - 8 * u32::try_from(text.len().clamp(1, 8)).unwrap_or(8));
        Self { text: text.to_owned(), last: (last_bytes(text), mask), rule }
    }

    /// Whether a name ends so, of which the last bytes are known.
    fn ends(&self, name: &str, last: u64) -> bool {
        let (known, mask) = self.last;
        last & mask == known && (self.text.len() <= 8 || name.ends_with(self.text.as_str()))
    }
}

/// The last eight bytes of a name, the last one highest; zeros before a shorter one.
fn last_bytes(name: &str) -> u64 {
    let bytes = name.as_bytes();
    match bytes.last_chunk() {
        Some(last) => u64::from_le_bytes(*last),
        None => {
            (1..).zip(bytes.iter().rev()).fold(0, |all, (at, byte)| all | u64::from(*byte) << (64 - 8 * at))
        }
    }
}

fn last_letter(name: &str) -> Option<usize> {
    name.bytes().last().filter(u8::is_ascii_lowercase).map(|b| usize::from(b - b'a'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_end_as_their_text_says() {
        for ending in ["y", "key", "password", "passwords", "clientsecret"] {
            let mut endings = Endings::default();
            endings.add(ending, 7);
            let names =
                ["key", "apikey", "y", "", "password", "dbpassword", "dbpasswords", "yek", "theclientsecret"];
            for name in names {
                assert_eq!(endings.first(name).is_some(), name.ends_with(ending), "{name} {ending}");
            }
        }
    }
}
