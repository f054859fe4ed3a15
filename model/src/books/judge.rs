//! What a ledger fact is worth, with the charter of this moment (RSD-1, sections 0 and 2).

use std::collections::BTreeSet;

use super::authors::{Authors, Voice};
use super::licences::Licences;
use super::{Detail, Refusal, Written};
use crate::charter::{Charter, Role};
use crate::day::Day;
use crate::id::{AgentId, DocumentId};
use crate::ledger::measure::{counted_in, counted_unit};
use crate::number::Currency;
use crate::rsd1::facts::{Facts, Fill, No, Stored, StoredClaim, Verdict, Word};
use crate::rsd1::policy::is_time_of_people;
use crate::rsd1::{Body, Needs, Period, Policies, Policy};

pub(super) struct Judge<'a> {
    pub(super) facts: &'a Facts,
    pub(super) written: &'a [Option<Written>],
    pub(super) authors: &'a Authors,
    pub(super) charter: &'a Charter,
    pub(super) policies: &'a Policies,
    /// What lies in a seal that holds, of what takes a number of stewards.
    pub(super) in_seals: &'a BTreeSet<No>,
    /// The ledgers, as places name them.
    pub(super) ledgers: &'a [DocumentId],
    pub(super) licences: &'a Licences,
}

/// What has to be written into a fact, and what it is worth.
type Judged = Result<(Fill, Verdict), Refusal>;

