//! What a ledger fact is worth, with the charter of this moment (RSD-1, sections 0 and 2).

use std::collections::BTreeSet;

use super::{BookEntry, Books, Outcome, Quarantined, Refusal, translate};
use crate::charter::{Charter, Role};
use crate::id::{AgentId, FactId};
use crate::ledger::{self, Fact as LedgerFact, counted};
use crate::number::{Money, Quantity};
use crate::rsd1::fact::{Affiliation, Seal};
use crate::rsd1::{Body, Fact, Facts, Needs, Period, Policy};

pub(super) struct Judge<'a> {
    pub(super) books: &'a Books,
    pub(super) charter: &'a Charter,
    pub(super) policy: &'a Policy,
}

type Verdict = Result<Outcome, Refusal>;

impl Judge<'_> {
    /// The facts of those names as the derivation takes them, with all roles; and what does not count.
    pub(super) fn facts(&self, ids: &BTreeSet<FactId>) -> (Facts, Vec<Quarantined>) {
        let (mut facts, mut refused) = (Facts::default(), Vec::new());
        for entry in ids.iter().filter_map(|id| self.books.entries.get(id)) {
            let fact = |body| Fact {
                id: entry.id,
                signed: None,
                body,
            };
            match self.judge(entry) {
                Ok(Outcome::Counts(body)) => drop(facts.add(fact(body))),
                Ok(Outcome::Waits(body, needs)) => facts.add_waiting(fact(body), needs),
                Ok(Outcome::Inert) => {}
                Err(reason) => refused.push(Quarantined {
                    fact: entry.id,
                    by: entry.fact.by,
                    reason,
                }),
            }
        }
        self.add_roles(&mut facts);
        self.add_acting(&mut facts);
        self.add_seals(&mut facts, ids);
        (facts, refused)
    }

    pub(super) fn refused(&self, entry: &BookEntry) -> Option<Quarantined> {
        let reason = self.judge(entry).err()?;
        Some(Quarantined {
            fact: entry.id,
            by: entry.fact.by,
            reason,
        })
    }

    fn judge(&self, entry: &BookEntry) -> Verdict {
        let by = entry.fact.by;
        if self
            .charter
            .device(entry.device)
            .is_none_or(|device| device.person != by)
        {
            return Err(Refusal::NotTheirKey);
        }
        entry.fact.check()?;
        match &entry.fact.fact {
            LedgerFact::Contribution(said) => self.contribution(by, said),
            LedgerFact::ContributionReview(said) => self.review(entry, said),
            LedgerFact::Confirm(said) => Ok(self.confirm(by, said.fact)),
            LedgerFact::Affiliation(said) => {
                Ok(self.spoken_for(entry, &[said.person, said.organisation], said.person))
            }
            LedgerFact::Control(said) => {
                Ok(self.spoken_for(entry, &[said.agent, said.controller], said.agent))
            }
            LedgerFact::ClassAttestation(_) => Ok(self.attestation(entry)),
            LedgerFact::UseReport(said) => self.report(entry, said),
            LedgerFact::Payment(said) => self.own_currency(said.amount).map(|()| counts(entry)),
            LedgerFact::PaymentConfirmed(_) => {
                self.role(by, Role::Treasurer).map(|()| counts(entry))
            }
            LedgerFact::Agreement(said) => {
                said.flat.map_or(Ok(()), |flat| self.own_currency(flat))?;
                Ok(self.decision(entry))
            }
            LedgerFact::Void(_) | LedgerFact::Suspension(_) => Ok(self.decision(entry)),
            LedgerFact::SplitAgreement(said) => Ok(self.split(entry, said)),
            LedgerFact::Seal(said) => self.period(said).map(|_| Outcome::Inert),
            LedgerFact::ReviewWithdrawn(_) | LedgerFact::Challenge(_) => Ok(counts(entry)),
            LedgerFact::CoSign(_)
            | LedgerFact::DesignReview(_)
            | LedgerFact::Release(_)
            | LedgerFact::Unknown(_) => Ok(Outcome::Inert),
        }
    }

    fn role(&self, person: AgentId, role: Role) -> Result<(), Refusal> {
        let has = self.charter.has_role(person, role);
        if has {
            Ok(())
        } else {
            Err(Refusal::RoleMissing(role))
        }
    }

    fn own_currency(&self, money: Money) -> Result<(), Refusal> {
        let is_own = money.currency == self.policy.currency;
        if is_own {
            Ok(())
        } else {
            Err(Refusal::OtherCurrency)
        }
    }

    /// Whole units of the type; 0 for a type that the policy does not know, which waits for ever.
    fn units(&self, kind: &str, quantity: &Quantity) -> Result<i64, Refusal> {
        match self.policy.contribution_type(kind) {
            Some(known) => {
                counted(quantity, known.unit, self.policy.currency).ok_or(Refusal::OtherUnit)
            }
            None => Ok(0),
        }
    }

    fn contribution(&self, by: AgentId, said: &ledger::Contribution) -> Verdict {
        self.role(by, Role::Maker)?;
        let quantity = self.units(&said.kind, &said.quantity)?;
        let author = self.voice(by, said.provider);
        Ok(Outcome::Counts(Body::Claim(translate::claim(
            said, author, quantity,
        ))))
    }

    /// In whose voice a person speaks about an agent: the agent's own, where they may.
    fn voice(&self, person: AgentId, agent: AgentId) -> AgentId {
        if self.charter.speaks_for(person, agent) {
            agent
        } else {
            person
        }
    }

    fn review(&self, entry: &BookEntry, said: &ledger::ContributionReview) -> Verdict {
        self.role(entry.fact.by, Role::Maker)?;
        let Some(LedgerFact::Contribution(reviewed)) = self.fact(said.contribution) else {
            return Ok(Outcome::Inert);
        };
        let quantity = self.units(&reviewed.kind, &said.accepted)?;
        Ok(match counts(entry) {
            Outcome::Counts(Body::Review(review)) => {
                Outcome::Counts(Body::Review(crate::rsd1::fact::Review {
                    quantity,
                    ..review
                }))
            }
            other => other,
        })
    }

    fn fact(&self, id: FactId) -> Option<&LedgerFact> {
        self.books.entries.get(&id).map(|entry| &entry.fact.fact)
    }

    fn confirm(&self, by: AgentId, fact: FactId) -> Outcome {
        match self.fact(fact) {
            Some(LedgerFact::Contribution(said)) => Outcome::Counts(Body::Confirm {
                claim: fact,
                by: self.voice(by, said.provider),
            }),
            _ => Outcome::Inert,
        }
    }

    /// Counts where its author, or somebody who confirmed it, speaks for one of the agents, or is a steward.
    fn spoken_for(&self, entry: &BookEntry, agents: &[AgentId], asked: AgentId) -> Outcome {
        let may = |person: AgentId| {
            let speaks = |agent: &AgentId| self.charter.speaks_for(person, *agent);
            agents.iter().any(speaks) || self.charter.has_role(person, Role::Steward)
        };
        if may(entry.fact.by) || self.said_so(entry.id, is_confirm).into_iter().any(may) {
            return counts(entry);
        }
        waits(entry, Needs::Confirmation { of: asked })
    }

    fn report(&self, entry: &BookEntry, said: &ledger::UseReport) -> Verdict {
        said.revenue
            .map_or(Ok(()), |revenue| self.own_currency(revenue))?;
        if Period::of(said.from, self.policy.period) != Period::of(said.to, self.policy.period) {
            return Err(Refusal::NotOnePeriod);
        }
        Ok(self.spoken_for(entry, &[said.user], said.user))
    }

    /// A class counts with as many stewards as the policy asks; they sign with a fact of their own.
    fn attestation(&self, entry: &BookEntry) -> Outcome {
        let stewards = self.stewards(entry);
        match counts(entry) {
            Outcome::Counts(Body::Attestation(said)) => {
                let have = len(&stewards);
                let body = Body::Attestation(crate::rsd1::fact::Attestation {
                    attesters: stewards.into_iter().collect(),
                    ..said
                });
                self.when_signed(body, have, self.policy.attesters)
            }
            other => other,
        }
    }

    /// Agreements, voids and suspensions count with a quorum of stewards.
    fn decision(&self, entry: &BookEntry) -> Outcome {
        let stewards = self.stewards(entry);
        let have = len(&stewards);
        let Outcome::Counts(mut body) = counts(entry) else {
            return Outcome::Inert;
        };
        if let Body::Agreement(crate::rsd1::fact::Agreement { signers, .. })
        | Body::Void { signers, .. }
        | Body::Suspension(crate::rsd1::fact::Suspension { signers, .. }) = &mut body
        {
            *signers = stewards.into_iter().collect();
        }
        self.when_signed(body, have, self.policy.seal_quorum)
    }

    fn when_signed(&self, body: Body, have: u32, needed: u32) -> Outcome {
        if have >= needed {
            Outcome::Counts(body)
        } else {
            Outcome::Waits(body, Needs::Stewards { have, needed })
        }
    }

    /// All claimants sign a split; who acts for one signs for it.
    fn split(&self, entry: &BookEntry, said: &ledger::SplitAgreement) -> Outcome {
        let persons = self.signers(entry);
        let claimants = said.shares.iter().map(|share| share.agent);
        let has_signed = |agent: &AgentId| {
            persons
                .iter()
                .any(|person| self.charter.speaks_for(*person, *agent))
        };
        match counts(entry) {
            Outcome::Counts(Body::Split(split)) => {
                let signers = claimants.filter(has_signed).collect();
                Outcome::Counts(Body::Split(crate::rsd1::fact::Split { signers, ..split }))
            }
            other => other,
        }
    }

    fn stewards(&self, entry: &BookEntry) -> BTreeSet<AgentId> {
        let mut signers = self.signers(entry);
        signers.retain(|person| self.charter.has_role(*person, Role::Steward));
        signers
    }

    /// The author and all who co-signed.
    fn signers(&self, entry: &BookEntry) -> BTreeSet<AgentId> {
        let mut signers = self.said_so(entry.id, is_co_sign);
        signers.insert(entry.fact.by);
        signers
    }

    /// Who said something of that kind about a fact, with a key of their own.
    fn said_so(&self, fact: FactId, is_kind: fn(&Body) -> bool) -> BTreeSet<AgentId> {
        let own_key = |entry: &&BookEntry| {
            let device = self.charter.device(entry.device);
            device.is_some_and(|device| device.person == entry.fact.by)
        };
        let said = self
            .books
            .index
            .saying(fact)
            .filter(|said| is_kind(&said.body));
        said.filter_map(|said| self.books.entries.get(&said.id))
            .filter(own_key)
            .map(|entry| entry.fact.by)
            .collect()
    }

    fn period(&self, said: &ledger::Seal) -> Result<Period, Refusal> {
        let period = Period::of(said.from, self.policy.period);
        let is_one = (period.first(), period.last()) == (said.from, said.to);
        if is_one {
            Ok(period)
        } else {
            Err(Refusal::NotOnePeriod)
        }
    }

    fn add_roles(&self, facts: &mut Facts) {
        for person in self.charter.persons() {
            let mut role = |role, name, body| {
                if person.has_role(role) {
                    facts.add(Fact {
                        id: derived(name, person.id, person.id),
                        signed: None,
                        body,
                    });
                }
            };
            role(Role::Steward, "steward", Body::Steward(person.id));
            role(Role::Treasurer, "treasurer", Body::Treasurer(person.id));
        }
    }

    /// Who acts for an organisation belongs to it.
    fn add_acting(&self, facts: &mut Facts) {
        for organisation in self.charter.organisations() {
            for person in &organisation.acting {
                let affiliation = Affiliation {
                    person: *person,
                    organisation: organisation.id,
                    from: None,
                    to: None,
                };
                let id = derived("acts for", *person, organisation.id);
                facts.add(Fact {
                    id,
                    signed: None,
                    body: Body::Affiliation(affiliation),
                });
            }
        }
    }

    /// A seal accepts all facts up to the last entry that it names per ledger, less its exceptions.
    fn add_seals(&self, facts: &mut Facts, ids: &BTreeSet<FactId>) {
        for entry in self.books.seals() {
            let LedgerFact::Seal(said) = &entry.fact.fact else {
                continue;
            };
            let (Ok(period), Ok(_)) = (self.period(said), self.judge(entry)) else {
                continue;
            };
            let is_sealed = |id: &&FactId| {
                let place = self
                    .books
                    .entries
                    .get(id)
                    .map(|entry| (entry.document, entry.seq));
                let within = place.is_some_and(|(document, seq)| {
                    said.ledgers
                        .iter()
                        .any(|to| to.document == document && seq <= u64::from(to.entries))
                });
                within && said.exceptions.binary_search(id).is_err()
            };
            let seal = Seal {
                period,
                facts: ids.iter().filter(is_sealed).copied().collect(),
                signers: self.signers(entry).into_iter().collect(),
            };
            facts.add(Fact {
                id: entry.id,
                signed: None,
                body: Body::Seal(seal),
            });
        }
    }
}

fn is_confirm(body: &Body) -> bool {
    matches!(body, Body::Confirm { .. })
}

fn is_co_sign(body: &Body) -> bool {
    matches!(body, Body::CoSign { .. })
}

fn counts(entry: &BookEntry) -> Outcome {
    translate::outline(entry).map_or(Outcome::Inert, Outcome::Counts)
}

fn waits(entry: &BookEntry, needs: Needs) -> Outcome {
    translate::outline(entry).map_or(Outcome::Inert, |body| Outcome::Waits(body, needs))
}

fn len(persons: &BTreeSet<AgentId>) -> u32 {
    u32::try_from(persons.len()).unwrap_or(u32::MAX)
}

/// A name for what the charter says, as the derivation takes it.
fn derived(what: &str, one: AgentId, other: AgentId) -> FactId {
    let mut hasher = blake3::Hasher::new_derive_key("commonwright 2026 charter as fact v1");
    hasher.update(&one.0);
    hasher.update(&other.0);
    hasher.update(what.as_bytes());
    FactId(*hasher.finalize().as_bytes())
}
