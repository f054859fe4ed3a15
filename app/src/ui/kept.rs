//! What is being typed and stands nowhere else yet: kept on this computer, so that it survives a crash.
//!
//! A text is kept from the first key until what it was handed out for is on the disk, or until the
//! person gives it up. The same holds for forms: one that was left without "Cancel" still has its
//! words when it is opened again.

use std::collections::{BTreeMap, BTreeSet};

use crate::action::CommandId;
use crate::view::{Answer, DraftText, Drafts, View};

/// After a key, so long until it is handed to the disk.
pub const KEEP_AFTER_MS: u64 = 300;
/// So many texts are kept.
const TEXTS_MAX: usize = 200;
/// So long a text is kept, in bytes.
const TEXT_BYTES_MAX: usize = 512 * 1024;

/// A form with words that would be lost.
pub trait Typed {
    /// The words that a person writes, each with a name that never changes.
    fn typed(&mut self) -> Vec<(&'static str, &mut String)>;
}

/// What is kept.
#[derive(Default)]
pub struct Kept {
    /// The commons in which it is typed; part of every name.
    place: String,
    texts: Drafts,
    told: Drafts,
    told_ms: u64,
    handed: BTreeMap<CommandId, Vec<(String, String)>>,
    failed: BTreeSet<String>,
}

impl Kept {
    /// Takes in what was kept when the program ended last.
    pub fn found(&mut self, found: Drafts) {
        self.texts = found.clone();
        self.told = found;
    }

    /// A frame begins: what was handed out may be on the disk by now, or was refused.
    pub fn begin_frame(&mut self, view: &View) {
        let commons = view.commons.as_ref();
        self.place = commons.map_or_else(String::new, |commons| commons.id.to_string());
        let handed = std::mem::take(&mut self.handed);
        for (command, texts) in handed {
            match view.answers.get(&command) {
                None => {
                    self.handed.insert(command, texts);
                }
                Some(Answer::Done(_)) => {
                    for (name, text) in texts {
                        // Typed on meanwhile: the newer words are kept on.
                        if self.texts.get(&name).is_some_and(|kept| kept.text == text) {
                            self.texts.remove(&name);
                        }
                    }
                }
                Some(Answer::Failed(_)) => {
                    self.failed.extend(texts.into_iter().map(|(name, _)| name));
                }
            }
        }
    }

    fn name(&self, name: &str) -> String {
        format!("{}/{name}", self.place)
    }

    /// What is kept under that name.
    pub fn get(&self, name: &str) -> Option<&DraftText> {
        self.texts.get(&self.name(name))
    }

    /// Keeps a text that grew out of `base`.
    pub fn put(&mut self, name: &str, base: &str, text: &str) {
        let name = self.name(name);
        let is_there = self.texts.get(&name).is_some_and(|kept| kept.text == text);
        let has_room = self.texts.len() < TEXTS_MAX || self.texts.contains_key(&name);
        if !is_there && has_room && text.len() <= TEXT_BYTES_MAX {
            let kept = DraftText {
                base: base.to_owned(),
                text: text.to_owned(),
            };
            self.texts.insert(name, kept);
        }
    }

    /// The text is as it was, or was given up.
    pub fn forget_text(&mut self, name: &str) {
        let name = self.name(name);
        self.texts.remove(&name);
    }

    /// The text was handed out with that request, and is kept until it is answered.
    pub fn hand_out(&mut self, command: CommandId, name: &str, before: &str, text: &str) {
        self.put(name, before, text);
        let name = self.name(name);
        self.failed.remove(&name);
        let handed = self.handed.entry(command).or_default();
        handed.push((name, text.to_owned()));
    }

    /// Whether the text under that name was handed out and not answered yet.
    pub fn is_handed_out(&self, name: &str) -> bool {
        let name = self.name(name);
        let mut handed = self.handed.values().flatten();
        handed.any(|(handed, _)| *handed == name) || self.failed.contains(&name)
    }

    /// What was handed out under that name and refused, once.
    pub fn take_failed(&mut self, name: &str) -> Option<DraftText> {
        let name = self.name(name);
        let is_failed = self.failed.remove(&name);
        is_failed.then(|| self.texts.get(&name).cloned()).flatten()
    }

