//! The commons, its people and organisations, who belongs to what, the units, and where each stands.

use std::collections::{BTreeMap, BTreeSet};

use super::node::Node;
use super::{Take, Writer};
use crate::charter::Role;
use crate::export::BookFact;
use crate::id::AgentId;
use crate::ledger::{Affiliation, Fact, UNIT_HOUR, UNIT_MINUTE, UNIT_ONE};
use crate::number::Money;
use crate::rsd1::{Flag, Line, Status};

/// Units of OM 2 that the program writes, with their names and signs.
const UNITS: [(&str, &str, &str); 11] = [
    (UNIT_MINUTE, "minute", "min"),
    (UNIT_HOUR, "hour", "h"),
    (UNIT_ONE, "one", "1"),
    ("om:gram", "gram", "g"),
    ("om:kilogram", "kilogram", "kg"),
    ("om:metre", "metre", "m"),
    ("om:millimetre", "millimetre", "mm"),
    ("om:centimetre", "centimetre", "cm"),
    ("om:litre", "litre", "l"),
    ("om:squareMetre", "square metre", "m2"),
    ("om:cubicMetre", "cubic metre", "m3"),
];

impl Writer<'_> {
    pub(super) fn commons<E>(&self, take: Take<'_, E>) -> Result<(), E> {
        let purpose = self.charter.foundation().map(|founding| &founding.purpose);
        let node = Node::new(&self.iri.commons(), "Organization")
            .text("name", self.charter.name())
            .text("note", purpose.map_or("", String::as_str))
            .day("rsd:asOf", self.statement.as_of)
            .text("rsd:fingerprint", self.fingerprint)
            .text("rsd:ruleSet", crate::rsd1::RULE_SET);
        take(node)
    }

    pub(super) fn units<E>(&self, take: Take<'_, E>) -> Result<(), E> {
        for (unit, label, symbol) in UNITS {
            take(
                Node::new(unit, "Unit")
                    .text("label", label)
                    .text("symbol", symbol),
            )?;
        }
        let others: BTreeSet<&str> = self
            .facts
            .values()
            .filter_map(|fact| match &fact.fact.fact {
                Fact::Contribution(said) => Some(said.quantity.unit.as_str()),
                Fact::ContributionReview(said) => Some(said.accepted.unit.as_str()),
                _ => None,
            })
            .filter(|unit| !is_known(unit) && !is_currency(unit))
            .collect();
        for unit in others {
            self.designs.own_unit(unit, take)?;
        }
        let currency = self.statement.currency.as_str();
        take(
            Node::new(&self.currency(currency), "ResourceSpecification")
                .text("name", currency)
                .yes_no("mediumOfExchange", true)
                .id("defaultUnitOfResource", UNIT_ONE),
        )
    }

    /// The unit of a quantity as it stands in the graph; money is counted in things of its currency.
    pub(super) fn unit(&self, unit: &str) -> String {
        if is_known(unit) {
            return unit.to_owned();
        }
        if is_currency(unit) {
            return UNIT_ONE.to_owned();
        }
        self.iri.word("unit", unit)
    }

    pub(super) fn currency(&self, currency: &str) -> String {
        self.iri.word("currency", currency)
    }

    pub(super) fn agents<E>(
        &self,
        called: &BTreeMap<AgentId, String>,
        take: Take<'_, E>,
    ) -> Result<(), E> {
        for (agent, name) in called {
            let is_organisation = self.charter.organisation(*agent).is_some();
            let kind = if is_organisation {
                "Organization"
            } else {
                "Person"
            };
            let mut node = Node::new(&self.iri.agent(*agent), kind).text("name", name);
            if let Some(class) = self.class(*agent) {
                let term = if is_organisation {
                    "classifiedAs"
                } else {
                    "rsd:class"
                };
                node = node.text(term, class);
            }
            take(node)?;
            match is_organisation {
                true => self.acting(*agent, take)?,
                false => self.member(*agent, take)?,
            }
        }
        for role in [Role::Guest, Role::Maker, Role::Steward, Role::Treasurer] {
            take(Node::new(role_iri(role), "org:Role").text("name", role_name(role)))?;
        }
        take(Node::new("rsd:acting", "org:Role").text("name", "acts for it"))
    }

    /// The class that is recorded last, as of the day asked.
    fn class(&self, agent: AgentId) -> Option<&'static str> {
        let status = self.statement.statuses.get(&agent)?;
        let mut declared = status.lines.iter().filter_map(|line| match line {
            Line::Declared { class, until, .. } if *until >= status.as_of => Some(class.name()),
            _ => None,
        });
        declared.next_back()
    }

    fn member<E>(&self, person: AgentId, take: Take<'_, E>) -> Result<(), E> {
        let Some(known) = self.charter.person(person) else {
            return Ok(());
        };
        let roles = known.roles.iter().map(|role| role_iri(*role).to_owned());
        take(
            Node::new(&self.iri.membership(person, "commons"), "org:Membership")
                .id("org:member", self.iri.agent(person))
                .id("org:organization", self.iri.commons())
                .ids("org:role", roles)
                .day("rsd:from", known.since)
                .yes_no("rsd:inEffect", known.is_member()),
        )
    }

    fn acting<E>(&self, organisation: AgentId, take: Take<'_, E>) -> Result<(), E> {
        let Some(known) = self.charter.organisation(organisation) else {
            return Ok(());
        };
        for person in &known.acting {
            let id = self.iri.membership(*person, &organisation.to_string());
            take(
                Node::new(&id, "org:Membership")
                    .id("org:member", self.iri.agent(*person))
                    .id("org:organization", self.iri.agent(organisation))
                    .id("org:role", "rsd:acting"),
            )?;
        }
        Ok(())
    }

    pub(super) fn affiliation<E>(
        &self,
        fact: &BookFact,
        said: &Affiliation,
        take: Take<'_, E>,
    ) -> Result<(), E> {
        let node = self
            .written(fact, "org:Membership")
            .id("org:member", self.iri.agent(said.person))
            .id("org:organization", self.iri.agent(said.organisation))
            .day("rsd:from", said.from);
        take(match said.to {
            Some(to) => node.day("rsd:to", to),
            None => node,
        })
    }

    /// A fact with who wrote it and when, and why it does not count where it does not.
    pub(super) fn written(&self, fact: &BookFact, kind: &str) -> Node {
        let node = Node::new(&self.iri.fact(fact.id), kind)
            .id("rsd:by", self.iri.agent(fact.fact.by))
            .day("rsd:entryDay", fact.fact.day);
        match self.statement.refused.get(&fact.id) {
            Some(reason) => node.text("rsd:notCounted", &reason.to_string()),
            None => node,
        }
    }

    /// Where each stands, as the program derives it.
    pub(super) fn standings<E>(&self, take: Take<'_, E>) -> Result<(), E> {
        for status in self.statement.statuses.values() {
            take(self.standing(status))?;
        }
        Ok(())
    }

    fn standing(&self, status: &Status) -> Node {
        let agent = self.iri.agent(status.agent);
        let owed = Money {
            minor: status.owed,
            currency: status.currency,
        };
        let node = Node::new(&format!("{agent}:standing"), "rsd:Standing")
            .id("rsd:agent", &agent)
            .day("rsd:asOf", status.as_of)
            .text("rsd:code", status.code.name())
            .money("rsd:owed", owed)
            .text("rsd:currency", status.currency.as_str())
            .number("rsd:points", &status.points)
            .text("rsd:fingerprint", &status.spoken_fingerprint())
            .yes_no("rsd:provisional", is_provisional(status));
        match status.due {
            Some(due) => node.day("rsd:due", due),
            None => node,
        }
    }
}

fn is_provisional(status: &Status) -> bool {
    let mut flags = status.flags.iter();
    flags.any(|flag| matches!(flag, Flag::Provisional { .. }))
}

fn is_known(unit: &str) -> bool {
    UNITS.iter().any(|(known, ..)| *known == unit)
}

fn is_currency(unit: &str) -> bool {
    unit.parse::<crate::number::Currency>().is_ok()
}

fn role_iri(role: Role) -> &'static str {
    match role {
        Role::Guest => "rsd:guest",
        Role::Maker => "rsd:maker",
        Role::Steward => "rsd:steward",
        Role::Treasurer => "rsd:treasurer",
    }
}

fn role_name(role: Role) -> &'static str {
    role_iri(role).trim_start_matches("rsd:")
}
