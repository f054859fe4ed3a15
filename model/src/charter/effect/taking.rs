//! Taking endings: what they cover from then on, and giving up those that must not be taken.

use super::weigher::Weigher;
use crate::charter::act::{Act, Joined, StayingDocument, StaysOf};
use crate::charter::right::Subject;
use crate::id::FactId;
use std::collections::BTreeSet;

impl Weigher<'_> {
    /// Whether no taken withdrawal leaves the join out.
    pub(super) fn join_stands(&self, place: usize, act: &Joined) -> bool {
        let standing = self.standing.get(&act.invitation);
        standing.is_none_or(|joins| joins.contains(&self.record(place).id))
    }

    /// The withdrawal by which a join is left out.
    pub(super) fn withdrawn_by(&self, join: usize, act: &Joined) -> Option<usize> {
        let subject = Subject::Invitation(act.invitation);
        let id = self.record(join).id;
        let mut withdrawals = self.covering.get(&subject).into_iter().flatten();
        let leaves_out = |withdrawal: &&usize| match &self.record(**withdrawal).written.act {
            Act::InvitationWithdrawn(act) => act.stands.binary_search(&id).is_err(),
            _ => false,
        };
        withdrawals.find(leaves_out).copied()
    }

    /// Takes an ending, unless then it must not be taken by `may`.
    pub(super) fn take(
        &mut self,
        ending: usize,
        subject: Subject,
        may: impl FnOnce(&mut Self) -> bool,
    ) -> bool {
        self.epoch += 1;
        if self.is_covered_already(ending, subject) {
            return true;
        }
        self.covering.entry(subject).or_default().push(ending);
        let before = self.withdraw(ending);
        if may(self) {
            let given_last = self.given_last.get(&subject).copied().unwrap_or(0);
            if self.record(ending).start_op >= given_last {
                self.last_words.entry(subject).or_default().push(ending);
            }
            return true;
        }
        self.epoch += 1;
        self.covering.entry(subject).or_default().pop();
        if let Subject::Invitation(invitation) = subject {
            match before {
                Some(joins) => self.standing.insert(invitation, joins),
                None => self.standing.remove(&invitation),
            };
        }
        false
    }

    /// Notes which joins a withdrawal lets stand; gives what stood before.
    fn withdraw(&mut self, ending: usize) -> Option<BTreeSet<FactId>> {
        let Act::InvitationWithdrawn(act) = &self.record(ending).written.act else {
            return None;
        };
        let before = self.standing.get(&act.invitation).cloned();
        let still = |join: &FactId| before.as_ref().is_none_or(|joins| joins.contains(join));
        let joins = act.stands.iter().copied().filter(still).collect();
        self.standing.insert(act.invitation, joins);
        before
    }

    /// Whether a taken ending that this one had seen covers all that it covers. It does when nothing was
    /// given since, and this one names no number in the charter.
    fn is_covered_already(&self, ending: usize, subject: Subject) -> bool {
        if matches!(subject, Subject::Invitation(_)) || self.names_charter(ending) {
            return false;
        }
        let mut last_words = self.last_words.get(&subject).into_iter().flatten();
        last_words.any(|older| {
            self.step();
            self.sees(ending, *older)
        })
    }

    fn names_charter(&self, ending: usize) -> bool {
        let charter = |documents: &[StayingDocument]| {
            let place = documents.binary_search_by_key(&self.charter, |staying| staying.document);
            place.is_ok()
        };
        match self.record(ending).written.act.stays() {
            Some(StaysOf::Devices(devices)) => {
                devices.iter().any(|staying| charter(&staying.documents))
            }
            Some(StaysOf::Device(_, documents)) => charter(documents),
            None => false,
        }
    }
}
