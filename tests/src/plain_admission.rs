//! A second admission, slow and plain, to hold the first one against.
//!
//! Written from the rules (replication.md, section 5, with decisions 0001, 0007 and 0012) and not from
//! `model::admission`. Automerge reads a change and writes it again, and the bytes must be the same. The causal past is
//! found by walking. Every question is answered by looking at every operation in that past, and nothing is kept but
//! the admitted changes. It knows ledgers, the form of acts (not what they mean) and edited documents.

mod editing;
mod envelope;
mod reading;

use automerge::ScalarValue;
use automerge::legacy::{Key, ObjectId, Op, OpType};
use editing::Written;
use model::admission::Verdict;
use model::id::{ChangeHash, DeviceId};
use model::name::{DocumentKind, DocumentName};
use reading::Claim;
use std::collections::{BTreeMap, BTreeSet};

/// A ledger holds so many entries (replication.md, section 3).
const LEDGER_ENTRIES: u64 = 1000;

/// What the plain admission says, and why.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Plain {
    /// It may stand in the document.
    Admitted,
    /// It waits for something that may still come.
    Pending(&'static str),
    /// It can never be admitted.
    Refused(&'static str),
}

impl Plain {
    /// Whether the other admission says the same. Its reasons are its own.
    pub fn agrees_with(&self, verdict: &Verdict) -> bool {
        matches!(
            (self, verdict),
            (Plain::Admitted, Verdict::Admitted)
                | (Plain::Pending(_), Verdict::Pending(_))
                | (Plain::Refused(_), Verdict::Refused(_))
        )
    }
}

/// What stands around a document.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// Whom the charter knows, and lets write such a document.
    pub writers: &'a BTreeSet<DeviceId>,
    /// The last changes of the ledger before this one.
    pub ends: &'a [ChangeHash],
}

/// The admitted changes of one document.
#[derive(Clone)]
pub struct PlainDocument {
    name: DocumentName,
    changes: BTreeMap<ChangeHash, Admitted>,
}

/// An admitted change.
#[derive(Clone)]
struct Admitted {
    claim: Claim,
    /// What its operations do, with every name in them resolved in its own past. Empty for entries.
    written: Vec<Written>,
}

impl PlainDocument {
    /// A document without any change yet.
    pub fn new(name: DocumentName) -> Self {
        let changes = BTreeMap::new();
        Self { name, changes }
    }

    /// Judges a change by its bytes; nothing is taken in.
    pub fn judge(&self, bytes: &[u8], around: Around<'_>) -> Plain {
        self.weigh(bytes, around)
            .map_or_else(|stop| stop, |_| Plain::Admitted)
    }

    /// Judges a change and takes it in when it is admitted.
    pub fn admit(&mut self, bytes: &[u8], around: Around<'_>) -> Plain {
        match self.weigh(bytes, around) {
            Ok(admitted) => {
                self.changes.insert(admitted.claim.hash, admitted);
                Plain::Admitted
            }
            Err(stop) => stop,
        }
    }

    fn weigh(&self, bytes: &[u8], around: Around<'_>) -> Result<Admitted, Plain> {
        let claim = reading::shape(bytes)?;
        if self.changes.contains_key(&claim.hash) {
            return Err(Plain::Refused("it is there already"));
        }
        let written = match self.name.kind {
            DocumentKind::Ledger => {
                self.check_writer(&claim, around)?;
                let value = only_entry(&claim, bytes, &format!("entries/{:04x}", claim.seq))?;
                self.check_ledger_entry(&claim, &value, around)?;
                Vec::new()
            }
            DocumentKind::Charter => {
                let author = claim.author.0.map(|byte| format!("{byte:02x}")).concat();
                let key = format!("acts/{author}/{:08x}", claim.seq);
                let value = only_entry(&claim, bytes, &key)?;
                envelope::follows(&value).map_err(Plain::Refused)?;
                self.check_place(&claim)?;
                Vec::new()
            }
            kind => {
                self.check_writer(&claim, around)?;
                self.check_place(&claim)?;
                let operations = reading::operations(bytes)?;
                let past = self.past(&claim.deps);
                editing::judge(&past, &claim, &operations, kind).map_err(Plain::Refused)?
            }
        };
        Ok(Admitted { claim, written })
    }

