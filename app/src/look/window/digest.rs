//! The books at a glance: what became of each entry, and what waits for whom.

use crate::commons::Commons;
use crate::index::EntryRow;
use crate::trouble::Trouble;
use crate::view::EntryReview;
use model::charter::Role;
use model::day::Day;
use model::id::{AgentId, DocumentId, FactId};
use model::ledger::{Contribution, Fact};
use model::rsd1::PendingReason;
use std::collections::{BTreeMap, BTreeSet};

/// Kinds of entries that stand in the list by themselves; the others are shown with what they speak of.
const LISTED_KINDS: [u16; 14] = [1, 5, 6, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19];
/// The kind of work that says that somebody built a design.
const BUILD_REPORT: &str = "build_report";

/// What the pages need to know of all entries at once.
#[derive(Debug, Clone, Default)]
pub struct Digest {
    /// Entries that are listed, newest first.
    pub listed: Vec<Listed>,
    /// What contributions that do not count yet wait for.
    pub pending: BTreeMap<FactId, PendingReason>,
    /// Reviews of each contribution that were not withdrawn.
    pub reviews: BTreeMap<FactId, Vec<EntryReview>>,
    /// Who stands behind each entry that needs several people: its author and those who agreed.
    pub signers: BTreeMap<FactId, BTreeSet<AgentId>>,
    /// Payments that arrived.
    pub confirmed: BTreeSet<FactId>,
    /// Entries that do not count, and why.
    pub refused: BTreeMap<FactId, String>,
    /// How many others built each design.
    pub builds: BTreeMap<DocumentId, u32>,
    /// Who reported use to earn money.
    pub users: BTreeSet<AgentId>,
    /// Entries that wait for this person.
    pub waits: BTreeSet<FactId>,
}

/// One entry of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// Which.
    pub fact: FactId,
    /// What it is about.
    pub group: Group,
    /// Whether it is this person's, or of an organisation that they act for.
    pub mine: bool,
}

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Work.
    Work,
    /// Use and payment.
    Use,
    /// Anything else.
    Other,
}

impl Digest {
    /// Reads the books.
    pub fn of(commons: &mut Commons, today: Day) -> Result<Digest, Trouble> {
        commons.books()?;
        let rows = commons
            .index()
            .entries(&LISTED_KINDS, 0, u64::from(u32::MAX))?;
        let mut digest = Digest::default();
        digest.read_entries(commons);
        let refused = commons.books_read().quarantine(commons.charter());
        digest.refused = refused
            .into_iter()
            .map(|refused| (refused.fact, refused.reason.to_string()))
            .collect();
        digest.read_pending(commons, today);
        digest.list(commons, &rows);
        digest.find_waiting(commons, today);
        Ok(digest)
    }

    fn read_entries(&mut self, commons: &Commons) {
        let me = commons.me();
        let mut withdrawn = BTreeSet::new();
        for entry in commons.books_read().entries() {
            match &entry.fact.fact {
                Fact::ContributionReview(review) => {
                    let accepted = (review.accepted.mantissa != 0)
                        .then(|| super::ledger::quantity_words(&review.accepted));
                    let review_line = EntryReview {
                        fact: entry.id,
                        by: commons.called(entry.fact.by),
                        day: entry.fact.day,
                        accepted,
                        reason: review.reason.clone(),
                        mine: Some(entry.fact.by) == me,
                    };
                    self.reviews
                        .entry(review.contribution)
                        .or_default()
                        .push(review_line);
                }
                Fact::ReviewWithdrawn(gone) => {
                    withdrawn.insert(gone.review);
                }
                Fact::PaymentConfirmed(confirmed) => {
                    self.confirmed.insert(confirmed.payment);
                }
                Fact::CoSign(signed) => {
                    self.signers
                        .entry(signed.fact)
                        .or_default()
                        .insert(entry.fact.by);
                }
                Fact::ClassAttestation(_) => {
                    self.signers
                        .entry(entry.id)
                        .or_default()
                        .insert(entry.fact.by);
                }
                Fact::UseReport(used) if used.commercial => {
                    self.users.insert(used.user);
                }
                Fact::Contribution(work) => self.count_build(work),
                _ => {}
            }
        }
        for reviews in self.reviews.values_mut() {
            reviews.retain(|review| !withdrawn.contains(&review.fact));
        }
    }

    fn count_build(&mut self, work: &Contribution) {
        if let Some(state) = work.state.as_ref().filter(|_| work.kind == BUILD_REPORT) {
            *self.builds.entry(state.design).or_default() += 1;
        }
    }

    fn read_pending(&mut self, commons: &Commons, today: Day) {
        let books = commons.books_read();
        let gaining: BTreeSet<AgentId> = books
            .entries()
            .filter_map(|entry| match &entry.fact.fact {
                Fact::Contribution(work) => Some(work.beneficiary()),
                _ => None,
            })
            .collect();
        for agent in gaining {
            if let Some(status) = books.status(commons.charter(), agent, today) {
                let waiting = status.pending.iter().map(|one| (one.claim, one.reason));
                self.pending.extend(waiting);
            }
        }
    }

    fn list(&mut self, commons: &Commons, rows: &[EntryRow]) {
        let books = commons.books_read();
        let me = commons.me();
        let is_mine = |agent: AgentId| me.is_some_and(|me| commons.charter().speaks_for(me, agent));
        self.listed = rows
            .iter()
            .filter_map(|row| {
                let written = &books.entry(row.fact)?.fact;
                let subject = crate::look::ledger::subject(&written.fact);
                let group = match &written.fact {
                    Fact::Contribution(_) => Group::Work,
                    Fact::UseReport(_) | Fact::Payment(_) | Fact::Agreement(_) => Group::Use,
                    _ => Group::Other,
                };
                Some(Listed {
                    fact: row.fact,
                    group,
                    mine: Some(written.by) == me || subject.is_some_and(is_mine),
                })
            })
            .collect();
    }

    fn find_waiting(&mut self, commons: &Commons, today: Day) {
        let Some(me) = commons.me() else {
            return;
        };
        let charter = commons.charter();
        let books = commons.books_read();
        for entry in books.entries() {
            let id = entry.id;
            if self.refused.contains_key(&id) {
                continue;
            }
            let waits = match &entry.fact.fact {
                Fact::Contribution(_) => match self.pending.get(&id) {
                    Some(PendingReason::Confirmation { by }) => *by == me,
                    Some(PendingReason::Reviews { .. }) => {
                        books.reviewers(charter, id).contains(&me)
                    }
                    _ => false,
                },
                Fact::Payment(_) => {
                    charter.has_role(me, Role::Treasurer) && !self.confirmed.contains(&id)
                }
                Fact::ClassAttestation(attested) => {
                    let needed = commons.policy(today).attesters as usize;
                    let signers = self.signers.get(&id);
                    charter.has_role(me, Role::Maker)
                        && !charter.speaks_for(me, attested.agent)
                        && signers.is_some_and(|all| all.len() < needed && !all.contains(&me))
                }
                _ => false,
            };
            if waits {
                self.waits.insert(id);
            }
        }
    }
}
