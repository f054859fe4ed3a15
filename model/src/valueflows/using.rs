//! Uses as citations, fees as claims, and what settles them.

use std::collections::BTreeSet;

use super::node::{Inner, Node};
use super::{Take, Writer};
use crate::export::BookFact;
use crate::export::statement::{Fate, Fee, FeeState, Paid, Settled, SettledBy, Use};
use crate::ledger::{Payment, UNIT_ONE, UseReport};
use crate::number::{Decimal, Money, Rational};

impl Writer<'_> {
    /// A use: a process of the user, which cites each design.
    pub(super) fn used<E>(
        &self,
        fact: &BookFact,
        said: &UseReport,
        take: Take<'_, E>,
    ) -> Result<(), E> {
        let process = self.iri.of_fact(fact.id, "use");
        take(
            Node::new(&process, "Process")
                .text("name", &(self.names.agent)(said.user))
                .id("inScopeOf", self.iri.agent(said.user))
                .begins("hasBeginning", said.from)
                .ends("hasEnd", said.to),
        )?;
        for one in self.uses.get(&fact.id).into_iter().flatten() {
            take(self.cited(fact, &process, one))?;
        }
        Ok(())
    }

    /// The first design of a report stands under the report's own name.
    fn cited(&self, fact: &BookFact, process: &str, one: &Use) -> Node {
        let said = &one.said;
        let used = one.used();
        let node = match one.line {
            1 => self.written(fact, "EconomicEvent"),
            line => Node::new(
                &self.iri.of_fact(fact.id, &format!("design:{line}")),
                "EconomicEvent",
            )
            .id("rsd:partOf", self.iri.fact(fact.id)),
        };
        let resource = match used.release {
            Some(release) if self.facts.contains_key(&release) => self.iri.fact(release),
            _ => self.resource(&used.state),
        };
        let kind = if said.commercial {
            "commercial"
        } else {
            "non-commercial"
        };
        let node = node
            .id("action", "vf:cite")
            .id("provider", self.iri.commons())
            .id("receiver", self.iri.agent(said.user))
            .id("inputOf", process)
            .id("resourceInventoriedAs", resource)
            .begins("hasBeginning", said.from)
            .ends("hasEnd", said.to)
            .created(fact.time_ms)
            .text("note", &said.note)
            .text("rsd:useKind", kind)
            .number("rsd:part", &Rational::from(used.part));
        let fates: BTreeSet<&str> = one.fates.iter().map(Fate::name).collect();
        let node = fates
            .into_iter()
            .fold(node, |node, fate| node.text("rsd:fate", fate));
        let agreement = one.fates.iter().find_map(|fate| match fate {
            Fate::Agreed(agreement) => Some(self.iri.fact(*agreement)),
            _ => None,
        });
        let node = node.maybe_id(
            "realizationOf",
            agreement.or_else(|| self.policy(said.from)),
        );
        let node = match said.units {
            Some(units) if one.line == 1 => {
                let number = Decimal {
                    mantissa: i64::from(units),
                    scale: 0,
                };
                node.measure("effortQuantity", number, UNIT_ONE)
            }
            _ => node,
        };
        match said.revenue {
            Some(revenue) if one.line == 1 => node
                .money("rsd:declaredRevenue", revenue)
                .text("rsd:currency", revenue.currency.as_str()),
            _ => node,
        }
    }

    /// Fees, and what settled them without money.
    pub(super) fn claims<E>(&self, take: Take<'_, E>) -> Result<(), E> {
        for fee in &self.statement.fees {
            take(self.claim(fee))?;
            for (place, settled) in fee.settled.iter().enumerate() {
                if let Some(node) = self.settled(fee, place + 1, settled) {
                    take(node)?;
                }
            }
        }
        Ok(())
    }

    fn claim(&self, fee: &Fee) -> Node {
        let node = Node::new(&self.iri.claim(fee.agent, fee.period), "Claim")
            .id("action", "vf:transfer")
            .id("provider", self.iri.agent(fee.agent))
            .id("receiver", self.iri.commons())
            .id("resourceConformsTo", self.in_currency())
            .money("resourceQuantity", self.amount(fee.amount))
            .ends("due", fee.due)
            .yes_no("finished", fee.state == FeeState::Settled)
            .maybe_id(
                "triggeredBy",
                fee.reports.first().map(|report| self.iri.fact(*report)),
            )
            .ids(
                "rsd:basedOn",
                fee.reports.iter().map(|fact| self.iri.fact(*fact)),
            )
            .ids(
                "rsd:agreement",
                fee.agreements.iter().map(|fact| self.iri.fact(*fact)),
            )
            .text("rsd:period", &fee.period.to_string())
            .text("rsd:claimState", fee.state.name())
            .money("rsd:open", self.amount(fee.open))
            .number("rsd:rate", &Rational::from(fee.rate))
            .exact_measure("rsd:revenue", &self.major(&fee.revenue), UNIT_ONE)
            .money("rsd:allowance", self.amount(fee.allowance));
        let parts = [("rsd:flat", &fee.flat), ("rsd:agreed", &fee.agreed)];
        let with = parts.into_iter().filter(|(_, minor)| !minor.is_zero());
        let node = with.fold(node, |node, (term, minor)| {
            node.exact_measure(term, &self.major(minor), UNIT_ONE)
        });
        node.maybe_id("rsd:policy", self.policy(fee.period.first()))
    }

    /// Points that pay a part of a fee, or waive it. Payments are facts of their own.
    fn settled(&self, fee: &Fee, place: usize, settled: &Settled) -> Option<Node> {
        let claim = self.iri.claim(fee.agent, fee.period);
        let amount = self.amount(settled.amount);
        match &settled.by {
            SettledBy::Payment(_) => None,
            SettledBy::Offset {
                at,
                points,
                point_value,
                claims,
            } => Some(
                Node::new(&format!("{claim}:offset:{place}"), "EconomicEvent")
                    .id("action", "vf:transfer")
                    .id("provider", self.iri.agent(fee.agent))
                    .id("receiver", self.iri.commons())
                    .id("resourceConformsTo", self.in_currency())
                    .money("resourceQuantity", amount)
                    .id("settles", &claim)
                    .maybe_id("realizationOf", self.policy(fee.period.first()))
                    .ends("hasPointInTime", at.last().min(self.statement.as_of))
                    .number("rsd:points", points)
                    .money("rsd:pointValue", self.amount(*point_value))
                    .ids(
                        "rsd:offsetOf",
                        claims.iter().map(|fact| self.iri.fact(*fact)),
                    ),
            ),
            SettledBy::Waived { points, threshold } => Some(
                Node::new(&format!("{claim}:waiver:{place}"), "rsd:Waiver")
                    .id("rsd:claim", &claim)
                    .money("rsd:amount", amount)
                    .number("rsd:points", points)
                    .number("rsd:threshold", &Rational::from(*threshold)),
            ),
        }
    }

    pub(super) fn payment<E>(
        &self,
        fact: &BookFact,
        said: &Payment,
        take: Take<'_, E>,
    ) -> Result<(), E> {
        let node = self
            .written(fact, "EconomicEvent")
            .id("action", "vf:transfer")
            .id("provider", self.iri.agent(said.payer))
            .id("receiver", self.iri.commons())
            .id(
                "resourceConformsTo",
                self.currency(said.amount.currency.as_str()),
            )
            .money("resourceQuantity", said.amount)
            .ends("hasPointInTime", said.day)
            .created(fact.time_ms)
            .text("note", &said.reference);
        take(match self.payments.get(&fact.id) {
            Some(paid) => self.paid(node, paid),
            None => node,
        })
    }

    fn paid(&self, node: Node, paid: &Paid) -> Node {
        let payer = paid.said.payer;
        let claims = paid
            .settles
            .iter()
            .map(|(period, _)| self.iri.claim(payer, *period));
        let node = node
            .text("rsd:paymentState", paid.state.name())
            .ids("settles", claims)
            .ids(
                "rsd:confirmedBy",
                paid.confirmers().iter().map(|agent| self.iri.agent(*agent)),
            );
        let node = node.maybe_id("realizationOf", self.policy(paid.said.day));
        paid.settles.iter().fold(node, |node, (period, minor)| {
            let part = Inner::new("rsd:Settlement", |inner| {
                inner
                    .id("rsd:claim", self.iri.claim(payer, *period))
                    .money("rsd:amount", self.amount(*minor))
            });
            node.inner("rsd:settlement", part)
        })
    }

    fn in_currency(&self) -> String {
        self.currency(self.statement.currency.as_str())
    }

    pub(super) fn amount(&self, minor: i64) -> Money {
        Money {
            minor,
            currency: self.statement.currency,
        }
    }

    /// Exact minor units as an amount of the currency.
    fn major(&self, minor: &Rational) -> Rational {
        let digits = crate::number::minor_digits(self.statement.currency);
        let unit = Rational::from(10i64.pow(u32::from(digits)));
        minor.checked_div(&unit).unwrap_or_default()
    }
}
