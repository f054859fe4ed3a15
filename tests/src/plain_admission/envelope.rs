//! What stands around facts and acts: read into a tree, written again in the one form, and compared.

use model::id::ChangeHash;

/// Lists and maps are nested at most this deep.
const DEPTH: usize = 16;

enum Value<'a> {
    Positive(u64),
    /// `-1 - n`.
    Negative(u64),
    Bytes(&'a [u8]),
    Text(&'a str),
    List(Vec<Value<'a>>),
    Map(Vec<(Value<'a>, Value<'a>)>),
    /// No, yes, nothing.
    Simple(u8),
}

/// The end of the ledger before, where an envelope names one (replication.md, section 3, "Encoding").
pub(super) fn follows(bytes: &[u8]) -> Result<Option<ChangeHash>, &'static str> {
    let mut input = bytes;
    let value = read(&mut input, 0).ok_or("it is no CBOR of this program's kind")?;
    if !input.is_empty() || written(&value).as_deref() != Some(bytes) {
        return Err("it is not in its one exact form");
    }
    let Value::Map(pairs) = value else {
        return Err("an envelope is a map");
    };
    let is_number = |key: &Value<'_>| matches!(key, Value::Positive(n) | Value::Negative(n) if i64::try_from(*n).is_ok());
    if !pairs.iter().all(|(key, _)| is_number(key)) {
        return Err("a key of an envelope is a number");
    }
    let part = |number: u64| {
        let mut found = pairs.iter();
        let found = found.find(|(key, _)| matches!(key, Value::Positive(n) if *n == number));
        found.map(|(_, value)| value)
    };
    let small = |value: &Value<'_>| matches!(value, Value::Positive(n) if *n <= 0xffff);
    let agent = |value: &Value<'_>| matches!(value, Value::Bytes(bytes) if bytes.len() == 16);
    let day = |value: &Value<'_>| matches!(value, Value::Positive(n) | Value::Negative(n) if i32::try_from(*n).is_ok());
    let has_all = part(0).is_some_and(small)
        && part(1).is_some_and(small)
        && part(2).is_some_and(agent)
        && part(3).is_none_or(agent)
        && part(4).is_some_and(day)
        && part(5).is_some();
    if !has_all {
        return Err("a part that every entry has is missing");
    }
    match part(6) {
        None => Ok(None),
        Some(Value::Bytes(bytes)) => match ChangeHash::try_from(*bytes) {
            Ok(hash) => Ok(Some(hash)),
            Err(_) => Err("the end that it names is no change"),
        },
        Some(_) => Err("the end that it names is no change"),
    }
}

fn read<'a>(input: &mut &'a [u8], depth: usize) -> Option<Value<'a>> {
    let (first, rest) = input.split_first()?;
    *input = rest;
    let (major, low) = (first >> 5, first & 31);
    if depth > DEPTH {
        return None;
    }
    if major == 7 {
        return (20..=22).contains(&low).then_some(Value::Simple(low));
    }
    let argument = match low {
        0..=23 => u64::from(low),
        24..=27 => {
            let bytes = take(input, 1 << (low - 24))?;
            bytes
                .iter()
                .fold(0, |sum, byte| sum << 8 | u64::from(*byte))
        }
        _ => return None,
    };
    Some(match major {
        0 => Value::Positive(argument),
        1 => Value::Negative(argument),
        2 => Value::Bytes(take(input, argument)?),
        3 => Value::Text(std::str::from_utf8(take(input, argument)?).ok()?),
        4 => {
            let mut list = Vec::new();
            for _ in 0..argument {
                list.push(read(input, depth + 1)?);
            }
            Value::List(list)
        }
        5 => {
            let mut pairs = Vec::new();
            for _ in 0..argument {
                pairs.push((read(input, depth + 1)?, read(input, depth + 1)?));
            }
            Value::Map(pairs)
        }
        _ => return None,
    })
}

fn take<'a>(input: &mut &'a [u8], count: u64) -> Option<&'a [u8]> {
    let (taken, rest) = input.split_at_checked(usize::try_from(count).ok()?)?;
    *input = rest;
    Some(taken)
}

/// Shortest numbers, and the keys of maps in the order of their bytes; `None` when a key stands twice.
fn written(value: &Value<'_>) -> Option<Vec<u8>> {
    Some(match value {
        Value::Positive(number) => head(0, *number),
        Value::Negative(number) => head(1, *number),
        Value::Bytes(bytes) => [&head(2, bytes.len() as u64), *bytes].concat(),
        Value::Text(text) => [&head(3, text.len() as u64), text.as_bytes()].concat(),
        Value::List(list) => {
            let mut out = head(4, list.len() as u64);
            for value in list {
                out.extend(written(value)?);
            }
            out
        }
        Value::Map(pairs) => {
            let mut sorted = Vec::new();
            for (key, value) in pairs {
                sorted.push((written(key)?, written(value)?));
            }
            sorted.sort();
            if sorted.windows(2).any(|two| two[0].0 == two[1].0) {
                return None;
            }
            let mut out = head(5, pairs.len() as u64);
            for (key, value) in sorted {
                out.extend(key);
                out.extend(value);
            }
            out
        }
        Value::Simple(which) => vec![7 << 5 | which],
    })
}

fn head(major: u8, argument: u64) -> Vec<u8> {
    let bytes = argument.to_be_bytes();
    let (low, rest) = match argument {
        0..=23 => (argument as u8, &bytes[8..]),
        24..=0xff => (24, &bytes[7..]),
        0x100..=0xffff => (25, &bytes[6..]),
        0x1_0000..=0xffff_ffff => (26, &bytes[4..]),
        _ => (27, &bytes[..]),
    };
    [&[major << 5 | low], rest].concat()
}
