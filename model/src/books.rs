//! The books of a commons: ledger facts, indexed by whom they are about, judged by the charter, and each agent's status.
//!
//! Facts come in one at a time and in any order, and so do the acts of the charter. A fact is judged when it comes, and
//! again when another one or the charter changes what it is worth; a status is derived again when a fact touches it. So
//! books that have grown by one fact know nearly everything already, and still say what books would say that read all
//! facts anew (decision 11).

mod authors;
mod closing;
mod following;
mod judge;
mod licences;
mod lineages;
mod together;
mod translate;

use std::collections::{BTreeMap, BTreeSet};

use crate::charter::{Charter, Role};
use crate::day::Day;
use crate::id::{AgentId, ChangeHash, CommonsId, DeviceId, DocumentId, FactId};
use crate::ledger::{Fact, FactProblem, WrittenFact};
use crate::number::{Currency, Decimal};
use crate::rsd1::facts::{AgentNo, No, Stored, Word};
use crate::rsd1::{Accounts, Body, Policies, Policy, Preset, SealStanding, Status};
use authors::Authors;
pub use closing::TooManyLedgers;
use licences::Licences;
pub use lineages::{Backing, Lineages};

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
    /// A use of a released version that says another design or licence than the version does.
    #[error("the version that it names has another licence, or is of another design")]
    OtherLicence,
    /// Hours that an organisation gave: people give them.
    #[error("hours are given by a person, on behalf of whom they like")]
    NotAPerson,
    /// A correction that says that somebody else did the work, or that it was for another.
    #[error(
        "a correction cannot change who did the work or for whom; stewards take out the earlier entry, and it is written anew"
    )]
    CorrectsAnothers,
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
    acting: BTreeMap<(AgentId, AgentId, Day), No>,
    /// What takes a number of stewards that rules give.
    together: Vec<No>,
    /// Those of them that lie in a seal that holds, where rules have raised a number.
    in_seals: BTreeSet<No>,
    /// The ledgers, as the places of facts name them.
    ledgers: Vec<DocumentId>,
    /// Versions that were released.
    releases: Vec<No>,
    licences: Licences,
    /// The newest acts of the charter that was followed last.
    followed: Option<Vec<ChangeHash>>,
    len: usize,
}

/// What the derivation does not read of a fact, and who judges it does.
#[derive(Clone, Copy, Debug)]
struct Written {
    /// Who wrote it, with which key.
    author: u32,
    /// The day that the entry bears.
    day: Day,
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
    Shared(Currency, Day, Day),
    Received(AgentId),
}

impl Default for Books {
    fn default() -> Books {
        Books::seeded(0)
    }
}

/// The places of so many entries are fetched from memory together before they are taken in.
const SEEK_AHEAD: usize = 32;

impl Books {
    /// Empty books of a seed that nobody else knows: facts of others cannot be made so that they are slow to find. It
    /// changes no result.
    pub fn seeded(seed: u64) -> Books {
        // Nothing is judged by these rules: no status is given before the founding has brought its own.
        let rules = Policies::founded(Policy::preset(Preset::CopyFair));
        Books {
            accounts: Accounts::seeded(CommonsId([0; 16]), rules, seed),
            written: Vec::new(),
            authors: Authors::default(),
            unjudged: Vec::new(),
            refused: BTreeMap::new(),
            acting: BTreeMap::new(),
            together: Vec::new(),
            in_seals: BTreeSet::new(),
            ledgers: Vec::new(),
            releases: Vec::new(),
            licences: Licences::default(),
            followed: None,
            len: 0,
        }
    }

    /// Empty books.
    pub fn new() -> Books {
        Books::default()
    }

    /// Makes room for so many entries more.
    pub fn expect(&mut self, count: usize) {
        self.accounts.expect(count);
        self.written.reserve(count);
        self.unjudged.reserve(count);
    }

    /// Takes in many facts; says how many were new. Order does not matter.
    pub fn add_all(&mut self, entries: impl IntoIterator<Item = BookEntry>) -> usize {
        let (mut entries, mut added) = (entries.into_iter(), 0);
        let mut next = Vec::with_capacity(SEEK_AHEAD);
        loop {
            next.extend(entries.by_ref().take(SEEK_AHEAD));
            if next.is_empty() {
                return added;
            }
            let names = next.iter().flat_map(|entry: &BookEntry| {
                let target = translate::target(&entry.fact);
                std::iter::once(entry.id).chain(target)
            });
            self.accounts.facts().seek_ahead(names);
            added += next
                .drain(..)
                .filter_map(|entry| self.add(entry).then_some(()))
                .count();
        }
    }

    /// Takes in one fact; says whether it was new. Order does not matter.
    pub fn add(&mut self, entry: BookEntry) -> bool {
        let Some(no) = self.accounts.number_of_new(entry.id) else {
            return false;
        };
        let problem = match entry.fact.fact {
            // It is passed on as it is, and counts nowhere here.
            Fact::Unknown(ref unknown) => Some(unknown.problem()),
            _ => entry.fact.check().err(),
        };
        let written = Written {
            author: self.authors.number(entry.device, entry.fact.by),
            day: entry.fact.day,
            problem,
            detail: match problem {
                Some(_) => Detail::None,
                None => translate::detail(&entry.fact, |unit| self.accounts.word(unit)),
            },
        };
        let is_release = matches!(entry.fact.fact, Fact::Release(_));
        if problem.is_none() {
            let word = |text: &str| self.accounts.word(text);
            self.licences.add((no, entry.id), &entry.fact.fact, word);
        }
        self.accounts.put_as(no, translate::outline(entry.fact));
        if is_release {
            self.releases.push(no);
        }
        if self.accounts.put_at(no, entry.document, entry.seq) {
            self.ledgers.push(entry.document);
        }
        self.keep(no, Some(written));
        if together::takes_a_number(self.accounts.facts().stored(no)) {
            self.together.push(no);
        }
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

    /// Every seal, by period and id, and what became of it; none before the founding has arrived.
    pub fn seals(&mut self, charter: &Charter) -> Vec<SealStanding> {
        self.follow(charter);
        match self.followed {
            Some(_) => self.accounts.seals(),
            None => Vec::new(),
        }
    }

    /// The first day of work or use that counts.
    pub fn first_day(&mut self, charter: &Charter) -> Option<Day> {
        self.follow(charter);
        self.accounts.first_day()
    }

    /// The same entries under other rules, for all that ever happened: what their statuses would be.
    pub fn under(&self, charter: &Charter, policies: &Policies) -> Books {
        let mut other = self.clone();
        other.take(charter, policies);
        other
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

    /// Why a fact does not count, by the charter that was followed last.
    pub fn refusal(&self, fact: FactId) -> Option<Refusal> {
        self.refused.get(&fact).map(|(_, reason)| *reason)
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
        let mut affiliated = self.affiliated(charter, claim.beneficiary);
        affiliated.extend(acted(charter, provider));
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
            Body::Affiliation(said) => Some(said.person),
            _ => None,
        });
        said.chain(acted(charter, facts.agent(organisation)))
            .collect()
    }
}

/// Who acts for an organisation, or has acted for it.
fn acted(charter: &Charter, agent: AgentId) -> impl Iterator<Item = AgentId> {
    let organisation = charter.organisation(agent).into_iter();
    organisation.flat_map(|organisation| organisation.acted.keys().copied())
}
