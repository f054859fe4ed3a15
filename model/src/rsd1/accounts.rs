//! Everybody's status, kept up as facts come in: what a fact does not touch is not derived again.
//!
//! Three things are kept. Facts stand in lists by what they are about ([`Facts`]). What was judged stays known until a
//! fact touches it: each contribution, and the minutes of each provider and day, in the view and under the policy in
//! which they were judged. A status stays known until a fact touches its agent, or another day is asked.

use std::collections::BTreeMap;

use super::derive::{Known, Outcome, Question, outcome};
use super::fact::{Body, Fact};
use super::facts::{About, Facts, Fill, Marks, No, Standing, Touched, Verdict, Word};
use super::fingerprint::fingerprint;
use super::policies::Policies;
use super::remedy::remedies;
use super::seal::Seals;
use super::status::{Flag, Needs, Status};
use crate::day::Day;
use crate::id::{AgentId, CommonsId, DocumentId, FactId};
use crate::number::Rational;

/// At most so many questioned facts are tried out for one status.
pub const CHALLENGES_MAX: usize = 32;
/// So many statuses stay known; then all are derived anew when they are asked for.
pub const STATUSES_MAX: usize = 4096;

/// The facts and policies of one commons, and where everybody stands.
#[derive(Clone, Debug)]
pub struct Accounts {
    commons: CommonsId,
    policies: Policies,
    derived: Derived,
    statuses: BTreeMap<AgentId, Status>,
}

/// Facts, and what was judged of them.
#[derive(Clone, Default, Debug)]
pub(super) struct Derived {
    pub(super) facts: Facts,
    /// The seals that hold, if so many stewards must sign.
    seals: Option<(usize, Seals)>,
    known: Known,
    marks: Marks,
}

impl Accounts {
    /// Accounts without facts.
    pub fn new(commons: CommonsId, policies: Policies) -> Accounts {
        Accounts::of(commons, policies, Facts::default())
    }

    pub(super) fn of(commons: CommonsId, policies: Policies, facts: Facts) -> Accounts {
        Accounts {
            commons,
            policies,
            derived: Derived {
                facts,
                ..Derived::default()
            },
            statuses: BTreeMap::new(),
        }
    }

    /// Takes in one fact; says whether it was new. Order does not matter.
    pub fn add(&mut self, fact: Fact) -> bool {
        let (id, is_signed) = (fact.id, fact.signed.is_some());
        if !self.derived.facts.add(fact) {
            return false;
        }
        if is_signed {
            // Every status lists what was signed with a wrong key.
            self.statuses.clear();
        }
        if let Some(no) = self.derived.facts.find(id) {
            self.touch(no);
        }
        true
    }

    /// Where one agent stands on a day, and why.
    pub fn status(&mut self, agent: AgentId, as_of: Day) -> &Status {
        let is_known = |status: &Status| status.as_of == as_of;
        if !self.statuses.get(&agent).is_some_and(is_known) {
            if self.statuses.len() >= STATUSES_MAX {
                self.statuses.clear();
            }
            let status = self.derive(agent, as_of);
            self.statuses.insert(agent, status);
        }
        &self.statuses[&agent]
    }

    fn derive(&mut self, agent: AgentId, as_of: Day) -> Status {
        let policies = &self.policies;
        let policy = policies.on(as_of);
        let about = self.derived.about(agent);
        let outcome = self.derived.outcome(policies, agent, as_of);
        let disputes = self
            .derived
            .disputes(policies, agent, as_of, &outcome, &about);
        let waiting = &about.waiting;
        let remedies = remedies(
            &mut self.derived,
            policies,
            (agent, as_of),
            &outcome,
            waiting,
        );
        let waiting = waiting
            .iter()
            .filter_map(|no| self.derived.facts.waiting(*no));
        let forged = self.derived.facts.quarantine();
        let mut status = Status {
            agent,
            as_of,
            code: outcome.code,
            owed: outcome.owed,
            currency: policy.currency,
            binding: policy.binding,
            due: outcome.due,
            accruing: outcome.accruing,
            points: outcome.balance.max(Rational::zero()),
            recent_points: outcome.recent,
            lines: outcome.lines,
            flags: outcome.flags.into_iter().chain(disputes).collect(),
            pending: outcome.pending,
            unconfirmed: outcome.unconfirmed,
            waiting: waiting.collect(),
            quarantine: about.refused.into_iter().chain(forged).collect(),
            remedies,
            used: about.used,
            fingerprint: [0; 32],
        };
        status.flags.sort();
        status.fingerprint = fingerprint(self.commons, policies, &status);
        status
    }

    /// Forgets what a fact touches: after it was put in or is judged otherwise.
    pub(crate) fn touch(&mut self, no: No) {
        if self.statuses.is_empty() && self.derived.knows_nothing() {
            return;
        }
        let touched = self.derived.facts.touched_by(no);
        if touched.everything {
            self.statuses.clear();
        }
        for agent in &touched.agents {
            let agent = self.derived.facts.agent(*agent);
            self.statuses.remove(&agent);
        }
        self.derived.forget(&touched);
    }
}

/// For the books, which judge what counts.
impl Accounts {
    pub(crate) fn facts(&self) -> &Facts {
        &self.derived.facts
    }

    /// Puts in a fact; it counts for nothing until [`Accounts::settle`].
    pub(crate) fn put(&mut self, id: FactId, body: Option<Body>) -> No {
        self.derived.facts.put(id, body, Standing::Inert)
    }

