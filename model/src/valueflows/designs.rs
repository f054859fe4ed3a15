//! States of designs, and what was released of them.

use std::collections::BTreeMap;

use super::iri::{address, file, licence};
use super::node::{Inner, Node};
use super::{Take, Writer};
use crate::export::BookFact;
use crate::ledger::{DesignState, Fact, Parent, Release, UNIT_ONE};
use crate::number::{Decimal, Rational};

const ONE: Decimal = Decimal {
    mantissa: 1,
    scale: 0,
};

impl Writer<'_> {
    /// The states that facts speak of and nobody released, and the stages of both.
    pub(super) fn states<E>(&self, take: Take<'_, E>) -> Result<(), E> {
        for (stage, name) in [("rsd:released", "released"), ("rsd:inWork", "in work")] {
            take(Node::new(stage, "ProcessSpecification").text("name", name))?;
        }
        let mut states: BTreeMap<String, &DesignState> = BTreeMap::new();
        for fact in self.facts.values() {
            for state in spoken_of(&fact.fact.fact) {
                let key = (state.design, state.heads.clone());
                if !self.names.releases.contains_key(&key) {
                    states.insert(self.iri.state(state), state);
                }
            }
        }
        for (id, state) in states {
            let node = Node::new(&id, "EconomicResource").id("stage", "rsd:inWork");
            take(self.of_design(node, state))?;
        }
        Ok(())
    }

    /// What a resource has of the design that it is a state of.
    fn of_design(&self, node: Node, state: &DesignState) -> Node {
        let node = node
            .text("name", &self.called(state.design))
            .id("conformsTo", self.iri.design(state.design))
            .id("primaryAccountable", self.iri.commons())
            .ids(
                "rsd:head",
                state.heads.iter().map(|head| format!("urn:sha256:{head}")),
            );
        match licence(&state.licence) {
            Some(licence) => node.id("dcterms:license", licence),
            None => node.text("dcterms:license", &state.licence),
        }
    }

    /// A release: the resource, the process that made it, and the events around it.
    pub(super) fn release<E>(
        &self,
        fact: &BookFact,
        said: &Release,
        take: Take<'_, E>,
    ) -> Result<(), E> {
        let resource = self
            .written(fact, "EconomicResource")
            .text("trackingIdentifier", &said.version)
            .text("note", &said.note)
            .id("stage", "rsd:released")
            .id("rsd:snapshot", file(said.snapshot))
            .ids("rsd:file", said.files.iter().map(|one| file(*one)));
        let resource = self.of_design(resource, &said.state);
        let resource = said
            .parents
            .iter()
            .fold(resource, |node, parent| self.parent(node, parent));
        take(resource)?;
        let process = self.iri.of_fact(fact.id, "making");
        take(
            Node::new(&process, "Process")
                .text(
                    "name",
                    &format!("{} {}", self.called(said.state.design), said.version),
                )
                .id("inScopeOf", self.iri.commons())
                .yes_no("finished", true),
        )?;
        take(
            self.event(&self.iri.of_fact(fact.id, "made"), "vf:produce", fact)
                .id("outputOf", &process)
                .id("resourceInventoriedAs", self.iri.fact(fact.id))
                .measure("resourceQuantity", ONE, UNIT_ONE)
                .ends("hasPointInTime", fact.fact.day),
        )?;
        for (place, parent) in said.parents.iter().enumerate() {
            if let Some(release) = parent.release {
                let id = self.iri.of_fact(fact.id, &format!("parent:{}", place + 1));
                take(
                    self.event(&id, "vf:cite", fact)
                        .id("inputOf", &process)
                        .id("resourceInventoriedAs", self.iri.fact(release))
                        .ends("hasPointInTime", fact.fact.day),
                )?;
            }
        }
        Ok(())
    }

    fn parent(&self, node: Node, parent: &Parent) -> Node {
        let name = match (&parent.release, &parent.address) {
            (Some(release), _) => Some(self.iri.fact(*release)),
            (None, Some(text)) => address(text),
            (None, None) => None,
        };
        let weight = Rational::from(parent.weight);
        let share = Inner::new("rsd:Parent", |inner| {
            let inner = inner.number("rsd:weight", &weight);
            match (&name, &parent.address) {
                (Some(name), _) => inner.id("rsd:of", name),
                (None, Some(text)) => inner.text("rsd:address", text),
                (None, None) => inner,
            }
        });
        node.maybe_id("prov:wasDerivedFrom", name.clone())
            .inner("rsd:parent", share)
    }

    /// An event of the author of a fact within the commons.
    fn event(&self, id: &str, action: &str, fact: &BookFact) -> Node {
        Node::new(id, "EconomicEvent")
            .id("action", action)
            .id("provider", self.iri.agent(fact.fact.by))
            .id("receiver", self.iri.commons())
            .created(fact.time_ms)
    }
}

/// The states of designs that a fact speaks of.
fn spoken_of(fact: &Fact) -> Vec<&DesignState> {
    match fact {
        Fact::Contribution(said) => said.state.iter().collect(),
        Fact::UseReport(said) => said.designs.iter().map(|used| &used.state).collect(),
        Fact::DesignReview(said) => vec![&said.state],
        _ => Vec::new(),
    }
}
