//! Entries that somebody questions, and what came of it.

use crate::commons::Commons;
use crate::trouble::Trouble;
use crate::view::QuestionState;
use model::day::Day;
use model::id::{AgentId, FactId};
use model::ledger::{Fact, WrittenFact};
use std::collections::BTreeSet;

/// Kinds of entries that say something of others (model/src/ledger/fact.rs): withdrawals, questions.
const SAYING_KINDS: [u16; 2] = [3, 18];

/// A question about an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The question itself.
    pub question: FactId,
    /// What is questioned.
    pub about: FactId,
    /// Who questions it.
    pub by: AgentId,
    /// When.
    pub day: Day,
    /// Why.
    pub reason: String,
    /// What came of it.
    pub state: QuestionState,
}

impl Commons {
    /// Every question, newest first.
    pub fn questions(&mut self) -> Result<Vec<Question>, Trouble> {
        let refused: BTreeSet<FactId> = self
            .quarantine()?
            .into_iter()
            .map(|refused| refused.fact)
            .collect();
        let rows = self
            .index()
            .entries(&SAYING_KINDS, 0, u64::from(u32::MAX))?;
        let mut asked = vec![];
        let mut taken_back = BTreeSet::new();
        for row in rows.iter().filter(|row| !refused.contains(&row.fact)) {
            let Ok(written) = WrittenFact::decode(&row.bytes) else {
                continue;
            };
            match &written.fact {
                Fact::ReviewWithdrawn(gone) => {
                    taken_back.insert((gone.review, written.by));
                }
                Fact::Challenge(_) => asked.push((row.fact, written)),
                _ => {}
            }
        }
        let decided = self.voided()?;
        let question = |(id, written): (FactId, WrittenFact)| {
            let Fact::Challenge(challenge) = written.fact else {
                return None;
            };
            let state = if taken_back.contains(&(id, written.by)) {
                QuestionState::TakenBack
            } else if decided.contains(&id) {
                QuestionState::Stands
            } else if decided.contains(&challenge.fact) {
                QuestionState::LeftOut
            } else {
                QuestionState::Open
            };
            Some(Question {
                question: id,
                about: challenge.fact,
                by: written.by,
                day: written.day,
                reason: challenge.reason,
                state,
            })
        };
        Ok(asked.into_iter().filter_map(question).collect())
    }
}
