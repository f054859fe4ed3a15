//! What stewards decide together: agreements with users, and entries that shall not count. Each counts when as many
//! stewards have co-signed it as the policy asks for.

use super::When;
use super::entries::number;
use super::sharing::read_share;
use crate::commons::Commons;
use crate::look::questions::Question;
use crate::trouble::Trouble;
use crate::view::QuestionState;
use crate::words::questions as w;
use model::charter::Role;
use model::day::Day;
use model::id::{AgentId, DocumentId, FactId, FileHash};
use model::ledger::{Agreement, Challenge, Fact, Void};
use model::number::Money;

/// An agreement to be recorded: a flat amount or a rate, as typed.
#[derive(Debug, Clone)]
pub struct Agreed<'a> {
    /// The user.
    pub who: AgentId,
    /// A flat amount for each report of use.
    pub flat: Option<&'a str>,
    /// A part of the revenue: `3 %`, `3/100`.
    pub rate: Option<&'a str>,
    /// For which designs; empty for all.
    pub designs: Vec<DocumentId>,
    /// The first day.
    pub from: Day,
    /// The last day; it goes on where there is none.
    pub to: Option<Day>,
    /// The text that was signed.
    pub text: Option<FileHash>,
    /// Anything else.
    pub note: &'a str,
}

impl Commons {
    /// Records an agreement; it counts when enough stewards have co-signed it.
    pub fn agree(&mut self, agreed: &Agreed<'_>, when: When) -> Result<FactId, Trouble> {
        let me = self.writer(Role::Steward)?;
        let currency = self.policy(when.day).currency;
        let mut designs = agreed.designs.clone();
        designs.sort_unstable();
        designs.dedup();
        let agreement = Agreement {
            licensee: agreed.who,
            designs,
            flat: agreed
                .flat
                .map(|text| Money::parse(text, currency))
                .transpose()
                .map_err(number)?,
            rate: agreed
                .rate
                .map(|typed| read_share(typed).ok_or_else(|| crate::words::decide::no_rate(typed)))
                .transpose()?,
            from: agreed.from,
            to: agreed.to,
            text: agreed.text,
            note: agreed.note.to_owned(),
        };
        self.write_fact(me, agreement, when)
    }

    /// Questions an entry; it is shown with and without it until that is settled.
    pub fn challenge(&mut self, fact: FactId, reason: &str, when: When) -> Result<FactId, Trouble> {
        let me = self.writer(Role::Maker)?;
        match self.fact(fact)?.fact {
            Fact::Seal(_) => {
                return Err(w::nothing_to_ask("a period is closed anew, not questioned"));
            }
            Fact::Challenge(_) => return Err(w::nothing_to_ask("it is a question itself")),
            Fact::CoSign(_) | Fact::Confirm(_) | Fact::ReviewWithdrawn(_) => {
                return Err(w::nothing_to_ask("it only says something of another entry"));
            }
            Fact::Release(_) => {
                return Err(w::nothing_to_ask(
                    "a release moves money only where a steward stands behind it; tell a steward why it should not, and stewards take it out with `void`",
                ));
            }
            Fact::Distribution(_) => {
                return Err(w::nothing_to_ask(
                    "every computer computes a shared income anew, and says where it comes out otherwise",
                ));
            }
            Fact::DesignReview(_) | Fact::Received(_) => {
                return Err(w::nothing_to_ask("no amount rests on it"));
            }
            Fact::Unknown(_) => {
                return Err(w::nothing_to_ask(
                    "only a newer version of the program knows what it says",
                ));
            }
            _ => {}
        }
        let mine =
            |one: &&Question| (one.about, one.by, one.state) == (fact, me, QuestionState::Open);
        if let Some(open) = self.questions()?.iter().find(mine) {
            return Err(w::asked_already(&open.question.short()));
        }
        let challenge = Challenge {
            fact,
            reason: reason.trim().to_owned(),
        };
        self.write_fact(me, challenge, when)
    }

    /// Says that an entry shall not count, and why; it stays to be read. It holds when enough stewards have co-signed it.
    pub fn leave_out(&mut self, fact: FactId, reason: &str, when: When) -> Result<FactId, Trouble> {
        let me = self.writer(Role::Steward)?;
        if matches!(self.fact(fact)?.fact, Fact::Seal(_)) {
            return Err(crate::words::decide::no_void_of_closing());
        }
        let void = Void {
            fact,
            reason: reason.trim().to_owned(),
        };
        self.write_fact(me, void, when)
    }
}
