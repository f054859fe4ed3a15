//! Editing a long text as small splices, and showing what changed between two texts.

use similar::{Algorithm, DiffOp, TextDiff, capture_diff_slices};

/// One replacement inside a text. Positions count characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Splice {
    /// Where, in the text before any splice of the same list.
    pub at: usize,
    /// How many characters go.
    pub delete: usize,
    /// What comes in their place.
    pub insert: String,
}

/// A piece of the comparison of two texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// In both.
    Same(String),
    /// Only in the earlier one.
    Removed(String),
    /// Only in the later one.
    Added(String),
}

/// The smallest sensible splices that turn `old` into `new`, from front to back.
///
/// Compares words first and characters inside a replaced word last, so that a rewritten sentence
/// does not become a scatter of single letters in which two people's words would mix.
pub fn splices(old: &str, new: &str) -> Vec<Splice> {
    let old: Vec<char> = old.chars().collect();
    let new: Vec<char> = new.chars().collect();
    let (front, back) = shared_ends(&old, &new);
    let old_words = words(&old[front..old.len() - back]);
    let new_words = words(&new[front..new.len() - back]);
    let mut splices = Vec::new();
    let mut at = front;
    for op in capture_diff_slices(Algorithm::Myers, &old_words, &new_words) {
        let (removed, added) = sides(&op, &old_words, &new_words);
        if !matches!(op, DiffOp::Equal { .. }) {
            splices.extend(trimmed(at, &removed, &added));
        }
        at += removed.len();
    }
    splices
}

/// The same splices for `current`, where others have changed the text since it was `seen`.
///
/// Only characters that the author saw are deleted; what others inserted stays.
pub fn rebased(splices: Vec<Splice>, seen: &str, current: &str) -> Vec<Splice> {
    if seen == current {
        return splices;
    }
    let moved = Moved::between(seen, current);
    splices
        .iter()
        .flat_map(|splice| moved.splice(splice))
        .collect()
}

/// What changed from `before` to `after`: whole lines, and words inside a changed passage.
pub fn pieces(before: &str, after: &str) -> Vec<Piece> {
    let lines = TextDiff::from_lines(before, after);
    let mut pieces = Vec::new();
    for op in lines.ops() {
        let old: String = lines.old_slices_in(op);
        let new: String = lines.new_slices_in(op);
        match op {
            DiffOp::Equal { .. } => push(&mut pieces, Piece::Same(old)),
            DiffOp::Replace { .. } => push_words(&mut pieces, &old, &new),
            DiffOp::Delete { .. } => push(&mut pieces, Piece::Removed(old)),
            DiffOp::Insert { .. } => push(&mut pieces, Piece::Added(new)),
        }
    }
    pieces
}

trait Slices {
    fn old_slices_in(&self, op: &DiffOp) -> String;
    fn new_slices_in(&self, op: &DiffOp) -> String;
}

impl Slices for TextDiff<'_, '_, str> {
    fn old_slices_in(&self, op: &DiffOp) -> String {
        op.old_range().filter_map(|i| self.old_slice(i)).collect()
    }

    fn new_slices_in(&self, op: &DiffOp) -> String {
        op.new_range().filter_map(|i| self.new_slice(i)).collect()
    }
}

/// Words of a changed passage. Spaces between two changed words count as changed with them, so that
/// a rewritten sentence reads as one.
fn push_words(pieces: &mut Vec<Piece>, old: &str, new: &str) {
    let words = TextDiff::from_words(old, new);
    let (mut removed, mut added) = (String::new(), String::new());
    let mut ops = words.ops().iter().peekable();
    while let Some(op) = ops.next() {
        let (was, is) = (words.old_slices_in(op), words.new_slices_in(op));
        let is_gap = was.trim().is_empty() && !was.contains('\n');
        let is_between = ops.peek().is_some() && !(removed.is_empty() && added.is_empty());
        if !matches!(op, DiffOp::Equal { .. }) || (is_gap && is_between) {
            removed.push_str(&was);
            added.push_str(&is);
            continue;
        }
        push(pieces, Piece::Removed(std::mem::take(&mut removed)));
        push(pieces, Piece::Added(std::mem::take(&mut added)));
        push(pieces, Piece::Same(was));
    }
    push(pieces, Piece::Removed(removed));
    push(pieces, Piece::Added(added));
}

/// Adds a piece, joined with the one before where it is of the same kind.
fn push(pieces: &mut Vec<Piece>, piece: Piece) {
    match (pieces.last_mut(), &piece) {
        (_, Piece::Same(text) | Piece::Removed(text) | Piece::Added(text)) if text.is_empty() => {}
        (Some(Piece::Same(last)), Piece::Same(text))
        | (Some(Piece::Removed(last)), Piece::Removed(text))
        | (Some(Piece::Added(last)), Piece::Added(text)) => last.push_str(text),
        _ => pieces.push(piece),
    }
}

fn shared_ends(old: &[char], new: &[char]) -> (usize, usize) {
    let front = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[front..], &new[front..]);
    let pairs = old.iter().rev().zip(new.iter().rev());
    (front, pairs.take_while(|(a, b)| a == b).count())
}

/// Runs of letters and digits; every other character alone.
fn words(text: &[char]) -> Vec<&[char]> {
    text.chunk_by(|a, b| a.is_alphanumeric() && b.is_alphanumeric())
        .collect()
}

fn sides(op: &DiffOp, old: &[&[char]], new: &[&[char]]) -> (Vec<char>, Vec<char>) {
    (old[op.old_range()].concat(), new[op.new_range()].concat())
}