    /// Writes what was kept of a form into it, where nothing stands yet.
    pub fn fill(&self, form: &str, typed: &mut impl Typed) {
        for (field, text) in typed.typed() {
            if let Some(kept) = self.get(&format!("{form}/{field}"))
                && text.is_empty()
            {
                text.clone_from(&kept.text);
            }
        }
    }

    /// Keeps the words of an open form.
    pub fn keep(&mut self, form: &str, typed: &mut impl Typed) {
        for (field, text) in typed.typed() {
            let name = format!("{form}/{field}");
            if text.is_empty() {
                self.texts.remove(&self.name(&name));
            } else {
                self.put(&name, "", text);
            }
        }
    }

    /// The form is done, or was given up.
    pub fn forget(&mut self, form: &str) {
        let start = self.name(&format!("{form}/"));
        self.texts.retain(|name, _| !name.starts_with(&start));
    }

    /// What is to be kept from now on, when that has changed and it is time to say so.
    pub fn due(&mut self, now_ms: u64) -> Option<Drafts> {
        let rested = now_ms >= self.told_ms + KEEP_AFTER_MS || self.texts.is_empty();
        if self.texts == self.told || !rested {
            return None;
        }
        self.told_ms = now_ms;
        self.told = self.texts.clone();
        Some(self.texts.clone())
    }

    /// Whether something waits to be said.
    pub fn is_waiting(&self) -> bool {
        self.texts != self.told
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trouble::Trouble;
    use crate::view::Outcome;

    struct Form {
        note: String,
    }

    impl Typed for Form {
        fn typed(&mut self) -> Vec<(&'static str, &mut String)> {
            vec![("note", &mut self.note)]
        }
    }

    fn answered(command: u64, answer: Answer) -> View {
        View {
            answers: BTreeMap::from([(CommandId(command), answer)]),
            ..View::default()
        }
    }

    #[test]
    fn a_text_is_kept_until_it_is_on_the_disk() {
        let mut kept = Kept::default();
        kept.put("design/1/name", "Mill", "Mill two");
        assert_eq!(kept.due(1_000).map(|texts| texts.len()), Some(1));
        kept.hand_out(CommandId(7), "design/1/name", "Mill", "Mill two");
        kept.begin_frame(&View::default());
        assert!(kept.get("design/1/name").is_some());
        kept.begin_frame(&answered(7, Answer::Done(Outcome::Written)));
        assert_eq!(kept.due(1_001), Some(Drafts::new()));
    }

    #[test]
    fn what_was_typed_on_meanwhile_stays_kept() {
        let mut kept = Kept::default();
        kept.hand_out(CommandId(7), "name", "Mill", "Mill two");
        kept.put("name", "Mill two", "Mill two and a half");
        kept.begin_frame(&answered(7, Answer::Done(Outcome::Written)));
        assert_eq!(
            kept.get("name").map(|kept| kept.text.as_str()),
            Some("Mill two and a half")
        );
    }

    #[test]
    fn what_was_refused_comes_back_once() {
        let mut kept = Kept::default();
        kept.hand_out(CommandId(7), "name", "Mill", "Mill two");
        let full = Trouble::new("Nothing was saved", "the disk is full", "make room");
        kept.begin_frame(&answered(7, Answer::Failed(full)));
        let back = kept.take_failed("name").expect("it was refused");
        assert_eq!(
            (back.base.as_str(), back.text.as_str()),
            ("Mill", "Mill two")
        );
        assert!(kept.take_failed("name").is_none());
        assert!(kept.get("name").is_some());
    }

    #[test]
    fn a_form_has_its_words_again_until_it_is_done() {
        let mut kept = Kept::default();
        let mut form = Form {
            note: "swept".into(),
        };
        kept.keep("work/-", &mut form);
        let texts = kept.due(1_000).expect("it is to be kept");
        let mut kept = Kept::default();
        kept.found(texts);
        kept.begin_frame(&View::default());
        let mut form = Form {
            note: String::new(),
        };
        kept.fill("work/-", &mut form);
        assert_eq!(form.note, "swept");
        kept.forget("work/-");
        assert_eq!(kept.due(2_000), Some(Drafts::new()));
    }
}
