//! The facts, and what was judged of them; also of facts that are only tried out.

use std::collections::{BTreeMap, BTreeSet};

use super::Page;
use crate::day::Day;
use crate::id::{AgentId, FactId};
use crate::rsd1::derive::{Known, Outcome, Question, outcome};
use crate::rsd1::fact::Body;
use crate::rsd1::facts::{Facts, Fill, No, Standing, Stored, Touched, Verdict};
use crate::rsd1::period::Period;
use crate::rsd1::policies::{PeriodRules, Policies};
use crate::rsd1::rows::Rows;
use crate::rsd1::seal::{SealStanding, Seals};
use crate::rsd1::status::{Flag, Needs};

/// At most so many questioned facts are tried out for one status.
pub const CHALLENGES_MAX: usize = 32;

/// Facts, and what was judged of them.
#[derive(Clone, Default, Debug)]
pub(in crate::rsd1) struct Derived {
    pub(in crate::rsd1) facts: Facts,
    seals: Option<Seals>,
    known: Known,
}

impl Derived {
    pub(super) fn of(facts: Facts) -> Derived {
        Derived {
            facts,
            ..Derived::default()
        }
    }

    pub(in crate::rsd1) fn outcome(
        &mut self,
        policies: &Policies,
        (agent, as_of): (AgentId, Day),
        rows: &mut Rows,
    ) -> Outcome {
        let chosen = self.seals.take();
        let seals = chosen.unwrap_or_else(|| Seals::choose(&self.facts, policies));
        let question = Question {
            facts: &self.facts,
            seals: self.seals.insert(seals),
            policies,
            agent,
            as_of,
        };
        outcome(question, &mut self.known, rows)
    }

    /// Every seal, and what became of it.
    pub(super) fn seals(&mut self, policies: &Policies) -> Vec<SealStanding> {
        let facts = &self.facts;
        let seals = self
            .seals
            .get_or_insert_with(|| Seals::choose(facts, policies));
        seals.standings(facts, policies)
    }

    /// Which of these facts a seal that holds accepts.
    pub(super) fn in_seals(&mut self, policies: &Policies, of: &[No]) -> BTreeSet<No> {
        let facts = &self.facts;
        let seals = self
            .seals
            .get_or_insert_with(|| Seals::choose(facts, policies));
        let lies = |no: &No| seals.accepts(facts, *no, Day::LAST);
        of.iter().copied().filter(lies).collect()
    }

    /// The rules of each period.
    pub(super) fn rules(&mut self, policies: &Policies) -> PeriodRules {
        let facts = &self.facts;
        let seals = self
            .seals
            .get_or_insert_with(|| Seals::choose(facts, policies));
        PeriodRules {
            policies: policies.clone(),
            sealed: seals.named_rules().clone(),
        }
    }

    /// Facts that a decision of enough stewards says shall not count.
    pub(super) fn voided(&self, policies: &Policies, as_of: Day) -> BTreeSet<FactId> {
        let (quorum, begun) = (policies.least_quorum(), policies.index_on(as_of));
        let all = (0..self.facts.numbers_end()).map(No::at);
        let voids = all.filter(|no| self.facts.counts(*no) && self.facts.is_enough_by(*no, begun));
        let voided = voids.filter_map(|no| match self.facts.stored(no) {
            Stored::Void { fact, signers, .. } if self.facts.stewards_among(signers) >= quorum => {
                Some(self.facts.id(*fact))
            }
            _ => None,
        });
        voided.collect()
    }

    /// The decisions of enough stewards, by all rules that were adopted, that take a fact out.
    pub(super) fn voids(&self, policies: &Policies, no: No) -> impl Iterator<Item = No> {
        let quorum = policies.least_quorum();
        let said = self.facts.said(no).filter(|said| self.facts.counts(*said));
        let said = said.filter(|said| !self.facts.has_end(*said));
        said.filter(move |said| {
            matches!(self.facts.stored(*said), Stored::Void { signers, .. }
                if self.facts.stewards_among(signers) >= quorum)
        })
    }

    /// The first day of the earliest closed period that knows a fact.
    pub(super) fn sealed_since(&mut self, policies: &Policies, no: No) -> Option<Day> {
        let facts = &self.facts;
        let seals = self
            .seals
            .get_or_insert_with(|| Seals::choose(facts, policies));
        seals.since(facts, no)
    }

    /// What stands in a ledger and no closed period before that day knows.
    pub(super) fn unknown_before(&mut self, policies: &Policies, first: Day) -> Vec<No> {
        let facts = &self.facts;
        let seals = self
            .seals
            .get_or_insert_with(|| Seals::choose(facts, policies));
        let all = (0..facts.numbers_end()).map(No::at);
        let in_ledger = all.filter(|no| facts.place(*no).seq > 0);
        let before = first.plus(-1);
        in_ledger
            .filter(|no| !seals.accepts(facts, *no, before))
            .collect()
    }

    /// The first days of the closed periods.
    pub(super) fn closed(&mut self, policies: &Policies) -> BTreeSet<Day> {
        let facts = &self.facts;
        let seals = self
            .seals
            .get_or_insert_with(|| Seals::choose(facts, policies));
        seals.closed().map(Period::first).collect()
    }

    pub(super) fn knows_nothing(&self) -> bool {
        self.known.is_empty() && self.seals.is_none()
    }