fn trimmed(at: usize, removed: &[char], added: &[char]) -> Option<Splice> {
    let (front, back) = shared_ends(removed, added);
    let delete = removed.len() - front - back;
    let insert: String = added[front..added.len() - back].iter().collect();
    let splice = Splice {
        at: at + front,
        delete,
        insert,
    };
    (delete > 0 || !splice.insert.is_empty()).then_some(splice)
}

/// Where the characters of a text went when it was changed.
struct Moved {
    /// For each character before: its place now, or the place where it was, and whether it is still there.
    places: Vec<(usize, bool)>,
}

impl Moved {
    fn between(seen: &str, current: &str) -> Self {
        let mut places = Vec::new();
        let mut now = 0;
        for splice in splices(seen, current) {
            while places.len() < splice.at {
                places.push((now, true));
                now += 1;
            }
            places.extend(std::iter::repeat_n((now, false), splice.delete));
            now += splice.insert.chars().count();
        }
        for _ in places.len()..seen.chars().count() {
            places.push((now, true));
            now += 1;
        }
        places.push((now, true));
        Self { places }
    }

    fn splice(&self, splice: &Splice) -> Vec<Splice> {
        let end = (splice.at + splice.delete).min(self.places.len() - 1);
        let gone = self.places[splice.at.min(end)..end].iter();
        let mut splices: Vec<Splice> = Vec::new();
        for (at, _) in gone.filter(|(_, still)| *still) {
            match splices.last_mut() {
                Some(last) if last.at + last.delete == *at => last.delete += 1,
                _ => splices.push(Splice {
                    at: *at,
                    delete: 1,
                    insert: String::new(),
                }),
            }
        }
        self.insert(splice, &mut splices);
        splices
    }

    fn insert(&self, splice: &Splice, splices: &mut Vec<Splice>) {
        if splice.insert.is_empty() {
            return;
        }
        if let Some(first) = splices.first_mut() {
            first.insert.clone_from(&splice.insert);
            return;
        }
        let after = splice.at.checked_sub(1).map_or(0, |before| {
            let (at, still) = self.places[before.min(self.places.len() - 1)];
            at + usize::from(still)
        });
        splices.push(Splice {
            at: after,
            delete: 0,
            insert: splice.insert.clone(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn applied(text: &str, splices: &[Splice]) -> String {
        let mut chars: Vec<char> = text.chars().collect();
        for splice in splices.iter().rev() {
            chars.splice(splice.at..splice.at + splice.delete, splice.insert.chars());
        }
        chars.into_iter().collect()
    }

    #[test]
    fn a_rewritten_word_is_one_splice() {
        let splices = splices("Drill two holes.", "Drill three holes.");
        assert_eq!(
            splices,
            [Splice {
                at: 7,
                delete: 2,
                insert: "hree".into()
            }]
        );
    }

    #[test]
    fn what_others_wrote_meanwhile_is_not_deleted() {
        let seen = "Cut the tube. Drill it.";
        let current = "Cut the steel tube. Drill it. Paint it.";
        let wanted = "Saw the tube. Drill it.";
        let splices = rebased(splices(seen, wanted), seen, current);
        assert_eq!(
            applied(current, &splices),
            "Saw the steel tube. Drill it. Paint it."
        );
    }

    #[test]
    fn a_comparison_shows_changed_words_inside_a_changed_line() {
        let pieces = pieces(
            "Cut it.\nDrill two holes.\n",
            "Cut it.\nDrill three holes.\n",
        );
        assert_eq!(
            pieces,
            [
                Piece::Same("Cut it.\nDrill ".into()),
                Piece::Removed("two".into()),
                Piece::Added("three".into()),
                Piece::Same(" holes.\n".into()),
            ]
        );
    }

    #[test]
    fn a_rewritten_sentence_reads_as_one() {
        let pieces = pieces("It is very loud.\n", "It hums quite softly.\n");
        assert_eq!(
            pieces,
            [
                Piece::Same("It ".into()),
                Piece::Removed("is very loud.".into()),
                Piece::Added("hums quite softly.".into()),
                Piece::Same("\n".into()),
            ]
        );
    }

    proptest! {
        #[test]
        fn a_comparison_holds_both_texts(old in "[ab \n]{0,30}", new in "[ab \n]{0,30}") {
            let (mut was, mut is) = (String::new(), String::new());
            for piece in pieces(&old, &new) {
                match piece {
                    Piece::Same(text) => { was.push_str(&text); is.push_str(&text); }
                    Piece::Removed(text) => was.push_str(&text),
                    Piece::Added(text) => is.push_str(&text),
                }
            }
            prop_assert_eq!((was, is), (old, new));
        }

        #[test]
        fn splices_always_lead_from_the_old_text_to_the_new(old in "[ab ö\n]{0,40}", new in "[ab ö\n]{0,40}") {
            prop_assert_eq!(applied(&old, &splices(&old, &new)), new);
        }

        #[test]
        fn rebased_splices_stay_inside_the_text(seen in "[ab ]{0,20}", mine in "[ab ]{0,20}", theirs in "[ab ]{0,20}") {
            let moved = rebased(splices(&seen, &mine), &seen, &theirs);
            let mut end = 0;
            for splice in &moved {
                prop_assert!(splice.at >= end);
                end = splice.at + splice.delete;
            }
            prop_assert!(end <= theirs.chars().count());
            prop_assert_eq!(rebased(splices(&seen, &theirs), &seen, &seen), splices(&seen, &theirs));
        }
    }
}
