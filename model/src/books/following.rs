//! The one way in which the charter enters the books: what each fact is worth by it.

use super::judge::Judge;
use super::{Books, translate};
use crate::charter::{Charter, Role};
use crate::id::AgentId;
use crate::rsd1::fact::Acting;
use crate::rsd1::facts::{Fill, No, Stored, Verdict};
use crate::rsd1::{Body, Policies};

/// The door for the charter.
impl Books {
    /// Judges what came, by this charter; and everything again where the charter is another than the last time.
    ///
    /// This is the one way in which the charter enters the books: who has which key and role, who acts for whom, and by
    /// which rules. Whatever changes in it, what the books say afterwards is what books would say that had known this
    /// charter from the beginning; what does not change with it stays derived. Every question asks this first.
    pub fn follow(&mut self, charter: &Charter) {
        let heads = charter.heads();
        let is_followed = self.followed.as_ref() == Some(&heads);
        if is_followed && self.unjudged.is_empty() {
            return;
        }
        let Some(policies) = charter.policies() else {
            return;
        };
        if is_followed {
            self.authors.follow_new(charter);
            for no in std::mem::take(&mut self.unjudged) {
                self.judge_new(charter, policies, no);
            }
            self.judge_by_seals(charter, policies);
            return;
        }
        self.take(charter, policies);
    }

    /// Judges everything by this charter and these rules.
    pub(super) fn take(&mut self, charter: &Charter, policies: &Policies) {
        let unjudged = std::mem::take(&mut self.unjudged);
        self.followed = Some(charter.heads());
        self.authors.follow(charter);
        self.govern(charter, policies);
        self.judge_all(charter, policies);
        self.judge_by_seals(charter, policies);
        for no in unjudged {
            self.accounts.touch(no);
        }
    }

    fn govern(&mut self, charter: &Charter, policies: &Policies) {
        // Whoever once had a role had it when they signed; who had lost it by then was left out before.
        let with_role = |role| charter.ever_had(role).into_iter().collect::<Vec<_>>();
        self.accounts.govern(
            charter.commons(),
            policies.clone(),
            &with_role(Role::Steward),
            &with_role(Role::Treasurer),
        );
        self.take_over_acting(charter);
    }

    /// Who acts for an organisation belongs to it: the charter says so like a fact. So does who once acted for
    /// it: else a review that did not count would begin to when its author leaves.
    fn take_over_acting(&mut self, charter: &Charter) {
        let mut gone = std::mem::take(&mut self.acting);
        for organisation in charter.organisations() {
            for (person, since) in &organisation.acted {
                let acting = Acting {
                    person: *person,
                    organisation: organisation.id,
                    since: *since,
                };
                let key = (acting.person, acting.organisation, acting.since);
                let no = match gone.remove(&key) {
                    Some(no) => no,
                    None => self.put_acting(acting),
                };
                self.acting.insert(key, no);
            }
        }
        for no in gone.into_values() {
            self.accounts.settle(no, Fill::Nothing, Verdict::Inert);
        }
    }

    fn put_acting(&mut self, acting: Acting) -> No {
        let what = format!("acts for, since {}", acting.since);
        let id = translate::derived(&what, acting.person, acting.organisation);
        let body = Body::Acting(acting);
        let no = match self.accounts.facts().find(id) {
            Some(no) => no,
            None => self.accounts.put(id, Some(body)),
        };
        self.keep(no, None);
        self.accounts.settle_new(no, Fill::Nothing, Verdict::Counts);
        no
    }

    fn judge_all(&mut self, charter: &Charter, policies: &Policies) {
        for at in 0..self.written.len() {
            if self.written[at].is_some() {
                self.judge(charter, policies, No::at(at));
            }
        }
    }

    /// Judges again what came to lie in a seal that holds, or lies in none any more.
    fn judge_by_seals(&mut self, charter: &Charter, policies: &Policies) {
        for no in self.find_in_seals(policies) {
            self.judge(charter, policies, no);
        }
    }

    /// What a new fact is worth, and what others are worth with it.
    fn judge_new(&mut self, charter: &Charter, policies: &Policies, no: No) {
        let (fill, verdict) = self.judged(charter, policies, no);
        self.accounts.settle_new(no, fill, verdict);
        let facts = self.accounts.facts();
        let mut others: Vec<No> = facts.said(no).collect();
        others.extend(self.licences.naming(facts.id(no)));
        if let Stored::CoSign { fact: other, .. } | Stored::Confirm { claim: other, .. } =
            facts.stored(no)
        {
            others.push(*other);
        }
        for other in others {
            if self.written.get(other.index()).is_some_and(Option::is_some) {
                self.judge(charter, policies, other);
            }
        }
    }

    /// Judges a fact again.
    fn judge(&mut self, charter: &Charter, policies: &Policies, no: No) {
        let (fill, verdict) = self.judged(charter, policies, no);
        self.accounts.settle(no, fill, verdict);
    }

    /// Who judges by all that is known here.
    pub(super) fn judge_by<'a>(
        &'a self,
        charter: &'a Charter,
        policies: &'a Policies,
    ) -> Judge<'a> {
        Judge {
            facts: self.accounts.facts(),
            written: &self.written,
            authors: &self.authors,
            charter,
            policies,
            in_seals: &self.in_seals,
            ledgers: &self.ledgers,
            licences: &self.licences,
        }
    }

    fn judged(&mut self, charter: &Charter, policies: &Policies, no: No) -> (Fill, Verdict) {
        let judge = self.judge_by(charter, policies);
        let (fill, verdict) = judge.judge(no);
        let id = judge.facts.id(no);
        match verdict {
            Ok(verdict) => {
                self.refused.remove(&id);
                (fill, verdict)
            }
            Err(refusal) => {
                let by = self.author(no).unwrap_or(AgentId([0; 16]));
                self.refused.insert(id, (by, refusal));
                (fill, Verdict::Refused)
            }
        }
    }
}
