//! The books of a commons: ledger facts, indexed by whom they are about, judged by the charter, and each agent's status.
//!
//! Facts come in one at a time and in any order, and so do the acts of the charter. A fact is judged when it comes, and
//! again when another one or the charter changes what it is worth; a status is derived again when a fact touches it. So
//! books that have grown by one fact know nearly everything already, and still say what books would say that read all
//! facts anew (decision 11).

mod authors;
mod judge;
mod translate;

use std::collections::{BTreeMap, BTreeSet};

use crate::charter::{Charter, Role};
use crate::day::Day;
use crate::id::{AgentId, ChangeHash, CommonsId, DeviceId, DocumentId, FactId};
use crate::ledger::{FactProblem, WrittenFact};
use crate::number::{Currency, Decimal};
use crate::rsd1::fact::Affiliation;
use crate::rsd1::facts::{AgentNo, Fill, No, Stored, Verdict, Word};
use crate::rsd1::{Accounts, Body, Policies, Policy, Preset, Status};
use authors::Authors;
use judge::Judge;

/// A fact of a ledger in its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BookEntry {
    /// The fact's id.
    pub id: FactId,
    /// The device whose key signed it.
    pub device: DeviceId,
    /// The ledger.
    pub document: DocumentId,
    /// Its place in the ledger, from 1.
    pub seq: u64,
    /// The fact.
    pub fact: WrittenFact,
}

/// A fact that is kept and shown and does not count.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Quarantined {
    /// The fact.
    pub fact: FactId,
    /// Who it says has written it.
    pub by: AgentId,
    /// Why it does not count.
    pub reason: Refusal,
}

/// Why a fact does not count (RSD-1, sections 0 and 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// What it says cannot be.
    #[error(transparent)]
    Problem(#[from] FactProblem),
    /// Signed with a key that is not its author's.
    #[error("signed with a key that is not the author's")]
    NotTheirKey,
    /// Its author has not the role that it needs, or had it no more.
    #[error("the author has not the role that this needs")]
    RoleMissing(Role),
    /// It lies beyond what stays of its author, who was removed or lost the right to write.
    #[error("written after its author was removed or lost the right to write")]
    Excluded,
    /// In another currency than that of the commons.
    #[error("the amount is in another currency than that of the commons")]
    OtherCurrency,
    /// Somebody says that money has come for whom they do not act.
    #[error("the author does not act for the one who got the money")]
    NotTheReceiver,
    /// A use report or seal that is not inside one period.
    #[error("the days do not lie in one period")]
    NotOnePeriod,
    /// A quantity in a unit in which this type of contribution is not counted.
    #[error("this type of contribution is not counted in that unit")]
    OtherUnit,
}

/// All ledger facts of one commons.
#[derive(Clone, Debug)]
pub struct Books {
    accounts: Accounts,
    /// What is needed to judge facts, by their numbers; `None` for mere names and for what the charter says.
    written: Vec<Option<Written>>,
    authors: Authors,
    /// What came since the charter was followed last.
    unjudged: Vec<No>,
    refused: BTreeMap<FactId, (AgentId, Refusal)>,
    /// What the charter says of who acts for an organisation.
    acting: BTreeMap<(AgentId, AgentId), No>,
    /// The ledgers, as the places of facts name them.
    ledgers: Vec<DocumentId>,
    /// The newest acts of the charter that was followed last.
    followed: Option<Vec<ChangeHash>>,
    len: usize,
}

/// What the derivation does not read of a fact, and who judges it does.
#[derive(Clone, Copy, Debug)]
struct Written {
    /// Who wrote it, with which key.
    author: u32,
    problem: Option<FactProblem>,
    detail: Detail,
}

/// What is counted by the rules of the commons.
#[derive(Clone, Copy, Debug)]
enum Detail {
    None,
    Quantity(Decimal, Word),
    Money(Currency),
    Days(Day, Day),
    Shared(Currency),
    Received(AgentId),
}

