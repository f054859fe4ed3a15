//! What is being typed, until it is handed to the document.
//!
//! Typing echoes at once; one change is handed out per pause of 600 ms, at the latest every 2 s, and on
//! leaving the field, never per key. Meanwhile the document may change under the field: what the others
//! wrote is woven in, and the cursor stays where it was in the words.

/// A pause this long hands the text out.
pub const REST_MS: u64 = 600;
/// What was refused is handed out again after so long, or with the next key.
pub const AGAIN_MS: u64 = 15_000;
/// Text is handed out at the latest this long after the first key.
pub const WAIT_MS_MAX: u64 = 2_000;

/// The text of one field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// The document as it was seen last.
    seen: Option<String>,
    /// The document when typing began, or as it was handed out.
    base: String,
    /// What the field shows.
    text: String,
    first_key_ms: Option<u64>,
    last_key_ms: u64,
    /// When what was refused is due again.
    again_ms: Option<u64>,
}

impl Draft {
    /// What the field shows.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the field shows, for the field.
    pub fn text_mut(&mut self) -> &mut String {
        &mut self.text
    }

    /// A text that was being typed when the program ended last, where `base` stood when it began.
    pub fn resumed(base: &str, text: &str, now_ms: u64) -> Draft {
        Draft {
            seen: Some(base.to_owned()),
            base: base.to_owned(),
            text: text.to_owned(),
            first_key_ms: Some(now_ms),
            last_key_ms: now_ms,
            again_ms: None,
        }
    }

    /// What was handed out was refused: `base` still stands in the document.
    pub fn came_back(&mut self, base: &str, now_ms: u64) {
        self.base = base.to_owned();
        self.seen = Some(base.to_owned());
        self.again_ms = Some(now_ms + AGAIN_MS);
    }

    /// Whether it was refused and is not handed out again yet.
    pub fn is_back(&self) -> bool {
        self.again_ms.is_some()
    }

    /// (before, after) of what was typed and not handed out.
    pub fn open(&self) -> Option<(&str, &str)> {
        let is_open = self.is_open() || self.is_back();
        (is_open && self.base != self.text).then_some((&self.base, &self.text))
    }

    /// Whether something was typed that was not handed out.
    pub fn is_open(&self) -> bool {
        self.first_key_ms.is_some()
    }

    /// Takes in what the document says now. Gives the splice by which the shown text moved, if it did.
    pub fn take(&mut self, now: &str) -> Option<Splice> {
        if self.seen.as_deref() == Some(now) {
            return None;
        }
        self.seen = Some(now.to_owned());
        let theirs = Splice::between(&self.base, now)?;
        let mine = Splice::between(&self.base, &self.text);
        self.base = now.to_owned();
        // Also where they wrote the very same: that is what was handed out before a crash.
        let Some(mine) = mine.filter(|mine| *mine != theirs) else {
            self.text = now.to_owned();
            return Some(theirs);
        };
        let (merged, moved) = weave(&mine, &theirs, &self.text, now);
        self.text = merged;
        Some(moved)
    }

    /// A key changed the text.
    pub fn typed(&mut self, now_ms: u64) {
        self.first_key_ms.get_or_insert(now_ms);
        self.last_key_ms = now_ms;
    }

    /// How long until the text is due; `None` where nothing is open.
    pub fn wait_ms(&self, now_ms: u64) -> Option<u64> {
        let typed = self
            .first_key_ms
            .map(|first| (self.last_key_ms + REST_MS).min(first + WAIT_MS_MAX));
        let due = typed.or(self.again_ms)?;
        Some(due.saturating_sub(now_ms).max(1))
    }

    /// (before, after), where the text is to be handed out now.
    pub fn due(&mut self, now_ms: u64, left: bool) -> Option<(String, String)> {
        let is_due = match (self.first_key_ms, self.again_ms) {
            (Some(first), _) => {
                now_ms >= self.last_key_ms + REST_MS || now_ms >= first + WAIT_MS_MAX
            }
            (None, Some(again)) => now_ms >= again,
            (None, None) => return None,
        };
        if !(is_due || left) {
            return None;
        }
        self.first_key_ms = None;
        self.again_ms = None;
        if self.base == self.text {
            return None;
        }
        let before = std::mem::replace(&mut self.base, self.text.clone());
        Some((before, self.text.clone()))
    }
}

/// One replaced piece of a text: characters `from..to` became `with`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Splice {
    from: usize,
    to: usize,
    with: String,
}

impl Splice {
    /// The smallest one piece that makes `after` of `before`; `None` where they are equal.
    pub fn between(before: &str, after: &str) -> Option<Splice> {
        if before == after {
            return None;
        }
        let old: Vec<char> = before.chars().collect();
        let new: Vec<char> = after.chars().collect();
        let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
        let rest = old.len().min(new.len()) - head;
        let tail = old
            .iter()
            .rev()
            .zip(new.iter().rev())
            .take(rest)
            .take_while(|(a, b)| a == b)
            .count();
        Some(Splice {
            from: head,
            to: old.len() - tail,
            with: new[head..new.len() - tail].iter().collect(),
        })
    }

    /// Where a cursor that stood at `place` stands afterwards.
    pub fn place(&self, place: usize) -> usize {
        if place <= self.from {
            return place;
        }
        if place >= self.to {
            return place - (self.to - self.from) + self.with.chars().count();
        }
        self.from + self.with.chars().count()
    }

    fn apply(&self, text: &str) -> String {
        let head = text.chars().take(self.from);
        let tail = text.chars().skip(self.to);
        head.chain(self.with.chars()).chain(tail).collect()
    }
}