    /// Notes in which ledger a fact stands, and where.
    pub(crate) fn put_at(&mut self, no: No, document: DocumentId, seq: u64) -> bool {
        let is_new = self.derived.facts.put_at(no, document, seq);
        if is_new {
            // Seals may name a ledger before its first entry arrives.
            self.derived.seals = None;
        }
        is_new
    }

    /// The number of a word.
    pub(crate) fn word(&mut self, text: &str) -> Word {
        self.derived.facts.word_number(text)
    }

    /// Lets a fact stand as it was judged, with what was found out about it; says whether that is new.
    pub(crate) fn settle(&mut self, no: No, fill: Fill, verdict: Verdict) -> bool {
        let is_other = self.derived.facts.fill(no, fill);
        self.derived.facts.judge(no, verdict) || is_other
    }

    /// Takes over the rules and roles of the charter; what changes with them is derived anew.
    pub(crate) fn govern(
        &mut self,
        commons: CommonsId,
        policies: Policies,
        stewards: &[AgentId],
        treasurers: &[AgentId],
    ) {
        let is_same = (self.commons, &self.policies) == (commons, &policies);
        if self.derived.facts.set_roles(stewards, treasurers) || !is_same {
            (self.commons, self.policies) = (commons, policies);
            self.statuses.clear();
            self.derived.forget_all();
        }
    }
}

impl Derived {
    fn about(&mut self, agent: AgentId) -> About {
        self.facts.about(agent, &mut self.marks)
    }

    pub(super) fn outcome(&mut self, policies: &Policies, agent: AgentId, as_of: Day) -> Outcome {
        let quorum = policies.on(as_of).seal_quorum as usize;
        let is_chosen = |(known, _): &(usize, Seals)| *known == quorum;
        if !self.seals.as_ref().is_some_and(is_chosen) {
            if self.seals.is_some() {
                self.forget_all();
            }
            self.seals = Some((quorum, Seals::choose(&self.facts, quorum)));
        }
        let (_, seals) = self.seals.as_ref().expect("chosen above");
        let question = Question {
            facts: &self.facts,
            seals,
            policies,
            agent,
            as_of,
        };
        outcome(question, &mut self.known)
    }

    fn knows_nothing(&self) -> bool {
        self.known.is_empty() && self.seals.is_none()
    }

    fn forget(&mut self, touched: &Touched) {
        if touched.everything {
            return self.forget_all();
        }
        for known in self.known.values_mut() {
            known.forget(touched);
        }
    }

    fn forget_all(&mut self) {
        self.known.clear();
        self.seals = None;
    }

    /// What would be without each fact that somebody questions.
    fn disputes(
        &mut self,
        policies: &Policies,
        agent: AgentId,
        as_of: Day,
        outcome: &Outcome,
        about: &About,
    ) -> Vec<Flag> {
        let mut questioned: BTreeMap<FactId, (No, AgentId)> = BTreeMap::new();
        for (_, no, by) in &about.questions {
            let id = self.facts.id(*no);
            questioned.entry(id).or_insert((*no, *by));
        }
        let differs = |(fact, (no, by)): (FactId, (No, AgentId))| {
            let other = self.without(no, policies, agent, as_of)?;
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

    /// The outcome without a fact; `None` where it does not count anyway.
    fn without(
        &mut self,
        no: No,
        policies: &Policies,
        agent: AgentId,
        as_of: Day,
    ) -> Option<Outcome> {
        if self.facts.standing(no) != Standing::Counts {
            return None;
        }
        self.forget_touched(no);
        self.facts.stand(no, Standing::Inert);
        let outcome = self.outcome(policies, agent, as_of);
        self.facts.stand(no, Standing::Counts);
        self.forget_touched(no);
        Some(outcome)
    }
}

/// Trials: facts that are put in and taken back.
impl Derived {
    /// Puts in a fact to be tried out.
    pub(super) fn try_put(&mut self, id: FactId, body: Body) -> No {
        let no = self.facts.put(id, Some(body), Standing::Counts);
        self.forget_touched(no);
        no
    }

    /// Takes back the fact that was put in last.
    pub(super) fn take_back(&mut self, no: No) {
        self.forget_touched(no);
        self.facts.take_back(no);
    }

    /// Lets a fact that waits for signatures count as if these had signed it; gives what it takes to undo that.
    pub(super) fn sign(&mut self, no: No, signers: &[AgentId]) -> Option<Unsigned> {
        let before = Unsigned {
            needs: self.facts.waiting(no)?.needs,
            signers: self.facts.signers(no),
        };
        self.forget_touched(no);
        if before.signers.is_some() {
            self.facts.fill(no, Fill::Signers(signers.to_vec()));
        }
        self.facts.stand(no, Standing::Counts);
        Some(before)
    }

    /// Lets the fact wait as before.
    pub(super) fn take_back_signatures(&mut self, no: No, before: Unsigned) {
        self.facts.judge(no, Verdict::Waits(before.needs));
        if let Some(signers) = before.signers {
            self.facts.fill(no, Fill::Signers(signers));
        }
        self.forget_touched(no);
    }

    fn forget_touched(&mut self, no: No) {
        let touched = self.facts.touched_by(no);
        self.forget(&touched);
    }
}

/// How a fact stood before it was tried out.
pub(super) struct Unsigned {
    needs: Needs,
    signers: Option<Vec<AgentId>>,
}
