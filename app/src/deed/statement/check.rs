//! A statement computed again: every line that follows from the entries, and whose key it is.

use super::sentences;
use crate::commons::Commons;
use crate::look::status::page_called;
use crate::trouble::Trouble;
use model::charter::OutOfEffect;
use model::day::Day;
use model::export::signed::{self, Saying, Signed, one_line};
use model::id::{AgentId, FileHash};
use model::rsd1::policies::policy_id;
use std::collections::BTreeSet;

/// What was found of a statement whose signature holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// What it says.
    pub signed: Signed,
    /// What comes out when it is computed again.
    pub history: History,
    /// Whose key it is.
    pub key: Key,
    /// What the entries here say of the same; `None` where they are not here.
    pub here: Option<Here>,
    /// Whether it bears a day that has not come where it is looked at.
    pub is_ahead: bool,
}

/// What comes out when a statement is computed again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum History {
    /// The entries of that commons are not here.
    NotHere,
    /// The same, line by line.
    Same,
    /// It names what follows from the entries here and says something else in these lines.
    False(BTreeSet<String>),
    /// Something else.
    Differs {
        /// So many of the entries that it rests on are not here.
        missing: u64,
    },
}

/// Whose key a statement was signed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// That is not known here.
    NotKnown,
    /// It speaks for who says that they signed.
    Theirs,
    /// It was theirs, and speaks for nobody any more.
    NoMore {
        /// Since when, where one act ended it.
        since: Option<Day>,
        /// Why.
        why: String,
    },
    /// It never was theirs.
    NotTheirs,
}

/// What the entries here say, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Here {
    /// What the commons is called.
    pub commons: String,
    /// What the one that it is about is called.
    pub about: String,
    /// What the one is called who says that they signed.
    pub signer: String,
    /// Where that one stands, in sentences.
    pub words: Vec<String>,
}

impl Checked {
    /// One whose commons is not here, looked at on this day.
    pub fn elsewhere(signed: Signed, today: Day) -> Checked {
        Checked {
            is_ahead: signed.signed_on > today,
            signed,
            history: History::NotHere,
            key: Key::NotKnown,
            here: None,
        }
    }

    /// Whether it can be relied on as far as can be seen here.
    pub fn is_good(&self) -> bool {
        let is_true = matches!(self.history, History::NotHere | History::Same);
        is_true && !self.is_ahead && matches!(self.key, Key::NotKnown | Key::Theirs)
    }
}

impl Commons {
    /// Computes a statement of this commons again, on this day.
    pub fn compute_again(&mut self, signed: Signed, today: Day) -> Result<Checked, Trouble> {
        let status = self.status(signed.about, signed.as_of)?;
        let here = Here {
            commons: self.charter().name().to_owned(),
            about: self.called(signed.about),
            signer: self.called(signed.signer),
            words: vec![],
        };
        // Who was renamed since is still the same: a name counts as right where they ever were known by it here.
        let about = self.name_in(&signed, "about", signed.about);
        let signer = self.name_in(&signed, "signed-by", signed.signer);
        let called = |agent: AgentId| match agent == signed.about {
            true => about.clone(),
            false => self.named_in(&signed, agent),
        };
        let page = page_called(self, status, &called);
        let words = sentences(&page.account);
        let policy = self.policy(signed.as_of);
        let lines = signed::lines(
            &page.status,
            &Saying {
                commons: self.id(),
                commons_name: &here.commons,
                about: &about,
                policy: FileHash(policy_id(&policy)),
                rules: &policy.name,
                words: &words,
                signer: signed.signer,
                signer_name: &signer,
                // The day is what the signer says.
                signed_on: signed.signed_on,
            },
            signed.device,
        );
        let differs = signed.differs_from(&lines);
        let history = if page.status.fingerprint != signed.fingerprint {
            let mut missing = 0;
            for fact in &signed.rests_on {
                // What the charter says has a name too, and is no entry of a ledger.
                let is_used = page.status.used.contains(fact);
                missing += u64::from(!is_used && self.index().entry(*fact)?.is_none());
            }
            History::Differs { missing }
        } else if differs.is_empty() {
            History::Same
        } else {
            History::False(differs)
        };
        Ok(Checked {
            key: self.key_of(&signed),
            is_ahead: signed.signed_on > today,
            history,
            here: Some(Here { words, ..here }),
            signed,
        })
    }

    /// The name that a statement gives them, where they are known by it here; else what they are called here.
    fn name_in(&self, signed: &Signed, line: &str, agent: AgentId) -> String {
        let said = signed.value(line);
        let mut known = self.names_of(agent).into_iter();
        let found = known.find(|name| one_line(name) == said);
        found.unwrap_or_else(|| self.called(agent))
    }

    /// The same for somebody who is named in its sentences.
    fn named_in(&self, signed: &Signed, agent: AgentId) -> String {
        let says = |name: &String| {
            let mut sentences = signed.lines.iter().filter(|(line, _)| line == "says");
            sentences.any(|(_, said)| said.contains(name.as_str()))
        };
        let mut known = self.names_of(agent).into_iter();
        known.find(says).unwrap_or_else(|| self.called(agent))
    }

    /// All names by which somebody is or was known here, the one of now first.
    fn names_of(&self, agent: AgentId) -> Vec<String> {
        let (charter, profiles) = (self.charter(), self.profiles());
        let known = [
            Some(self.called(agent)),
            charter.display_name(agent),
            charter.given_name(agent).map(str::to_owned),
            profiles.name(charter, agent).map(str::to_owned),
        ];
        known.into_iter().flatten().collect()
    }

    fn key_of(&self, signed: &Signed) -> Key {
        let device = self.charter().device(signed.device);
        let Some(device) = device.filter(|device| device.person == signed.signer) else {
            return Key::NotTheirs;
        };
        let Some(out) = device.out else {
            return Key::Theirs;
        };
        let ended = match out {
            OutOfEffect::Removed(act)
            | OutOfEffect::Left(act)
            | OutOfEffect::Retired(act)
            | OutOfEffect::RightEnded(act)
            | OutOfEffect::Withdrawn(act)
            | OutOfEffect::InviterEnded(act)
            | OutOfEffect::VoucherEnded(act) => self.charter().act(act),
            _ => None,
        };
        Key::NoMore {
            since: ended.map(|act| act.written.day),
            why: self.why_out(out),
        }
    }
}