impl Default for Books {
    fn default() -> Books {
        // Nothing is judged by these rules: no status is given before the founding has brought its own.
        let rules = Policies::founded(Policy::preset(Preset::CopyFair));
        Books {
            accounts: Accounts::new(CommonsId([0; 16]), rules),
            written: Vec::new(),
            authors: Authors::default(),
            unjudged: Vec::new(),
            refused: BTreeMap::new(),
            acting: BTreeMap::new(),
            ledgers: Vec::new(),
            followed: None,
            len: 0,
        }
    }
}

impl Books {
    /// Empty books.
    pub fn new() -> Books {
        Books::default()
    }

    /// Takes in one fact; says whether it was new. Order does not matter.
    pub fn add(&mut self, entry: BookEntry) -> bool {
        if self.accounts.facts().find(entry.id).is_some() {
            return false;
        }
        let problem = entry.fact.check().err();
        let written = Written {
            author: self.authors.number(entry.device, entry.fact.by),
            problem,
            detail: match problem {
                Some(_) => Detail::None,
                None => translate::detail(&entry.fact, |unit| self.accounts.word(unit)),
            },
        };
        let no = self.accounts.put(entry.id, translate::outline(entry.fact));
        if self.accounts.put_at(no, entry.document, entry.seq) {
            self.ledgers.push(entry.document);
        }
        self.keep(no, Some(written));
        self.unjudged.push(no);
        self.len += 1;
        true
    }

    fn keep(&mut self, no: No, written: Option<Written>) {
        let end = self.accounts.facts().numbers_end();
        self.written.resize(end, None);
        self.written[no.index()] = written;
    }

    /// How many facts there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether the fact has arrived.
    pub fn contains(&self, fact: FactId) -> bool {
        self.accounts.facts().find(fact).is_some()
    }

    /// Where one agent stands on a day, and why; `None` before the founding has arrived.
    ///
    /// Looks only at the facts about that agent, however many others there are. The quarantine in it is that of the facts
    /// about the agent; [`Books::quarantine`] lists all.
    pub fn status(&mut self, charter: &Charter, agent: AgentId, as_of: Day) -> Option<&Status> {
        self.follow(charter);
        charter.policy(as_of)?;
        Some(self.accounts.status(agent, as_of))
    }

    /// All facts that do not count, and why, by id.
    pub fn quarantine(&mut self, charter: &Charter) -> Vec<Quarantined> {
        self.follow(charter);
        let quarantined = |(fact, (by, reason)): (&FactId, &(AgentId, Refusal))| Quarantined {
            fact: *fact,
            by: *by,
            reason: *reason,
        };
        self.refused.iter().map(quarantined).collect()
    }

    /// Who could still review a contribution: makers who did not, do not gain from it and do not belong to who does.
    pub fn reviewers(&self, charter: &Charter, contribution: FactId) -> Vec<AgentId> {
        let facts = self.accounts.facts();
        let Some(no) = facts.find(contribution) else {
            return Vec::new();
        };
        let Some(claim) = facts.any_claim(no) else {
            return Vec::new();
        };
        let (provider, beneficiary) = (facts.agent(claim.provider), facts.agent(claim.beneficiary));
        let affiliated = self.affiliated(charter, claim.beneficiary);
        let reviews = facts.said(no).filter_map(|said| {
            let is_review = matches!(facts.stored(said), Stored::Review { .. });
            is_review.then(|| self.author(said)).flatten()
        });
        let reviewed: BTreeSet<AgentId> = reviews.collect();
        let may = |person: &AgentId| {
            *person != provider
                && *person != beneficiary
                && !affiliated.contains(person)
                && !reviewed.contains(person)
        };
        let makers = charter
            .persons()
            .filter(|person| person.has_role(Role::Maker));
        makers.map(|person| person.id).filter(may).collect()
    }

