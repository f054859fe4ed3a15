//! The facts themselves, one JSON object a line, with everything that another program needs to derive what they add up to.
//!
//! Each line has `line`, which says what it is. Facts and acts carry their exact bytes beside what they say, so that
//! their ids can be computed again: BLAKE3 in derive-key mode, context `commonwright 2026 fact v1`, over the commons, the
//! document, the place as 8 bytes big endian, and the bytes. `docs/interop.md` has the format.

pub mod schema;
#[cfg(test)]
mod tests;

use data_encoding::{BASE32_NOPAD, BASE64};
use minicbor::Decoder;
use minicbor::data::Type;
use serde_json::{Map, Value, json};

use super::statement::{Fee, Statement};
use crate::charter::Charter;
use crate::day::Day;
use crate::entry::{ENVELOPE_VERSION, Envelope};
use crate::id::{AgentId, ChangeHash, CommonsId, DeviceId, DocumentId, FactId};
use crate::number::{Currency, Decimal, Money};
use crate::rsd1::Status;
use schema::{Kind, Part, Shape};

/// The version of this format.
pub const FORMAT: u64 = 1;

/// A fact or an act in its place, as it was signed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Placed<'a> {
    /// Its id.
    pub id: FactId,
    /// The ledger, or the charter.
    pub document: DocumentId,
    /// The device whose key signed it.
    pub device: DeviceId,
    /// Its place among the changes of that device in that document, from 1.
    pub seq: u64,
    /// The author's clock in milliseconds since 1970, for display only.
    pub time_ms: i64,
    /// Its exact bytes.
    pub bytes: &'a [u8],
}

/// The first line: of what this is an export.
pub fn head(commons: CommonsId, charter: &Charter, as_of: Day, fingerprint: &str) -> Value {
    json!({
        "line": "head",
        "format": "commonwright facts",
        "version": FORMAT,
        "commons": commons.to_string(),
        "name": charter.name(),
        "charter": charter.document().to_string(),
        "rules": crate::rsd1::RULE_SET,
        "as_of": as_of.to_string(),
        "fingerprint": fingerprint,
    })
}