impl Judge<'_> {
    pub(super) fn judge(&self, no: No) -> (Fill, Result<Verdict, Refusal>) {
        match self.judged(no) {
            Ok((fill, verdict)) => (fill, Ok(verdict)),
            Err(refusal) => (Fill::Nothing, Err(refusal)),
        }
    }

    fn judged(&self, no: No) -> Judged {
        let Some((author, written)) = self.written(no) else {
            return inert();
        };
        if !author.has_own_key() {
            return Err(Refusal::NotTheirKey);
        }
        if !author.stands() {
            return Err(Refusal::Excluded);
        }
        if let Some(problem) = written.problem {
            return Err(problem.into());
        }
        match self.facts.stored(no) {
            Stored::Plain => self.plain(author, written),
            Stored::CoSign { .. } => inert(),
            Stored::Claim(_) => match self.facts.any_claim(no) {
                Some(claim) => self.contribution(author, written, claim),
                None => inert(),
            },
            Stored::Review { claim, .. } => self.review(author, written, *claim),
            Stored::Confirm { claim, .. } => self.confirm(author, *claim),
            Stored::Withdrawn { review: target, .. } | Stored::Challenge { fact: target, .. } => {
                self.about(*target, counts())
            }
            Stored::Paid { payment, .. } => {
                may(author, Role::Treasurer)?;
                self.about(*payment, counts())
            }
            Stored::Void { fact, .. } => self.about(*fact, self.decision(no, author, written)),
            Stored::Split(_, split) => {
                let signers: Vec<Voice<'_>> = self.signers(no, author).collect();
                let has_signed = |agent: &&AgentId| {
                    let mut signers = signers.iter();
                    signers.any(|signer| signer.spoke_for(**agent))
                };
                let signed = split.shares.keys().filter(has_signed).copied();
                Ok((Fill::Signers(signed.collect()), Verdict::Counts))
            }
            Stored::Whole(body) => self.whole(no, author, written, body),
        }
    }

    /// What the derivation of statuses does not read.
    fn plain(&self, author: Voice<'_>, written: &Written) -> Judged {
        match written.detail {
            Detail::Shared(currency, from, to) => {
                may(author, Role::Treasurer)?;
                // Every other span would be one more derivation for everybody.
                one_period(from, to, self.policies).ok_or(Refusal::NotOnePeriod)?;
                if currency != self.policies.currency() {
                    return Err(Refusal::OtherCurrency);
                }
            }
            Detail::Received(agent) if !author.spoke_for(agent) => {
                return Err(Refusal::NotTheReceiver);
            }
            _ => {}
        }
        inert()
    }

    fn whole(&self, no: No, author: Voice<'_>, written: &Written, body: &Body) -> Judged {
        match body {
            // Who is said to belong somewhere, or to be held, says so: the other side could say it of anybody.
            Body::Affiliation(said) => self.spoken_for(no, author, said.person),
            Body::Control(said) => self.spoken_for(no, author, said.agent),
            Body::Attestation(_) => self.when_signed(no, author, written, |rules| rules.attesters),
            Body::Use(said) => {
                self.own_currency(written)?;
                if said.to > self.policies.period_of(said.from).last() {
                    return Err(Refusal::NotOnePeriod);
                }
                if !self.licences.are_those_of_versions(no) {
                    return Err(Refusal::OtherLicence);
                }
                self.spoken_for(no, author, said.agent)
            }
            Body::Payment(_) => {
                self.own_currency(written)?;
                counts()
            }
            Body::Agreement(_) => {
                self.own_currency(written)?;
                self.decision(no, author, written)
            }
            Body::Suspension(_) => self.decision(no, author, written),
            Body::Seal(_) => self.seal(no, author, written),
            _ => inert(),
        }
    }

    fn written(&self, no: No) -> Option<(Voice<'_>, &Written)> {
        let written = self.written.get(no.index())?.as_ref()?;
        let place = self.facts.place(no);
        let ledger = *self.ledgers.get(place.ledger as usize)?;
        let place = (ledger, u64::from(place.seq));
        let voice = self.authors.voice(written.author, self.charter, place);
        Some((voice, written))
    }

    /// Nothing is said about a seal, or about what the charter says.
    fn about(&self, target: No, judged: Judged) -> Judged {
        let is_seal = matches!(self.facts.whole(target), Some(Body::Seal(_)));
        let is_of_charter = self.facts.is_here(target) && self.written(target).is_none();
        match judged {
            Ok(_) if is_seal || is_of_charter => inert(),
            other => other,
        }
    }

    fn own_currency(&self, written: &Written) -> Result<(), Refusal> {
        let is_other = |given: Currency| given != self.policies.currency();
        match written.detail {
            Detail::Money(given) if is_other(given) => Err(Refusal::OtherCurrency),
            _ => Ok(()),
        }
    }

    /// Whole units of the type; 0 for a type that no rules know, which waits until some do.
    fn units(&self, kind: Word, written: &Written) -> Result<i64, Refusal> {
        let Some(counted) = self.policies.unit_of(self.facts.word(kind)) else {
            return Ok(0);
        };
        let Detail::Quantity(number, unit) = written.detail else {
            return Err(Refusal::OtherUnit);
        };
        let own = self.policies.unit_name_of(self.facts.word(kind));
        let given = counted_unit(self.facts.word(unit), own);
        counted_in(number, given, counted, self.policies.currency()).ok_or(Refusal::OtherUnit)
    }

    fn contribution(&self, author: Voice<'_>, written: &Written, claim: &StoredClaim) -> Judged {
        may(author, Role::Maker)?;
        let quantity = self.units(claim.kind, written)?;
        self.gives_own_time(claim)?;
        self.corrects_own(claim)?;
        let by = self.voice(author, claim);
        Ok((Fill::Claim(by, quantity), Verdict::Counts))
    }

    /// Time is given by people: an organisation would have its own people say how much, and accept it.
    fn gives_own_time(&self, claim: &StoredClaim) -> Result<(), Refusal> {
        let kind = self.facts.word(claim.kind);
        let unit = self.policies.unit_of(kind);
        let is_time = unit.is_some_and(|unit| is_time_of_people(kind, unit));
        let provider = self.facts.agent(claim.provider);
        match is_time && self.charter.organisation(provider).is_some() {
            true => Err(Refusal::NotAPerson),
            false => Ok(()),
        }
    }

    /// A correction says neither that somebody else did the work nor that it was for another.
    fn corrects_own(&self, claim: &StoredClaim) -> Result<(), Refusal> {
        let whose = |claim: &StoredClaim| (claim.provider, claim.beneficiary);
        let earlier = claim.supersedes.and_then(|no| self.facts.any_claim(no));
        match earlier.is_some_and(|earlier| whose(earlier) != whose(claim)) {
            true => Err(Refusal::CorrectsAnothers),
            false => Ok(()),
        }
    }

    /// In whose voice a person speaks about the agent that did something: the agent's own, where they may.
    fn voice(&self, person: Voice<'_>, claim: &StoredClaim) -> AgentId {
        let agent = self.facts.agent(claim.provider);
        if person.spoke_for(agent) {
            agent
        } else {
            person.by()
        }
    }

    fn review(&self, author: Voice<'_>, written: &Written, target: No) -> Judged {
        may(author, Role::Maker)?;
        let Some(claim) = self.facts.any_claim(target) else {
            return inert();
        };
        let quantity = self.units(claim.kind, written)?;
        Ok((Fill::Quantity(quantity), Verdict::Counts))
    }

    fn confirm(&self, author: Voice<'_>, target: No) -> Judged {
        let Some(claim) = self.facts.any_claim(target) else {
            return inert();
        };
        Ok((Fill::By(self.voice(author, claim)), Verdict::Counts))
    }

    /// Counts where its author, or somebody who confirmed it, speaks for the agent, or is a steward.
    fn spoken_for(&self, no: No, author: Voice<'_>, agent: AgentId) -> Judged {
        let may = |author: Voice<'_>| author.spoke_for(agent) || author.had(Role::Steward);
        let is_confirm = |said: &Stored| matches!(said, Stored::Confirm { .. });
        if may(author) || self.said_so(no, is_confirm).any(may) {
            return counts();
        }
        Ok((
            Fill::Nothing,
            Verdict::Waits(Needs::Confirmation { of: agent }),
        ))
    }

    /// Agreements, voids and suspensions count with a quorum of stewards.
    fn decision(&self, no: No, author: Voice<'_>, written: &Written) -> Judged {
        self.when_signed(no, author, written, |rules| rules.seal_quorum)
    }

    /// How many stewards it takes, by the rules of the day that the entry bears and by all later ones that have begun.
    ///
    /// The day is the author's word, and nothing but a seal shows that an entry is so old: so one in a seal that holds goes by
    /// its day alone, and what held there does not fall when later rules ask for more. Any other one does, as of the day on
    /// which those begin, until more sign it; or a steward could escape a raised number by dating back.
    fn when_signed(
        &self,
        no: No,
        author: Voice<'_>,
        written: &Written,
        number: fn(&Policy) -> u32,
    ) -> Judged {
        let stewards = self.stewards(no, author);
        let (policies, day) = (self.policies, written.day);
        let have = u32::try_from(stewards.len()).unwrap_or(u32::MAX);
        let waits = |needed| Needs::Stewards { have, needed };
        let own = policies.index_on(day);
        let is_firm = self.in_seals.contains(&no);
        let verdict = match policies.raised_from(day, have, number) {
            Some(at) if at == own && is_firm => Verdict::Waits(waits(number(policies.on(day)))),
            Some(at) if at == own => Verdict::Waits(waits(policies.greatest_from(day, number))),
            Some(at) if !is_firm => Verdict::Until(waits(policies.greatest_from(day, number)), at),
            _ => Verdict::Counts,
        };
        Ok((Fill::Signers(stewards.into_iter().collect()), verdict))
    }

    fn seal(&self, no: No, author: Voice<'_>, written: &Written) -> Judged {
        may(author, Role::Steward)?;
        let Detail::Days(from, to) = written.detail else {
            return Err(Refusal::NotOnePeriod);
        };
        let period = one_period(from, to, self.policies).ok_or(Refusal::NotOnePeriod)?;
        let signers = self.stewards(no, author).into_iter().collect();
        Ok((Fill::Seal(period, signers), Verdict::Counts))
    }

    /// The signers who were stewards when they signed.
    fn stewards(&self, no: No, author: Voice<'_>) -> BTreeSet<AgentId> {
        let stewards = self.signers(no, author);
        let stewards = stewards.filter(|signer| signer.had(Role::Steward));
        stewards.map(|signer| signer.by()).collect()
    }

    /// The entries by which stewards stand behind one: its own, or what signs it too.
    pub(super) fn backers(&self, no: No) -> Vec<No> {
        let signs = self.facts.said(no);
        let signs = signs.filter(|said| matches!(self.facts.stored(*said), Stored::CoSign { .. }));
        let is_stewards = |no: &No| {
            self.written(*no).is_some_and(|(author, _)| {
                author.has_own_key() && author.stands() && author.had(Role::Steward)
            })
        };
        signs.chain([no]).filter(is_stewards).collect()
    }

    /// The author and all who co-signed.
    fn signers<'s>(&'s self, no: No, author: Voice<'s>) -> impl Iterator<Item = Voice<'s>> {
        let co_signed = self.said_so(no, |said| matches!(said, Stored::CoSign { .. }));
        co_signed.chain([author])
    }

    /// Who said something of that kind about a fact, with a key of their own and in effect.
    fn said_so<'s>(
        &'s self,
        no: No,
        is_kind: impl Fn(&Stored) -> bool + 's,
    ) -> impl Iterator<Item = Voice<'s>> {
        let said = self.facts.said(no);
        said.filter(move |said| is_kind(self.facts.stored(*said)))
            .filter_map(|said| Some(self.written(said)?.0))
            .filter(|author| author.has_own_key() && author.stands())
    }
}

/// The period that has exactly these days.
fn one_period(from: Day, to: Day, policies: &Policies) -> Option<Period> {
    let period = policies.period_of(from);
    ((period.first(), period.last()) == (from, to)).then_some(period)
}

fn may(author: Voice<'_>, role: Role) -> Result<(), Refusal> {
    if author.had(role) {
        Ok(())
    } else {
        Err(Refusal::RoleMissing(role))
    }
}

fn counts() -> Judged {
    Ok((Fill::Nothing, Verdict::Counts))
}

fn inert() -> Judged {
    Ok((Fill::Nothing, Verdict::Inert))
}
