//! Where somebody stands, as a text with a signature: to be shown to those who have no part in the commons.
//!
//! Each line is a name, a colon and a value. The last line is an Ed25519 signature of the device named above it over every
//! byte before that line, behind [`CONTEXT`]. Who has the history computes the status anew and compares every line that
//! follows from it: a device can sign anything. Who has not can see that not one byte was changed since that device signed.

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::BASE32_NOPAD;

use crate::day::Day;
use crate::id::{AgentId, CommonsId, DeviceId, FactId, FileHash};
use crate::key::{DeviceKey, Signature, verify};
use crate::number::Money;
use crate::rsd1::{RULE_SET, Status};

/// The first line of a statement of this version.
pub const FIRST_LINE: &str = "commonwright statement: 1";
/// What stands before the text in what is signed, so that no other signature of a device fits.
pub const CONTEXT: &[u8] = b"commonwright 2026 status statement v1\n";
/// A statement is no longer than this.
pub const STATEMENT_BYTES_MAX: usize = 4 * 1024 * 1024;
/// A value has at most so many letters.
const VALUE_LETTERS_MAX: usize = 2000;

/// What is said beside the status itself.
pub struct Saying<'a> {
    /// The commons.
    pub commons: CommonsId,
    /// Its name.
    pub commons_name: &'a str,
    /// What the one that it is about is called.
    pub about: &'a str,
    /// The rules in force on that day, by their content.
    pub policy: FileHash,
    /// The name of the rules.
    pub rules: &'a str,
    /// The status in words: its name, then sentences.
    pub words: &'a [String],
    /// Who signs.
    pub signer: AgentId,
    /// What they are called.
    pub signer_name: &'a str,
    /// The day of the signature.
    pub signed_on: Day,
}

/// Writes a statement.
pub fn write(status: &Status, saying: &Saying<'_>, key: &DeviceKey) -> String {
    let lines = lines(status, saying, key.device());
    let lines = lines
        .iter()
        .map(|(name, value)| format!("{name}: {value}\n"));
    let text: String = lines.collect();
    let signature = key.sign(&message(&text));
    format!("{text}{SIGNATURE}{}\n", encoded(&signature.0))
}

/// Every line of a statement that this device would sign, name and value, in order.
pub fn lines(status: &Status, saying: &Saying<'_>, device: DeviceId) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    let mut line = |name: &str, value: &str| lines.push((name.to_owned(), one_line(value)));
    let currency = status.currency;
    let amount = |minor| format!("{} {currency}", Money { minor, currency }.amount());
    let (first, version) = FIRST_LINE.split_once(": ").unwrap_or((FIRST_LINE, ""));
    line(first, version);
    line("commons", saying.commons_name);
    line("commons-id", &saying.commons.to_string());
    line("about", saying.about);
    line("about-id", &status.agent.to_string());
    line("as-of", &status.as_of.to_string());
    line("rules", &format!("{RULE_SET}, {}", saying.rules));
    line("rules-id", &saying.policy.to_string());
    line("code", status.code.name());
    line("owed", &amount(status.owed));
    if let Some(due) = status.due {
        line("due", &due.to_string());
    }
    line("running", &amount(status.accruing));
    line("points", &status.points.to_string());
    for sentence in saying.words {
        line("says", sentence);
    }
    line("fingerprint", &encoded(&status.fingerprint));
    let used: BTreeSet<&FactId> = status.used.iter().collect();
    for fact in used {
        line("rests-on", &fact.to_string());
    }
    line("signed-by", saying.signer_name);
    line("signed-by-id", &saying.signer.to_string());
    line("device", &device.to_string());
    line("signed-on", &saying.signed_on.to_string());
    lines
}

const SIGNATURE: &str = "signature: ";

/// A statement whose signature holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signed {
    /// The commons.
    pub commons: CommonsId,
    /// About whom.
    pub about: AgentId,
    /// As of which day.
    pub as_of: Day,
    /// The fingerprint of the status.
    pub fingerprint: [u8; 32],
    /// The entries that it rests on.
    pub rests_on: Vec<FactId>,
    /// Who says that they signed.
    pub signer: AgentId,
    /// The device that signed.
    pub device: DeviceId,
    /// The day on which the signer says that they signed.
    pub signed_on: Day,
    /// Every line, name and value, in order.
    pub lines: Vec<(String, String)>,
}