    pub(super) fn forget(&mut self, touched: &Touched) {
        if touched.everything {
            return self.forget_all();
        }
        for known in self.known.values_mut() {
            known.forget(&self.facts, touched);
        }
    }

    /// Forgets which seals hold.
    pub(super) fn forget_seals(&mut self) {
        self.seals = None;
    }

    pub(super) fn forget_all(&mut self) {
        self.known.clear();
        self.seals = None;
    }

    /// What would be without each fact that somebody questions.
    pub(super) fn disputes(
        &mut self,
        policies: &Policies,
        asked: (AgentId, Day),
        outcome: &Outcome,
        page: &Page,
    ) -> Vec<Flag> {
        let mut questioned: BTreeMap<FactId, (No, AgentId)> = BTreeMap::new();
        for (question, (no, by)) in &page.about.questions {
            if self.is_answered(policies, (*question, *by), asked.1) {
                continue;
            }
            let id = self.facts.id(*no);
            questioned.entry(id).or_insert((*no, *by));
        }
        let differs = |(fact, (no, by)): (FactId, (No, AgentId))| {
            let other = self.without(no, policies, asked, &page.rows)?;
            let is_other = (other.code, other.owed) != (outcome.code, outcome.owed);
            is_other.then_some(Flag::Disputed {
                fact,
                by,
                code: other.code,
                owed: other.owed,
            })
        };
        questioned
            .into_iter()
            .take(CHALLENGES_MAX)
            .filter_map(differs)
            .collect()
    }

    /// Whether a question is open no more: who asked it has taken it back, or enough stewards decided that it does not
    /// count.
    fn is_answered(
        &self,
        policies: &Policies,
        (question, by): (FactId, AgentId),
        as_of: Day,
    ) -> bool {
        let Some(no) = self.facts.find(question) else {
            return false;
        };
        let (quorum, begun) = (policies.least_quorum(), policies.index_on(as_of));
        let said = self.facts.said(no).filter(|no| self.facts.counts(*no));
        let mut said = said.filter(|no| self.facts.is_enough_by(*no, begun));
        said.any(|no| match self.facts.stored(no) {
            Stored::Withdrawn { by: who, .. } => self.facts.agent(*who) == by,
            Stored::Void { signers, .. } => self.facts.stewards_among(signers) >= quorum,
            _ => false,
        })
    }

    /// The outcome without a fact; `None` where it does not count anyway.
    fn without(
        &mut self,
        no: No,
        policies: &Policies,
        asked: (AgentId, Day),
        rows: &Rows,
    ) -> Option<Outcome> {
        if self.facts.standing(no) != Standing::Counts {
            return None;
        }
        let touched = self.facts.touched_by(no);
        self.forget(&touched);
        self.facts.stand(no, Standing::Inert);
        // A part of an account may be gone, and not only be worth less.
        let mut rows = match touched.everything || self.facts.any_claim(no).is_some() {
            true => Rows::of(&self.facts, asked.0),
            false => rows.tried(&[&touched]),
        };
        let outcome = self.outcome(policies, asked, &mut rows);
        self.facts.stand(no, Standing::Counts);
        self.forget(&touched);
        Some(outcome)
    }
}

/// Trials: facts that are put in and taken back.
impl Derived {
    /// Puts in a fact to be tried out.
    pub(in crate::rsd1) fn try_put(&mut self, id: FactId, body: Body) -> Tried {
        let no = self.facts.put(id, Some(body), Standing::Counts);
        let touched = self.facts.touched_by(no);
        self.forget(&touched);
        Tried { no, touched }
    }

    /// Takes back the fact that was put in last.
    pub(in crate::rsd1) fn take_back(&mut self, tried: &Tried) {
        self.forget(&tried.touched);
        self.facts.take_back(tried.no);
    }

    /// Lets a fact that waits for signatures count as if these had signed it; gives what it takes to undo that.
    pub(in crate::rsd1) fn sign(&mut self, no: No, signers: &[AgentId]) -> Option<Signed> {
        let signed = Signed {
            needs: self.facts.waiting(no)?.needs,
            signers: self.facts.signers(no),
            until: self.facts.set_end(no, None),
            tried: Tried {
                no,
                touched: self.facts.touched_by(no),
            },
        };
        self.forget(&signed.tried.touched);
        if signed.signers.is_some() {
            self.facts.fill(no, Fill::Signers(signers.to_vec()));
        }
        self.facts.stand(no, Standing::Counts);
        Some(signed)
    }

    /// Lets the fact wait as before.
    pub(in crate::rsd1) fn take_back_signatures(&mut self, signed: Signed) {
        let no = signed.tried.no;
        let verdict = match signed.until {
            Some(until) => Verdict::Until(signed.needs, until),
            None => Verdict::Waits(signed.needs),
        };
        self.facts.judge(no, verdict);
        if let Some(signers) = signed.signers {
            self.facts.fill(no, Fill::Signers(signers));
        }
        self.forget(&signed.tried.touched);
    }
}

/// A fact that is tried out, and what it touches.
pub(in crate::rsd1) struct Tried {
    no: No,
    pub(in crate::rsd1) touched: Touched,
}

/// A fact that is tried out with signatures, and how it stood before.
pub(in crate::rsd1) struct Signed {
    needs: Needs,
    signers: Option<Vec<AgentId>>,
    until: Option<usize>,
    pub(in crate::rsd1) tried: Tried,
}