    /// Ledgers and profiles have one writer. Whoever is not known yet may still become known.
    fn check_writer(&self, claim: &Claim, around: Around<'_>) -> Result<(), Plain> {
        let has_one_writer = matches!(self.name.kind, DocumentKind::Ledger | DocumentKind::Profile);
        if has_one_writer && claim.author != self.name.creator {
            return Err(Plain::Refused("another device writes this document"));
        }
        if !around.writers.contains(&claim.author) {
            return Err(Plain::Pending("its author is not known"));
        }
        Ok(())
    }

    /// Rule 3.
    fn check_place(&self, claim: &Claim) -> Result<(), Plain> {
        let mut before = Vec::new();
        for dep in &claim.deps {
            let found = self.changes.get(dep);
            before.push(
                &found
                    .ok_or(Plain::Pending("it builds on what is not here"))?
                    .claim,
            );
        }
        // 0012: a change goes on from its author's previous one, wherever that stands, or it begins another strand.
        let own: Vec<u64> = before
            .iter()
            .filter(|change| change.author == claim.author)
            .map(|change| change.seq)
            .collect();
        let goes_on = match claim.seq {
            1 => own.is_empty(),
            seq => own == [seq - 1],
        };
        if !goes_on {
            return Err(Plain::Refused("it does not go on from its author's own"));
        }
        if before.is_empty() && (claim.author != self.name.creator || claim.seq != 1) {
            return Err(Plain::Refused("only its creator begins a document"));
        }
        let last = before.iter().map(|change| change.last_op()).max();
        if claim.start_op != last.unwrap_or(0) + 1 {
            return Err(Plain::Refused("its operations are counted from elsewhere"));
        }
        Ok(())
    }

    /// Everything that a change builds on, near and far.
    fn past(&self, deps: &[ChangeHash]) -> Vec<&Admitted> {
        let mut seen = BTreeSet::new();
        let mut next = deps.to_vec();
        let mut past = Vec::new();
        while let Some(hash) = next.pop() {
            if seen.insert(hash) {
                let change = &self.changes[&hash];
                next.extend(&change.claim.deps);
                past.push(change);
            }
        }
        past
    }

    /// Rule 5 for ledgers. What the bytes alone refuse need not be waited for.
    fn check_ledger_entry(
        &self,
        claim: &Claim,
        value: &[u8],
        around: Around<'_>,
    ) -> Result<(), Plain> {
        let is_first = claim.seq == 1;
        let number = u64::try_from(u128::from_be_bytes(self.name.nonce));
        let number = number.map_err(|_| Plain::Refused("no ledger has such a number"))?;
        let follows = envelope::follows(value).map_err(Plain::Refused)?;
        let is_in_place = claim.seq <= LEDGER_ENTRIES
            && claim.start_op == claim.seq
            && claim.deps.len() == usize::from(!is_first);
        if !is_in_place {
            return Err(Plain::Refused("it does not stand where an entry stands"));
        }
        if let Some(before) = claim.deps.first() {
            let before = self.changes.get(before);
            let before = before.ok_or(Plain::Pending("the entry before it is not here"))?;
            if before.claim.seq + 1 != claim.seq {
                return Err(Plain::Refused("it does not follow the entry before it"));
            }
        }
        match follows {
            None if is_first && number > 0 => Err(Plain::Refused("it continues no ledger")),
            None => Ok(()),
            Some(_) if !is_first || number == 0 => Err(Plain::Refused("it cannot continue one")),
            Some(end) if around.ends.contains(&end) => Ok(()),
            Some(_) => Err(Plain::Pending("the end of the ledger before is not here")),
        }
    }
}

/// Rule 5 for entries and acts: a change that does nothing but put bytes under this key of the root. Gives the bytes.
fn only_entry(claim: &Claim, bytes: &[u8], key: &str) -> Result<Vec<u8>, Plain> {
    let operations = reading::operations(bytes)?;
    match &operations[..] {
        [
            Op {
                action: OpType::Put(ScalarValue::Bytes(value)),
                obj: ObjectId::Root,
                key: Key::Map(there),
                pred,
                insert: false,
            },
        ] if there == key && pred.is_empty() && !claim.has_message => Ok(value.clone()),
        _ => Err(Plain::Refused("it is not exactly one entry")),
    }
}