/// Both pieces of the same text: the merged text, and how the text that shows mine moves to it.
///
/// Where the pieces overlap, both insertions stay, theirs first.
fn weave(mine: &Splice, theirs: &Splice, my_text: &str, their_text: &str) -> (String, Splice) {
    let mine_len = mine.with.chars().count();
    if mine.to <= theirs.from {
        let moved = Splice {
            from: theirs.from - mine.to + mine.from + mine_len,
            to: theirs.to - mine.to + mine.from + mine_len,
            with: theirs.with.clone(),
        };
        return (mine.apply(their_text), moved);
    }
    if mine.from >= theirs.to {
        return (theirs.apply(my_text), theirs.clone());
    }
    let shift = theirs.from.min(mine.from);
    let end = mine.to.max(theirs.to) - theirs.to + theirs.from + theirs.with.chars().count();
    let both = Splice {
        from: shift,
        to: end,
        with: format!("{}{}", theirs.with, mine.with),
    };
    let merged = both.apply(their_text);
    let moved = Splice::between(my_text, &merged).unwrap_or(Splice {
        from: 0,
        to: 0,
        with: String::new(),
    });
    (merged, moved)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(document: &str, text: &str) -> Draft {
        let mut draft = Draft::default();
        draft.take(document);
        *draft.text_mut() = text.to_owned();
        draft.typed(1_000);
        draft
    }

    #[test]
    fn a_text_is_handed_out_after_a_rest_and_not_per_key() {
        let mut draft = open("Seeder", "Seeder for");
        assert_eq!(draft.due(1_300, false), None);
        draft.typed(1_400);
        assert_eq!(draft.due(1_900, false), None);
        assert_eq!(
            draft.due(2_000, false),
            Some(("Seeder".into(), "Seeder for".into()))
        );
        assert_eq!(draft.due(9_000, false), None);
    }

    #[test]
    fn a_writer_without_pauses_is_saved_every_two_seconds() {
        let mut draft = open("", "a");
        for now in (1_100..2_900).step_by(100) {
            draft.typed(now);
            assert_eq!(draft.due(now, false), None);
        }
        draft.typed(3_000);
        assert!(draft.due(3_000, false).is_some());
    }

    #[test]
    fn leaving_the_field_hands_the_text_out_at_once() {
        assert!(open("a", "b").due(1_001, true).is_some());
        assert_eq!(open("a", "a").due(1_001, true), None);
    }

    #[test]
    fn what_others_write_meanwhile_is_woven_in_and_the_cursor_stays() {
        let mut draft = open(
            "Print the rotor. Balance it.",
            "Print the big rotor. Balance it.",
        );
        let moved = draft
            .take("First wash. Print the rotor. Balance it.")
            .expect("moved");
        assert_eq!(draft.text(), "First wash. Print the big rotor. Balance it.");
        assert_eq!(moved.place(14), 26);
        let (before, after) = draft.due(9_000, false).expect("due");
        assert_eq!(before, "First wash. Print the rotor. Balance it.");
        assert_eq!(after, "First wash. Print the big rotor. Balance it.");
    }

    #[test]
    fn a_later_piece_of_theirs_leaves_the_cursor_alone() {
        let mut draft = open("one two three", "one 1 two three");
        let moved = draft.take("one two three four").expect("moved");
        assert_eq!(draft.text(), "one 1 two three four");
        assert_eq!(moved.place(5), 5);
    }

    #[test]
    fn overlapping_pieces_keep_both_insertions() {
        let mut draft = open("red wheel", "green wheel");
        draft.take("blue wheel");
        assert!(
            draft.text().contains("gr") && draft.text().contains("bl"),
            "{}",
            draft.text()
        );
    }

    #[test]
    fn what_was_refused_is_due_again_later_or_with_the_next_key() {
        let mut draft = open("red", "red wheel");
        assert!(draft.due(2_000, false).is_some());
        draft.came_back("red", 2_100);
        assert_eq!(draft.open(), Some(("red", "red wheel")));
        assert_eq!(draft.take("red"), None);
        assert_eq!(draft.due(3_000, false), None);
        let again = draft.clone().due(2_100 + AGAIN_MS, false);
        assert_eq!(again, Some(("red".into(), "red wheel".into())));
        draft.text_mut().push('s');
        draft.typed(3_000);
        assert_eq!(
            draft.due(3_700, false),
            Some(("red".into(), "red wheels".into()))
        );
    }

    #[test]
    fn what_was_being_typed_goes_on_over_what_others_wrote_since() {
        let mut draft = Draft::resumed("one two", "one two three", 500);
        draft.take("zero one two");
        assert_eq!(draft.text(), "zero one two three");
        assert_eq!(
            draft.due(1_200, false),
            Some(("zero one two".into(), "zero one two three".into()))
        );
    }

    #[test]
    fn an_echo_of_my_own_text_changes_nothing() {
        let mut draft = open("a", "ab");
        draft.due(9_000, false);
        assert_eq!(draft.take("a"), None);
        assert_eq!(draft.take("ab"), None);
        assert_eq!(draft.text(), "ab");
    }

    #[test]
    fn typing_on_while_the_echo_comes_keeps_every_letter() {
        let mut draft = open("a", "ab");
        draft.due(9_000, false);
        draft.text_mut().push('c');
        draft.typed(9_100);
        draft.take("ab");
        assert_eq!(draft.text(), "abc");
        assert_eq!(draft.due(9_800, false), Some(("ab".into(), "abc".into())));
    }
}
