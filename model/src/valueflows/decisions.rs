//! The rules and agreements, and the facts for which ValueFlows has no word: reviews, signatures, decisions, seals.

use std::collections::BTreeMap;

use super::iri::file;
use super::node::{Inner, Node};
use super::{Take, Writer};
use crate::day::Day;
use crate::export::{BookFact, facts};
use crate::ledger::{Agreement, ClassAttestation, Fact, Seal, SplitAgreement, Verdict};
use crate::number::Rational;
use crate::rsd1::Policy;
use crate::rsd1::policies::policy_id;

impl Writer<'_> {
    /// The rules that anything here was counted by.
    pub(super) fn rules<E>(&self, take: Take<'_, E>) -> Result<(), E> {
        let mut days = vec![self.statement.as_of];
        days.extend(self.statement.fees.iter().map(|fee| fee.period.first()));
        days.extend(self.statement.uses.iter().map(|one| one.said.from));
        days.extend(self.statement.payments.iter().map(|paid| paid.said.day));
        days.extend(self.statement.runs.iter().map(|run| run.said.from));
        let mut rules: BTreeMap<String, &Policy> = BTreeMap::new();
        for day in days {
            if let Some(policy) = self.charter.policy(day) {
                rules.insert(self.iri.policy(&policy_id(policy)), policy);
            }
        }
        for (id, policy) in rules {
            take(
                Node::new(&id, "Agreement")
                    .text("name", &policy.name)
                    .text("rsd:parameters", &facts::policy(policy).to_string()),
            )?;
        }
        self.kinds(take)
    }

    pub(super) fn agreement<E>(
        &self,
        fact: &BookFact,
        said: &Agreement,
        take: Take<'_, E>,
    ) -> Result<(), E> {
        let node = self
            .written(fact, "Agreement")
            .text("note", &said.note)
            .created(fact.time_ms)
            .id("rsd:licensee", self.iri.agent(said.licensee))
            .ids(
                "rsd:design",
                said.designs.iter().map(|design| self.iri.design(*design)),
            )
            .maybe_id("rsd:text", said.text.map(file));
        let node = match said.flat {
            Some(flat) => node
                .money("rsd:flat", flat)
                .text("rsd:currency", flat.currency.as_str()),
            None => node,
        };
        let node = match said.rate {
            Some(rate) => node.number("rsd:rate", &Rational::from(rate)),
            None => node,
        };
        take(span(node, said.from, said.to))
    }

    /// A fact for which ValueFlows has no word.
    pub(super) fn said<E>(&self, fact: &BookFact, said: &Fact, take: Take<'_, E>) -> Result<(), E> {
        let of = |id| self.iri.fact(id);
        let node = |kind: &str| self.written(fact, kind);
        take(match said {
            Fact::ContributionReview(said) => node("rsd:Review")
                .id("rsd:of", of(said.contribution))
                .quantity(
                    "rsd:accepted",
                    &said.accepted,
                    &self.unit(&said.accepted.unit),
                )
                .text("rsd:reason", &said.reason),
            Fact::ReviewWithdrawn(said) => node("rsd:Withdrawal")
                .id("rsd:of", of(said.review))
                .text("rsd:reason", &said.reason),
            Fact::Confirm(said) => node("rsd:Confirmation").id("rsd:of", of(said.fact)),
            Fact::CoSign(said) => node("rsd:CoSignature").id("rsd:of", of(said.fact)),
            Fact::PaymentConfirmed(said) => {
                node("rsd:PaymentConfirmation").id("rsd:of", of(said.payment))
            }
            Fact::Void(said) => node("rsd:Void")
                .id("rsd:of", of(said.fact))
                .text("rsd:reason", &said.reason),
            Fact::Challenge(said) => node("rsd:Challenge")
                .id("rsd:of", of(said.fact))
                .text("rsd:reason", &said.reason),
            Fact::Suspension(said) => {
                let node = node("rsd:Suspension")
                    .id("rsd:agent", self.iri.agent(said.agent))
                    .text("rsd:reason", &said.reason);
                span(node, said.from, said.to)
            }
            Fact::Control(said) => {
                let node = node("rsd:Control")
                    .id("rsd:agent", self.iri.agent(said.agent))
                    .id("rsd:controller", self.iri.agent(said.controller))
                    .whole("rsd:basisPoints", i64::from(said.basis_points));
                span(node, said.from, said.to)
            }
            Fact::ClassAttestation(said) => self.attestation(fact, said),
            Fact::DesignReview(said) => node("rsd:DesignReview")
                .id("rsd:of", self.resource(&said.state))
                .text("rsd:verdict", verdict(said.verdict))
                .text("rsd:checked", &said.checked.join("\n"))
                .text("rsd:note", &said.note),
            Fact::Received(said) => node("rsd:Received")
                .id("rsd:of", of(said.distribution))
                .id("rsd:agent", self.iri.agent(said.agent)),
            Fact::Seal(said) => self.seal(fact, said),
            Fact::SplitAgreement(said) => self.split(fact, said),
            Fact::Unknown(said) => node("rsd:Unknown").whole("rsd:kind", i64::from(said.kind)),
            // These have words of their own and do not come here.
            Fact::Contribution(_)
            | Fact::UseReport(_)
            | Fact::Payment(_)
            | Fact::Release(_)
            | Fact::Affiliation(_)
            | Fact::Agreement(_)
            | Fact::Distribution(_) => node("rsd:Fact"),
        })
    }

    fn attestation(&self, fact: &BookFact, said: &ClassAttestation) -> Node {
        let node = self
            .written(fact, "rsd:ClassAttestation")
            .id("rsd:agent", self.iri.agent(said.agent))
            .text("rsd:class", said.class.name())
            .yes_no("rsd:allSurplusToWorkers", said.all_surplus_to_workers)
            .text("dcterms:source", &said.source)
            .ids("rsd:evidence", said.evidence.iter().map(|one| file(*one)));
        span(node, said.from, said.to)
    }

    fn split(&self, fact: &BookFact, said: &SplitAgreement) -> Node {
        let node = self
            .written(fact, "rsd:Split")
            .text("rsd:deliverable", &said.deliverable);
        said.shares.iter().fold(node, |node, share| {
            let part = Inner::new("rsd:Share", |inner| {
                inner
                    .id("rsd:agent", self.iri.agent(share.agent))
                    .number("rsd:share", &Rational::from(share.share))
            });
            node.inner("rsd:share", part)
        })
    }

    fn seal(&self, fact: &BookFact, said: &Seal) -> Node {
        let node = self.written(fact, "rsd:Seal").ids(
            "rsd:exception",
            said.exceptions.iter().map(|fact| self.iri.fact(*fact)),
        );
        let node = said.ledgers.iter().fold(node, |node, ledger| {
            let part = Inner::new("rsd:SealedLedger", |inner| {
                inner
                    .text("rsd:ledger", &ledger.document.to_string())
                    .whole("rsd:entries", i64::from(ledger.entries))
                    .text("rsd:newest", &ledger.hash.to_string())
            });
            node.inner("rsd:ledgerSealed", part)
        });
        span(node, said.from, Some(said.to))
    }
}

fn span(node: Node, from: Day, to: Option<Day>) -> Node {
    let node = node.day("rsd:from", from);
    match to {
        Some(to) => node.day("rsd:to", to),
        None => node,
    }
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Good => "good",
        Verdict::NeedsWork => "needs-work",
        Verdict::Unsafe => "unsafe",
    }
}