impl Signed {
    /// The first value under a name; empty where there is none.
    pub fn value(&self, name: &str) -> &str {
        let found = self.lines.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// The names of the lines that are others than these (see [`lines`]): another value, one too many, or none.
    pub fn differs_from(&self, lines: &[(String, String)]) -> BTreeSet<String> {
        let (own, others) = (by_name(&self.lines), by_name(lines));
        let names = own.keys().chain(others.keys());
        let differs = names.filter(|name| own.get(*name) != others.get(*name));
        differs.map(|name| (*name).to_owned()).collect()
    }
}

/// The values under each name, in order.
fn by_name(lines: &[(String, String)]) -> BTreeMap<&str, Vec<&str>> {
    let mut all: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, value) in lines {
        all.entry(name).or_default().push(value);
    }
    all
}

/// Why a text is no statement that can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignedError {
    /// Something else, or longer than [`STATEMENT_BYTES_MAX`].
    #[error("it is no statement of this program")]
    NoStatement,
    /// Of a later version.
    #[error("a newer program has written it")]
    Newer,
    /// Not one byte may differ from what was signed.
    #[error("it was changed after it was signed, or never signed")]
    Changed,
    /// As of a day after the one on which it says that it was signed: nobody can know that.
    #[error("it is about a day that had not come when it was signed")]
    Foretold,
}

/// Reads a statement and verifies its signature. Any byte that differs from what was signed is found.
///
/// # Errors
/// [`SignedError`] where it is none, or was changed.
pub fn read(text: &[u8]) -> Result<Signed, SignedError> {
    let is_short = text.len() <= STATEMENT_BYTES_MAX;
    let text = Some(text)
        .filter(|_| is_short)
        .ok_or(SignedError::NoStatement)?;
    let text = std::str::from_utf8(text).map_err(|_| SignedError::NoStatement)?;
    let first = text.lines().next().unwrap_or("");
    if first != FIRST_LINE {
        return Err(match first.starts_with("commonwright statement: ") {
            true => SignedError::Newer,
            false => SignedError::NoStatement,
        });
    }
    let (said, signature) = text.rsplit_once(SIGNATURE).ok_or(SignedError::Changed)?;
    // A line that is no name with a value would be signed and yet be checked by nobody.
    let lines: Option<Vec<(String, String)>> = said
        .split_terminator('\n')
        .map(|line| line.split_once(": "))
        .map(|pair| pair.map(|(name, value)| (name.to_owned(), value.to_owned())))
        .collect();
    let signed = lines.and_then(parsed).ok_or(SignedError::Changed)?;
    let bytes = BASE32_NOPAD
        .decode(signature.trim_end().to_ascii_uppercase().as_bytes())
        .ok()
        .and_then(|bytes| <[u8; 64]>::try_from(bytes).ok())
        .ok_or(SignedError::Changed)?;
    // The same signature could be written in another way, and then the file would not be the one that was handed out.
    let is_exact = signature == format!("{}\n", encoded(&bytes));
    if !is_exact || !verify(signed.device.as_bytes(), &message(said), &Signature(bytes)) {
        return Err(SignedError::Changed);
    }
    match signed.as_of <= signed.signed_on {
        true => Ok(signed),
        false => Err(SignedError::Foretold),
    }
}

fn parsed(lines: Vec<(String, String)>) -> Option<Signed> {
    let one = |name: &str| {
        let mut found = lines.iter().filter(|(known, _)| known == name);
        let first = found.next().map(|(_, value)| value.as_str());
        first.filter(|_| found.next().is_none())
    };
    let rests_on = lines.iter().filter(|(name, _)| name == "rests-on");
    let rests_on: Result<Vec<FactId>, _> = rests_on.map(|(_, value)| value.parse()).collect();
    let fingerprint = one("fingerprint")?.to_ascii_uppercase();
    let fingerprint = BASE32_NOPAD.decode(fingerprint.as_bytes()).ok()?;
    Some(Signed {
        commons: one("commons-id")?.parse().ok()?,
        about: one("about-id")?.parse().ok()?,
        as_of: one("as-of")?.parse().ok()?,
        fingerprint: fingerprint.try_into().ok()?,
        rests_on: rests_on.ok()?,
        signer: one("signed-by-id")?.parse().ok()?,
        device: one("device")?.parse().ok()?,
        signed_on: one("signed-on")?.parse().ok()?,
        lines,
    })
}

fn message(text: &str) -> Vec<u8> {
    [CONTEXT, text.as_bytes()].concat()
}

fn encoded(bytes: &[u8]) -> String {
    BASE32_NOPAD.encode(bytes).to_ascii_lowercase()
}

