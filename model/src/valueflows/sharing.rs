//! An income that is shared out: an agreement, and a transfer for each part.

use super::node::{Inner, Node};
use super::{Take, Writer};
use crate::export::BookFact;
use crate::ledger::{Distribution, Payout};
use crate::number::{Money, Rational};
use crate::rsd1::distribution::Way;

impl Writer<'_> {
    pub(super) fn shared_out<E>(
        &self,
        fact: &BookFact,
        said: &Distribution,
        take: Take<'_, E>,
    ) -> Result<(), E> {
        let node = self
            .written(fact, "Agreement")
            .text("note", &said.note)
            .created(fact.time_ms)
            .money("rsd:amount", said.amount)
            .text("rsd:currency", said.amount.currency.as_str())
            .day("rsd:from", said.from)
            .day("rsd:to", said.to)
            .id("rsd:policy", self.iri.policy(&said.policy.0));
        let run = self.statement.runs.iter().find(|run| run.id == fact.id);
        let node = node.text("rsd:computedAgain", run.map_or("", |run| run.state.name()));
        let node = said.buckets.iter().fold(node, |node, bucket| {
            let way = match bucket.way {
                Way::Designs => "designs",
                Way::Work => "work",
                Way::Kept => "kept",
            };
            let inner = Inner::new("rsd:Bucket", |inner| {
                let inner = inner
                    .text("name", &bucket.name)
                    .number("rsd:share", &Rational::from(bucket.share))
                    .text("rsd:way", way);
                let kinds = bucket.kinds.iter().map(|kind| self.iri.word("work", kind));
                inner.ids("rsd:kind", kinds)
            });
            node.inner("rsd:bucket", inner)
        });
        take(said.origins().fold(node, |node, (origin, minor)| {
            let inner = Inner::new("rsd:Source", |inner| {
                inner
                    .id("rsd:of", self.origin(&origin))
                    .money("rsd:amount", self.amount(minor))
            });
            node.inner("rsd:source", inner)
        }))?;
        let mut parts = said.payouts.iter().enumerate();
        parts.try_for_each(|(place, payout)| take(self.payout(fact, said, place + 1, payout)))
    }

    fn origin(&self, origin: &crate::rsd1::distribution::Origin) -> String {
        use crate::rsd1::distribution::Origin;
        match origin {
            Origin::Release(release) => self.iri.fact(*release),
            Origin::Design(design) => self.iri.design(*design),
            Origin::Elsewhere(address) => self.iri.word("elsewhere", address),
        }
    }

    /// What nobody in the commons gets stays with it: a transfer to itself would say nothing.
    fn payout(&self, fact: &BookFact, said: &Distribution, place: usize, payout: &Payout) -> Node {
        let id = self.iri.of_fact(fact.id, &format!("payout:{place}"));
        let money = Money {
            minor: payout.minor,
            currency: said.amount.currency,
        };
        let bucket = said.buckets.get(payout.bucket as usize);
        let bucket = bucket.map_or("", |bucket| bucket.name.as_str());
        let Some(agent) = payout.agent else {
            return Node::new(&id, "rsd:Held")
                .id("realizationOf", self.iri.fact(fact.id))
                .money("rsd:amount", money)
                .text("rsd:bucketName", bucket)
                .text("rsd:upstream", payout.address.as_deref().unwrap_or(""));
        };
        let run = self.statement.runs.iter().find(|run| run.id == fact.id);
        let received = run.and_then(|run| run.received.get(&agent));
        let node = Node::new(&id, "EconomicEvent")
            .id("action", "vf:transfer")
            .id("provider", self.iri.commons())
            .id("receiver", self.iri.agent(agent))
            .id("resourceConformsTo", self.currency(money.currency.as_str()))
            .money("resourceQuantity", money)
            .id("realizationOf", self.iri.fact(fact.id))
            .ends("hasPointInTime", fact.fact.day)
            .text("rsd:bucketName", bucket);
        match received {
            Some(day) => node.day("rsd:received", *day),
            None => node,
        }
    }
}