    fn author(&self, no: No) -> Option<AgentId> {
        let written = self.written[no.index()]?;
        Some(self.authors.of(written.author).by)
    }

    /// Who belongs to an organisation on any day, or acts for it.
    fn affiliated(&self, charter: &Charter, organisation: AgentNo) -> BTreeSet<AgentId> {
        let facts = self.accounts.facts();
        let members = facts.members_of(organisation);
        let said = members.filter_map(|no| match facts.whole(no)? {
            Body::Affiliation(said) => self.written[no.index()].map(|_| said.person),
            _ => None,
        });
        let acting = charter
            .organisation(facts.agent(organisation))
            .map(|organisation| organisation.acted.clone());
        said.chain(acting.unwrap_or_default()).collect()
    }
}

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
        // The founding's rules hold from the beginning.
        let Some(policy) = charter.policy(Day::FIRST) else {
            return;
        };
        let unjudged = std::mem::take(&mut self.unjudged);
        if is_followed {
            self.authors.follow_new(charter);
            for no in unjudged {
                self.judge_new(charter, policy, no);
            }
            return;
        }
        self.followed = Some(heads);
        self.authors.follow(charter);
        self.govern(charter, policy);
        self.judge_all(charter, policy);
        for no in unjudged {
            self.accounts.touch(no);
        }
    }

    fn govern(&mut self, charter: &Charter, policy: &Policy) {
        // Whoever once had a role had it when they signed; who had lost it by then was left out before.
        let with_role = |role| charter.ever_had(role).into_iter().collect::<Vec<_>>();
        self.accounts.govern(
            charter.commons(),
            Policies::founded(policy.clone()),
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
            for person in &organisation.acted {
                let pair = (*person, organisation.id);
                let no = match gone.remove(&pair) {
                    Some(no) => no,
                    None => self.put_acting(pair),
                };
                self.acting.insert(pair, no);
            }
        }
        for no in gone.into_values() {
            self.accounts.settle(no, Fill::Nothing, Verdict::Inert);
        }
    }

    fn put_acting(&mut self, (person, organisation): (AgentId, AgentId)) -> No {
        let id = translate::derived("acts for", person, organisation);
        let body = Body::Affiliation(Affiliation {
            person,
            organisation,
            from: None,
            to: None,
        });
        let no = match self.accounts.facts().find(id) {
            Some(no) => no,
            None => self.accounts.put(id, Some(body)),
        };
        self.keep(no, None);
        self.accounts.settle_new(no, Fill::Nothing, Verdict::Counts);
        no
    }

    fn judge_all(&mut self, charter: &Charter, policy: &Policy) {
        for at in 0..self.written.len() {
            if self.written[at].is_some() {
                self.judge(charter, policy, No::at(at));
            }
        }
    }

    /// What a new fact is worth, and what others are worth with it.
    fn judge_new(&mut self, charter: &Charter, policy: &Policy, no: No) {
        let (fill, verdict) = self.judged(charter, policy, no);
        self.accounts.settle_new(no, fill, verdict);
        let facts = self.accounts.facts();
        let mut others: Vec<No> = facts.said(no).collect();
        if let Stored::CoSign { fact: other, .. } | Stored::Confirm { claim: other, .. } =
            facts.stored(no)
        {
            others.push(*other);
        }
        for other in others {
            if self.written.get(other.index()).is_some_and(Option::is_some) {
                self.judge(charter, policy, other);
            }
        }
    }

    /// Judges a fact again.
    fn judge(&mut self, charter: &Charter, policy: &Policy, no: No) {
        let (fill, verdict) = self.judged(charter, policy, no);
        self.accounts.settle(no, fill, verdict);
    }

    fn judged(&mut self, charter: &Charter, policy: &Policy, no: No) -> (Fill, Verdict) {
        let judge = Judge {
            facts: self.accounts.facts(),
            written: &self.written,
            authors: &self.authors,
            charter,
            policy,
            ledgers: &self.ledgers,
        };
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