/// On one line, whatever people have written: a line of their own would say something in the name of the signer.
pub fn one_line(value: &str) -> String {
    let plain = value.chars().map(|letter| {
        match letter.is_control() || "\u{2028}\u{2029}".contains(letter) {
            true => ' ',
            false => letter,
        }
    });
    plain.take(VALUE_LETTERS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rsd1::{Facts, Policies, Policy, Preset, derive};

    fn statement(name: &str) -> String {
        let policies = Policies::founded(Policy::preset(Preset::CopyFair));
        let day = Day(20_558);
        let commons = CommonsId([3; 16]);
        let status = derive(commons, &Facts::default(), &policies, AgentId([9; 16]), day);
        let saying = Saying {
            commons,
            commons_name: "Valley Tools",
            about: name,
            policy: FileHash([5; 32]),
            rules: "copyfair",
            words: &["Nothing to settle".into()],
            signer: AgentId([1; 16]),
            signer_name: "Ana",
            signed_on: day,
        };
        write(&status, &saying, &DeviceKey::from_seed([7; 32]))
    }

    #[test]
    fn what_was_signed_is_read() {
        let text = statement("Acme");
        let signed = read(text.as_bytes()).expect("it holds");
        assert_eq!(signed.about, AgentId([9; 16]));
        assert_eq!(signed.device, DeviceKey::from_seed([7; 32]).device());
        assert_eq!(signed.value("code"), "NO_OBLIGATION");
        assert_eq!(signed.value("owed"), "0.00 EUR");
        assert_eq!(read(b"hello"), Err(SignedError::NoStatement));
        let newer = text.replacen(": 1\n", ": 2\n", 1);
        assert_eq!(read(newer.as_bytes()), Err(SignedError::Newer));
    }

    #[test]
    fn not_one_byte_can_be_changed_added_or_taken_away() {
        let text = statement("Acme");
        let bytes = text.as_bytes();
        for at in 0..bytes.len() {
            for flip in [1, 2, 0x20, 0x80] {
                let mut other = bytes.to_vec();
                other[at] ^= flip;
                assert!(read(&other).is_err(), "byte {at}, bits {flip}");
            }
            let without = [&bytes[..at], &bytes[at + 1..]].concat();
            assert!(read(&without).is_err(), "without byte {at}");
        }
        for more in [" ", "\n", "\r\n", "x"] {
            assert!(read(format!("{text}{more}").as_bytes()).is_err());
        }
        let twice = text.replacen("code: ", "code: RECIPROCATING\ncode: ", 1);
        assert!(read(twice.as_bytes()).is_err());
    }

    #[test]
    fn every_line_that_is_another_is_named() {
        let text = statement("Acme");
        let honest = read(text.as_bytes()).expect("it holds");
        let key = DeviceKey::from_seed([7; 32]);
        let (said, _) = text.rsplit_once(SIGNATURE).expect("it is signed");
        let sign = |said: &str| {
            let signature = encoded(&key.sign(&message(said)).0);
            read(format!("{said}{SIGNATURE}{signature}\n").as_bytes())
        };
        assert!(honest.differs_from(&honest.lines).is_empty());
        for (name, value) in &honest.lines {
            let line = format!("{name}: {value}\n");
            let false_ones = [
                said.replacen(&line, &format!("{name}: {value}0\n"), 1),
                said.replacen(&line, "", 1),
                said.replacen(&line, &format!("{line}{line}"), 1),
            ];
            for said in false_ones {
                if let Ok(signed) = sign(&said) {
                    let differs = signed.differs_from(&honest.lines);
                    assert_eq!(differs, BTreeSet::from([name.clone()]), "{said}");
                }
            }
        }
        let more = format!("{said}seen-by: the notary\n");
        let signed = sign(&more).expect("it is signed");
        let differs = signed.differs_from(&honest.lines);
        assert_eq!(differs, BTreeSet::from(["seen-by".to_owned()]));
        for plain in ["Nothing is owed.\n", "\n"] {
            assert_eq!(sign(&format!("{said}{plain}")), Err(SignedError::Changed));
        }
    }

    #[test]
    fn nobody_writes_a_line_by_being_called_something_odd() {
        let text = statement("Acme\nowed: 0.00 EUR\nsignature: x");
        let signed = read(text.as_bytes()).expect("it holds");
        assert_eq!(signed.value("about"), "Acme owed: 0.00 EUR signature: x");
        assert_eq!(text.matches("\nowed: ").count(), 1);
    }
}