/// What a person or an organisation is called.
pub fn agent(charter: &Charter, id: AgentId, name: &str) -> Value {
    let (kind, acting) = match charter.organisation(id) {
        Some(organisation) => ("organisation", organisation.acting.clone()),
        None => ("person", Default::default()),
    };
    let roles: Vec<&str> = charter.roles(id).into_iter().map(role_name).collect();
    json!({
        "line": "agent",
        "id": id.to_string(),
        "kind": kind,
        "name": name,
        "roles": roles,
        "acting": acting.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

fn role_name(role: crate::charter::Role) -> &'static str {
    use crate::charter::Role;
    match role {
        Role::Guest => "guest",
        Role::Maker => "maker",
        Role::Steward => "steward",
        Role::Treasurer => "treasurer",
    }
}

/// What a design is called.
pub fn design(id: DocumentId, name: &str) -> Value {
    json!({"line": "design", "id": id.to_string(), "name": name})
}

/// An act of the charter.
///
/// With the name of the change that carries it, and of those that its author had seen last: what an act may do follows
/// from the acts before it, and not from who has which role today.
pub fn act(placed: &Placed<'_>, change: ChangeHash, after: &[ChangeHash]) -> Value {
    let mut line = placed_line("act", "charter", placed, schema::ACTS);
    line["change"] = json!(change.to_string());
    line["after"] = after.iter().map(ToString::to_string).collect();
    line
}

/// A fact of a ledger.
pub fn fact(placed: &Placed<'_>) -> Value {
    placed_line("fact", "ledger", placed, schema::FACTS)
}

/// The rules of reciprocity, by name.
pub fn policy(policy: &crate::rsd1::Policy) -> Value {
    body(&policy.to_bytes(), Some(schema::POLICY))
}

/// What this program derives for one agent, for comparison.
pub fn status(status: &Status, statement: &Statement) -> Value {
    let own = statement
        .fees
        .iter()
        .filter(|fee| fee.agent == status.agent);
    json!({
        "line": "status",
        "agent": status.agent.to_string(),
        "as_of": status.as_of.to_string(),
        "code": status.code.name(),
        "owed": amount(status.owed, status.currency),
        "currency": status.currency.as_str(),
        "due": status.due.map(|day| day.to_string()),
        "points": status.points.to_string(),
        "fees": own.map(|fee| fee_value(fee, status.currency)).collect::<Vec<_>>(),
        "fingerprint": status.spoken_fingerprint(),
    })
}

fn fee_value(fee: &Fee, currency: Currency) -> Value {
    json!({
        "period": fee.period.to_string(),
        "state": fee.state.name(),
        "fee": amount(fee.amount, currency),
        "paid": amount(fee.by_payment(), currency),
        "contributed": amount(fee.by_offset(), currency),
        "waived": amount(fee.by_waiver(), currency),
        "open": amount(fee.open, currency),
    })
}

fn amount(minor: i64, currency: Currency) -> String {
    Money { minor, currency }.amount().to_string()
}

fn placed_line(line: &str, document: &str, placed: &Placed<'_>, kinds: &[Kind]) -> Value {
    let mut object = Map::new();
    let mut put = |key: &str, value: Value| drop(object.insert(key.to_owned(), value));
    put("line", json!(line));
    put("id", json!(placed.id.to_string()));
    put(document, json!(placed.document.to_string()));
    put("device", json!(placed.device.to_string()));
    put("seq", json!(placed.seq));
    put("clock_ms", json!(placed.time_ms));
    if let Ok(envelope) = Envelope::decode(placed.bytes) {
        let known = kinds
            .iter()
            .find(|kind| envelope.version == ENVELOPE_VERSION && kind.number == envelope.kind);
        put("version", json!(envelope.version));
        put("kind", json!(envelope.kind));
        put("name", json!(known.map(|kind| kind.name)));
        put("by", json!(envelope.by.to_string()));
        put("day", json!(envelope.day.to_string()));
        if let Some(follows) = envelope.follows {
            put("follows", json!(follows.to_string()));
        }
        put("body", body(envelope.body, known.map(|kind| kind.parts)));
    }
    put("bytes", json!(BASE64.encode(placed.bytes)));
    Value::Object(object)
}

/// What a body says: by name where its kind is known, by number where it is not.
fn body(bytes: &[u8], parts: Option<&[Part]>) -> Value {
    // Whatever is read below is nested no deeper than that.
    if !crate::cbor::is_canonical(bytes) {
        return json!({"bytes": base32(bytes)});
    }
    let read = |parts| {
        let mut input = Decoder::new(bytes);
        match parts {
            Some(parts) => map(&mut input, parts),
            None => plain(&mut input),
        }
    };
    read(parts).or_else(|_| read(None)).unwrap_or(Value::Null)
}

type Read = Result<Value, minicbor::decode::Error>;

fn shaped(input: &mut Decoder<'_>, shape: Shape) -> Read {
    let start = input.position();
    let read = match shape {
        Shape::Id => input.bytes().map(|bytes| json!(base32(bytes))),
        Shape::Text => input.str().map(|text| json!(text)),
        Shape::Whole => input.i64().map(|number| json!(number)),
        Shape::YesNo => input.bool().map(|yes| json!(yes)),
        Shape::Day => input.i32().map(|day| json!(Day(day).to_string())),
        Shape::Ratio => input
            .decode::<crate::number::Ratio>()
            .map(|ratio| json!(ratio.to_string())),
        Shape::Money => input
            .decode::<Money>()
            .map(|money| json!({"minor": money.minor, "currency": money.currency.as_str()})),
        Shape::Quantity => input
            .decode::<crate::number::Quantity>()
            .map(|quantity| json!({"number": number(quantity.decimal()), "unit": quantity.unit})),
        Shape::Word(words) => word(input, words).map(|word| json!(word)),
        Shape::List(shape) => list(input, *shape),
        Shape::Map(parts) => map(input, parts),
        Shape::Row(parts) => row(input, parts),
        Shape::Words(keys, values) => words(input, keys, values),
        Shape::Inside(parts) => input.bytes().map(|bytes| body(bytes, Some(parts))),
    };
    read.or_else(|_| {
        // What is not what it should be is written as it is.
        input.set_position(start);
        plain(input)
    })
}

/// A scale that is out of range is not expanded: it stands as digits and scale.
fn number(decimal: Decimal) -> Value {
    if decimal.scale > crate::number::DECIMAL_DIGITS_MAX {
        return json!({"digits": decimal.mantissa, "scale": decimal.scale});
    }
    json!(decimal.to_string())
}

fn word(
    input: &mut Decoder<'_>,
    words: &[&'static str],
) -> Result<&'static str, minicbor::decode::Error> {
    let number = input.u32()? as usize;
    let unknown = || minicbor::decode::Error::message("no word of that number");
    words.get(number).copied().ok_or_else(unknown)
}

fn list(input: &mut Decoder<'_>, shape: Shape) -> Read {
    let count = input.array()?.unwrap_or(0);
    let mut all = Vec::new();
    for _ in 0..count {
        all.push(shaped(input, shape)?);
    }
    Ok(Value::Array(all))
}

fn map(input: &mut Decoder<'_>, parts: &[Part]) -> Read {
    let count = input.map()?.unwrap_or(0);
    let mut all = Map::new();
    for _ in 0..count {
        let key = input.u64()?;
        match parts.iter().find(|part| part.key == key) {
            Some(part) => all.insert(part.name.to_owned(), shaped(input, part.shape)?),
            None => all.insert(key.to_string(), plain(input)?),
        };
    }
    Ok(Value::Object(all))
}

fn row(input: &mut Decoder<'_>, parts: &[Part]) -> Read {
    let count = input.array()?.unwrap_or(0);
    let mut all = Map::new();
    for place in 0..count {
        match parts.iter().find(|part| part.key == place) {
            Some(part) => all.insert(part.name.to_owned(), shaped(input, part.shape)?),
            None => all.insert(place.to_string(), plain(input)?),
        };
    }
    Ok(Value::Object(all))
}

fn words(input: &mut Decoder<'_>, keys: &[&'static str], values: &[&'static str]) -> Read {
    let count = input.map()?.unwrap_or(0);
    let mut all = Map::new();
    for _ in 0..count {
        let key = word(input, keys)?;
        all.insert(key.to_owned(), json!(word(input, values)?));
    }
    Ok(Value::Object(all))
}

/// Whatever stands there: maps with their numbers as keys, bytes as `{"bytes": base32}`.
fn plain(input: &mut Decoder<'_>) -> Read {
    Ok(match input.datatype()? {
        Type::Bool => json!(input.bool()?),
        Type::Null => {
            input.null()?;
            Value::Null
        }
        Type::Bytes => json!({"bytes": base32(input.bytes()?)}),
        Type::String => json!(input.str()?),
        Type::Array => {
            let count = input.array()?.unwrap_or(0);
            let mut all = Vec::new();
            for _ in 0..count {
                all.push(plain(input)?);
            }
            Value::Array(all)
        }
        Type::Map => {
            let count = input.map()?.unwrap_or(0);
            let mut all = Map::new();
            for _ in 0..count {
                let key = match plain(input)? {
                    Value::String(text) => text,
                    other => other.to_string(),
                };
                all.insert(key, plain(input)?);
            }
            Value::Object(all)
        }
        // Text, because a JSON number of that size would lose digits in some programs.
        _ => match input.int()? {
            int if i64::try_from(int).is_ok() => json!(i64::try_from(int).unwrap_or(0)),
            int => json!(int.to_string()),
        },
    })
}

fn base32(bytes: &[u8]) -> String {
    BASE32_NOPAD.encode(bytes).to_ascii_lowercase()
}
