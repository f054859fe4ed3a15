//! One node of the graph, and how values are written so that none loses its type.

use serde_json::{Map, Value, json};

use crate::day::Day;
use crate::number::{Decimal, Expansion, Money, Quantity, Rational};

/// Digits behind the point of numbers that do not end; beside them stands `rsd:exact`.
const DECIMAL_DIGITS: u32 = 18;

/// A node: a name, a type, and what it says.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    entries: Map<String, Value>,
}

impl Node {
    pub(super) fn new(id: &str, kind: &str) -> Node {
        let mut entries = Map::new();
        entries.insert("@id".to_owned(), json!(id));
        entries.insert("@type".to_owned(), json!(kind));
        Node { entries }
    }

    /// As it stands in the file, on one line.
    pub fn to_json(&self) -> String {
        Value::Object(self.entries.clone()).to_string()
    }

    /// How many statements (triples) it makes.
    pub fn statements(&self) -> u64 {
        statements(&self.entries)
    }

    fn put(mut self, term: &str, value: Value) -> Node {
        // A term that is said twice has both values.
        match self.entries.get_mut(term) {
            None => drop(self.entries.insert(term.to_owned(), value)),
            Some(Value::Array(values)) => values.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
        self
    }

    /// Another node, by name.
    pub(super) fn id(self, term: &str, id: impl AsRef<str>) -> Node {
        self.put(term, json!({"@id": id.as_ref()}))
    }

    /// The same, where there is one.
    pub(super) fn maybe_id(self, term: &str, id: Option<String>) -> Node {
        match id {
            Some(id) => self.id(term, id),
            None => self,
        }
    }

    /// Several of them, each once.
    pub(super) fn ids(self, term: &str, ids: impl IntoIterator<Item = String>) -> Node {
        let mut all: Vec<String> = ids.into_iter().collect();
        all.sort();
        all.dedup();
        all.into_iter().fold(self, |node, id| node.id(term, id))
    }

    /// Words; none where there are none.
    pub(super) fn text(self, term: &str, text: &str) -> Node {
        if text.is_empty() {
            return self;
        }
        self.put(term, json!(text))
    }

    pub(super) fn yes_no(self, term: &str, yes: bool) -> Node {
        self.put(term, json!(yes))
    }

    pub(super) fn whole(self, term: &str, number: i64) -> Node {
        self.put(
            term,
            json!({"@type": "xsd:integer", "@value": number.to_string()}),
        )
    }

    /// The first moment of a day.
    pub(super) fn begins(self, term: &str, day: Day) -> Node {
        self.moment(term, format!("{day}T00:00:00Z"))
    }

    /// The last moment of a day.
    pub(super) fn ends(self, term: &str, day: Day) -> Node {
        self.moment(term, format!("{day}T23:59:59Z"))
    }

    /// When something was written down, by its author's clock.
    pub(super) fn created(self, time_ms: i64) -> Node {
        const DAY_MS: i64 = 86_400_000;
        let (days, rest) = (time_ms.div_euclid(DAY_MS), time_ms.rem_euclid(DAY_MS));
        let day = Day(i32::try_from(days).unwrap_or(0));
        if !day.is_in_calendar() {
            return self;
        }
        let seconds = rest / 1000;
        let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        self.moment(
            "created",
            format!("{day}T{hours:02}:{minutes:02}:{seconds:02}Z"),
        )
    }

    fn moment(self, term: &str, moment: String) -> Node {
        self.put(
            term,
            json!({"@type": "xsd:dateTimeStamp", "@value": moment}),
        )
    }

    /// A civil day.
    pub(super) fn day(self, term: &str, day: Day) -> Node {
        self.put(
            term,
            json!({"@type": "xsd:date", "@value": day.to_string()}),
        )
    }

    /// A number, exactly; one that does not end is cut, and stands whole in `rsd:exact` beside it.
    pub(super) fn number(self, term: &str, value: &Rational) -> Node {
        let found = Expansion::of(value, DECIMAL_DIGITS);
        let node = self.put(term, decimal(&found.text));
        match found.is_exact {
            true => node,
            false => node.text(&format!("{term}Exact"), &value.to_string()),
        }
    }

    /// So many of a unit.
    pub(super) fn measure(self, term: &str, number: Decimal, unit: &str) -> Node {
        self.put(
            term,
            json!({
                "@type": "Measure",
                "hasUnit": {"@id": unit},
                "hasNumericalValue": decimal(&number.to_string()),
            }),
        )
    }

    /// A quantity as somebody wrote it.
    pub(super) fn quantity(self, term: &str, quantity: &Quantity, unit: &str) -> Node {
        self.measure(term, quantity.decimal(), unit)
    }

    /// An amount of money, counted in things of its currency.
    pub(super) fn money(self, term: &str, money: Money) -> Node {
        self.measure(term, money.amount(), "om:one")
    }

    /// An exact amount that may not end.
    pub(super) fn exact_measure(self, term: &str, value: &Rational, unit: &str) -> Node {
        let found = Expansion::of(value, DECIMAL_DIGITS);
        let mut measure = json!({
            "@type": "Measure",
            "hasUnit": {"@id": unit},
            "hasNumericalValue": decimal(&found.text),
        });
        if !found.is_exact {
            measure["rsd:exact"] = json!(value.to_string());
        }
        self.put(term, measure)
    }

    /// A node without a name of its own.
    pub(super) fn inner(self, term: &str, inner: Inner) -> Node {
        self.put(term, Value::Object(inner.0.entries))
    }
}

/// A node inside another one, without a name of its own.
pub(super) struct Inner(Node);

impl Inner {
    pub(super) fn new(kind: &str, say: impl FnOnce(Node) -> Node) -> Inner {
        let mut node = Node {
            entries: Map::new(),
        };
        node.entries.insert("@type".to_owned(), json!(kind));
        Inner(say(node))
    }
}

fn decimal(digits: &str) -> Value {
    json!({"@type": "xsd:decimal", "@value": digits})
}

/// Each term of a node is a statement for each of its values; a node inside makes its own beside.
fn statements(entries: &Map<String, Value>) -> u64 {
    let of = |value: &Value| match value {
        Value::Object(inner) if inner.contains_key("@value") => 1,
        Value::Object(inner) if inner.len() == 1 && inner.contains_key("@id") => 1,
        Value::Object(inner) => 1 + statements(inner),
        _ => 1,
    };
    entries
        .iter()
        .filter(|(term, _)| *term != "@id")
        .map(|(_, value)| match value {
            Value::Array(values) => values.iter().map(of).sum(),
            value => of(value),
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_counts_what_it_says() {
        let half = Rational::new(1, 3).expect("not by zero");
        let node = Node::new("urn:x:a", "Person")
            .text("name", "Ana")
            .text("note", "")
            .ids(
                "rsd:of",
                ["urn:x:c".into(), "urn:x:b".into(), "urn:x:c".into()],
            )
            .exact_measure("effortQuantity", &half, "om:hour")
            .created(1_770_000_000_000);
        // type, name, 2 of, created; the quantity, and in it type, unit, number and exact.
        assert_eq!(node.statements(), 5 + 5);
        let json: Value = serde_json::from_str(&node.to_json()).expect("JSON");
        assert_eq!(json["created"]["@value"], "2026-02-02T02:40:00Z");
        assert_eq!(json["effortQuantity"]["rsd:exact"], "1/3");
        assert_eq!(
            json["effortQuantity"]["hasNumericalValue"]["@value"],
            "0.333333333333333333"
        );
    }
}
