//! Contributions as economic events, and the kinds of work.

use super::iri::file;
use super::node::Node;
use super::{Take, Writer};
use crate::export::BookFact;
use crate::export::statement::Work;
use crate::ledger::{Contribution, UNIT_HOUR, UNIT_MINUTE};
use crate::number::Rational;
use crate::rsd1::policy::ContributionUnit;

/// How a type of contribution is spoken of: the action, and whether its quantity is effort.
fn spoken(kind: &str, unit: Option<ContributionUnit>) -> (&'static str, bool) {
    match (kind, unit) {
        ("machine_time", _) => ("vf:use", true),
        ("teaching", _) => ("vf:deliverService", true),
        (_, Some(ContributionUnit::Minute)) => ("vf:work", true),
        (_, Some(ContributionUnit::Deliverable)) => ("vf:deliverService", false),
        (_, Some(ContributionUnit::Minor | ContributionUnit::Other)) => ("vf:transfer", false),
        (_, None) => ("vf:work", true),
    }
}

impl Writer<'_> {
    /// The kinds of work that the rules or a contribution name.
    pub(super) fn kinds<E>(&self, take: Take<'_, E>) -> Result<(), E> {
        let policy = self.charter.policy(self.statement.as_of);
        let known = policy.into_iter().flat_map(|policy| &policy.types);
        let mut kinds: Vec<&str> = known.map(|kind| kind.name.as_str()).collect();
        kinds.extend(
            self.statement
                .work
                .iter()
                .map(|work| work.said.kind.as_str()),
        );
        kinds.sort_unstable();
        kinds.dedup();
        for kind in kinds {
            let node = Node::new(&self.iri.word("work", kind), "ResourceSpecification");
            take(node.text("name", kind))?;
        }
        Ok(())
    }

    pub(super) fn contribution<E>(
        &self,
        fact: &BookFact,
        said: &Contribution,
        take: Take<'_, E>,
    ) -> Result<(), E> {
        let policy = self.charter.policy(self.statement.as_of);
        let known = policy.and_then(|policy| policy.contribution_type(&said.kind));
        let (action, is_effort) = spoken(&said.kind, known.map(|kind| kind.unit));
        let unit = said.quantity.unit.as_str();
        let is_money = unit.parse::<crate::number::Currency>().is_ok();
        let conforms = match is_money && action == "vf:transfer" {
            true => self.currency(unit),
            false => self.iri.word("work", &said.kind),
        };
        let is_time = [UNIT_MINUTE, UNIT_HOUR].contains(&unit);
        let quantity = match is_effort || is_time {
            true => "effortQuantity",
            false => "resourceQuantity",
        };
        let node = self
            .written(fact, "EconomicEvent")
            .id("action", action)
            .id("provider", self.iri.agent(said.provider))
            .id("receiver", self.iri.commons())
            .id("resourceConformsTo", conforms)
            .quantity(quantity, &said.quantity, &self.unit(unit))
            .begins("hasBeginning", said.from)
            .ends("hasEnd", said.to)
            .created(fact.time_ms)
            .text("note", &said.note)
            .text(
                "rsd:machinePart",
                said.machine_part.as_deref().unwrap_or(""),
            )
            .id("rsd:kind", self.iri.word("work", &said.kind))
            .maybe_id("corrects", said.supersedes.map(|fact| self.iri.fact(fact)))
            .maybe_id(
                "rsd:onBehalfOf",
                said.on_behalf_of.map(|agent| self.iri.agent(agent)),
            )
            .ids("rsd:evidence", said.evidence.iter().map(|one| file(*one)));
        let node = self.on_design(node, said);
        take(match self.work.get(&fact.id) {
            Some(work) => self.became(node, work),
            None => node,
        })
    }

    /// For which design, in which state, and which part of something that several made.
    fn on_design(&self, node: Node, said: &Contribution) -> Node {
        let node = match &said.state {
            Some(state) => node
                .id("rsd:design", self.iri.design(state.design))
                .id("rsd:state", self.resource(state)),
            None => node,
        };
        let node = node.text("rsd:deliverable", said.deliverable.as_deref().unwrap_or(""));
        match said.share {
            Some(share) => node.number("rsd:share", &Rational::from(share)),
            None => node,
        }
    }

    /// What became of it.
    fn became(&self, node: Node, work: &Work) -> Node {
        let node = node
            .text("rsd:reviewState", work.state.name())
            .number("rsd:points", &work.points)
            .ids(
                "rsd:reviewedBy",
                work.reviewers.iter().map(|agent| self.iri.agent(*agent)),
            );
        match work.accepted {
            Some(accepted) => node.measure("rsd:accepted", accepted, &self.unit(&work.unit)),
            None => node,
        }
    }
}
