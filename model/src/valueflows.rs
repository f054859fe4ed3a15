//! The books as ValueFlows 1.0.0 in JSON-LD (interop.md, section 2).
//!
//! Nodes are handed out one by one, so that books of any size can be written: [`head`] first, then every node on a line
//! of its own with commas between them, then [`TAIL`]. The terms of ValueFlows carry no prefix; what it has no word for
//! stands under `rsd:`. Every node says what it says also under the context of the ontology itself, because nothing
//! here relies on types that only our own context gives.

mod agents;
mod decisions;
mod designs;
mod iri;
mod node;
mod recipes;
mod sharing;
mod using;
mod work;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

pub use node::Node;

use crate::charter::Charter;
use crate::day::Day;
use crate::design::View;
use crate::export::BookFact;
use crate::export::statement::{Paid, Statement, Use, Work};
use crate::export::tables::Names;
use crate::id::{AgentId, CommonsId, DocumentId, FactId};
use crate::ledger::{DesignState, Fact};
use crate::rsd1::policies::policy_id;
use iri::Iri;

/// What stands behind the last node.
pub const TAIL: &str = "\n]}\n";

/// The prefixes, as the ontology itself has them, and two more.
pub fn context() -> Value {
    json!({
        "@vocab": "https://w3id.org/valueflows/ont/vf#",
        "vf": "https://w3id.org/valueflows/ont/vf#",
        "om": "http://www.ontology-of-units-of-measure.org/resource/om-2/",
        "org": "http://www.w3.org/ns/org#",
        "dcterms": "http://purl.org/dc/terms/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "prov": "http://www.w3.org/ns/prov#",
        "rsd": "urn:commons:rsd-1#",
    })
}

/// What stands before the first node.
pub fn head() -> String {
    format!("{{\"@context\": {},\n\"@graph\": [\n", context())
}

/// The books, to be written.
pub struct Writer<'a> {
    charter: &'a Charter,
    statement: &'a Statement,
    names: &'a Names<'a>,
    facts: BTreeMap<FactId, &'a BookFact>,
    work: BTreeMap<FactId, &'a Work>,
    uses: BTreeMap<FactId, Vec<&'a Use>>,
    payments: BTreeMap<FactId, &'a Paid>,
    fingerprint: &'a str,
    iri: Iri,
    designs: &'a Designs,
}

/// The designs of the books, to be written one by one: what each is, and how it is made.
pub struct Designs {
    iri: Iri,
    /// Units that OM 2 does not have and whose nodes were made.
    own_units: RefCell<BTreeSet<String>>,
}

/// Takes each node as it is made.
pub type Take<'t, E> = &'t mut dyn FnMut(Node) -> Result<(), E>;

impl<'a> Writer<'a> {
    /// The books of a statement; `facts` are those that it was made from.
    pub fn new(
        charter: &'a Charter,
        statement: &'a Statement,
        facts: &'a [BookFact],
        names: &'a Names<'a>,
        fingerprint: &'a str,
        designs: &'a Designs,
    ) -> Writer<'a> {
        let mut uses: BTreeMap<FactId, Vec<&Use>> = BTreeMap::new();
        for one in &statement.uses {
            uses.entry(one.id).or_default().push(one);
        }
        Writer {
            iri: Iri(charter.commons()),
            designs,
            facts: facts.iter().map(|fact| (fact.id, fact)).collect(),
            work: statement.work.iter().map(|work| (work.id, work)).collect(),
            payments: statement
                .payments
                .iter()
                .map(|paid| (paid.id, paid))
                .collect(),
            uses,
            charter,
            statement,
            names,
            fingerprint,
        }
    }

    /// The commons, its people, rules and designs, and every fact; all but the recipes.
    ///
    /// # Errors
    /// The first error of `take`.
    pub fn books<E>(&self, called: &BTreeMap<AgentId, String>, take: Take<'_, E>) -> Result<(), E> {
        self.commons(take)?;
        self.units(take)?;
        self.agents(called, take)?;
        self.rules(take)?;
        self.states(take)?;
        for fact in self.facts.values() {
            self.fact(fact, take)?;
        }
        self.claims(take)?;
        self.standings(take)
    }

    fn fact<E>(&self, fact: &BookFact, take: Take<'_, E>) -> Result<(), E> {
        match &fact.fact.fact {
            Fact::Contribution(said) => self.contribution(fact, said, take),
            Fact::UseReport(said) => self.used(fact, said, take),
            Fact::Payment(said) => self.payment(fact, said, take),
            Fact::Release(said) => self.release(fact, said, take),
            Fact::Affiliation(said) => self.affiliation(fact, said, take),
            Fact::Agreement(said) => self.agreement(fact, said, take),
            Fact::Distribution(said) => self.shared_out(fact, said, take),
            said => self.said(fact, said, take),
        }
    }

    /// The resource that a design is in exactly this state: a release, or a state that nobody released.
    fn resource(&self, state: &DesignState) -> String {
        let key = (state.design, state.heads.clone());
        match self.names.releases.get(&key) {
            Some((release, _)) => self.iri.fact(*release),
            None => self.iri.state(state),
        }
    }

    /// The rules in force on a day.
    fn policy(&self, day: Day) -> Option<String> {
        let policy = self.charter.policy(day)?;
        Some(self.iri.policy(&policy_id(policy)))
    }

    fn called(&self, design: DocumentId) -> String {
        (self.names.design)(design)
    }
}

impl Designs {
    /// The designs of a commons.
    pub fn new(commons: CommonsId) -> Designs {
        Designs {
            iri: Iri(commons),
            own_units: RefCell::default(),
        }
    }

    /// A design as it stands.
    ///
    /// # Errors
    /// The first error of `take`.
    pub fn design<E>(&self, view: &View, take: Take<'_, E>) -> Result<(), E> {
        self.specification(view, take)?;
        self.recipe(view, take)
    }

    /// A unit that OM 2 does not have; its node is made once.
    fn own_unit<E>(&self, unit: &str, take: Take<'_, E>) -> Result<String, E> {
        let id = self.iri.word("unit", unit);
        if self.own_units.borrow_mut().insert(id.clone()) {
            take(Node::new(&id, "Unit").text("label", unit))?;
        }
        Ok(id)
    }
}
