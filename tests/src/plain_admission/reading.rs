//! From bytes to what a change says: its head and the heads of its columns by hand, its operations by Automerge.

use super::super::fire::forge::{put, put_signed};
use super::super::fire::quiet::quietly;
use super::Plain;
use automerge::Change;
use automerge::legacy::Op;
use model::change::chunk_hash;
use model::id::{ChangeHash, DeviceId};

/// Rule 1, in the numbers of the design.
const BYTES: usize = 64 * 1024;
const DEPENDENCIES: u64 = 64;
const OTHER_ACTORS: u64 = 256;
const ROWS: u64 = 20_000;
const COUNTERS: u64 = 1 << 31;
const TIMES: i64 = 1 << 42;
/// The columns of a change, in their order (Automerge binary format, "Change chunks").
const COLUMNS: [u64; 14] = [
    0x01, 0x02, 0x11, 0x13, 0x15, 0x34, 0x42, 0x56, 0x57, 0x70, 0x71, 0x73, 0x94, 0xa5,
];
const ACTIONS: u64 = 0x42;

/// What a change says at its head.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    pub(super) hash: ChangeHash,
    pub(super) author: DeviceId,
    pub(super) seq: u64,
    pub(super) start_op: u64,
    pub(super) count: u64,
    pub(super) deps: Vec<ChangeHash>,
    pub(super) has_message: bool,
}

impl Claim {
    /// The number of its last operation; one below the first when it has none.
    pub(super) fn last_op(&self) -> u64 {
        self.start_op + self.count - 1
    }
}

/// Rule 1: the shape of the bytes.
pub(super) fn shape(bytes: &[u8]) -> Result<Claim, Plain> {
    let refused = |why| Err(Plain::Refused(why));
    if bytes.len() > BYTES {
        return refused("it is too long");
    }
    if bytes.len() < 9 || bytes[..4] != [0x85, 0x6f, 0x4a, 0x83] || bytes[8] != 1 {
        return refused("it is no plain change");
    }
    let hash = chunk_hash(bytes).expect("as long as a head");
    if bytes[4..8] != hash.0[..4] {
        return refused("its checksum is wrong");
    }
    let mut input = Input(&bytes[9..]);
    if input.number() != Some(input.0.len() as u64) {
        return refused("its length is not what it says");
    }
    let claim = input.claim(hash);
    match claim.filter(|_| input.0.is_empty()) {
        Some(claim) => Ok(claim),
        None => refused("it does not have the shape of a change"),
    }
}

/// Rule 4: Automerge reads the operations, and writes the same bytes again.
pub(super) fn operations(bytes: &[u8]) -> Result<Vec<Op>, Plain> {
    let read = quietly(|| Change::from_bytes(bytes.to_vec()).map(|change| change.decode()));
    let Some(Ok(said)) = read else {
        return Err(Plain::Refused("Automerge cannot read it"));
    };
    let again = quietly(|| Change::from(said.clone()).raw_bytes().to_vec());
    if again.as_deref() != Some(bytes) {
        return Err(Plain::Refused("it is not in its one form"));
    }
    Ok(said.operations)
}

struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    /// The body of a change to its end. `None` where it breaks a rule of shape.
    fn claim(&mut self, hash: ChangeHash) -> Option<Claim> {
        let mut deps = Vec::new();
        for _ in 0..within(self.number()?, DEPENDENCIES)? {
            deps.push(ChangeHash::try_from(self.take(32)?).ok()?);
        }
        let author = self.device()?;
        let (seq, start_op) = (self.number()?, self.number()?);
        let time = self.signed()?;
        let message = std::str::from_utf8(self.prefixed()?).ok()?;
        let mut others = Vec::new();
        for _ in 0..within(self.number()?, OTHER_ACTORS)? {
            others.push(self.device()?);
        }
        let count = self.columns()?;
        let counters = [seq, start_op];
        let fits = deps.windows(2).all(|two| two[0] < two[1])
            && others.windows(2).all(|two| two[0] < two[1])
            && !others.contains(&author)
            && (0..TIMES).contains(&time)
            && counters
                .iter()
                .all(|counter| (1..COUNTERS).contains(counter))
            && start_op + count - 1 < COUNTERS;
        fits.then_some(Claim {
            hash,
            author,
            seq,
            start_op,
            count,
            deps,
            has_message: !message.is_empty(),
        })
    }

    /// All columns; gives back how many operations they claim. Automerge believes a claim, so it is counted before.
    fn columns(&mut self) -> Option<u64> {
        let mut list = Vec::new();
        for _ in 0..within(self.number()?, COLUMNS.len() as u64)? {
            list.push((self.number()?, self.number()?));
        }
        let known = |(column, length): &(u64, u64)| COLUMNS.contains(column) && *length > 0;
        if !list.iter().all(known) || !list.windows(2).all(|two| two[0].0 < two[1].0) {
            return None;
        }
        let mut operations = 0;
        for (column, length) in list {
            let bytes = Input(self.take(length)?);
            // The low bits say what stands in a column (Automerge binary format, "Columns").
            let rows = match column & 7 {
                7 => 0,
                4 => bytes.rows_of_booleans()?,
                kind => bytes.rows_of_runs(kind)?,
            };
            within(rows, ROWS)?;
            if column == ACTIONS {
                operations = rows;
            }
        }
        Some(operations)
    }

    fn take(&mut self, count: u64) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(usize::try_from(count).ok()?)?;
        self.0 = rest;
        Some(taken)
    }

    fn prefixed(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?;
        self.take(length)
    }

    fn device(&mut self) -> Option<DeviceId> {
        DeviceId::try_from(self.prefixed()?).ok()
    }

    /// The bytes of a number in LEB128 and its value, without a sign.
    fn leb(&mut self) -> Option<(&'a [u8], u128)> {
        let length = self.0.iter().position(|byte| byte & 0x80 == 0)? + 1;
        if length > 10 {
            return None;
        }
        let bytes = self.take(length as u64)?;
        let digits = bytes.iter().rev().map(|byte| u128::from(byte & 0x7f));
        Some((bytes, digits.fold(0, |value, digit| value << 7 | digit)))
    }

    /// A number in its shortest form.
    fn number(&mut self) -> Option<u64> {
        let (bytes, value) = self.leb()?;
        let value = u64::try_from(value).ok()?;
        let mut again = Vec::new();
        put(&mut again, value);
        (again == bytes).then_some(value)
    }

    /// A number with a sign in its shortest form.
    fn signed(&mut self) -> Option<i64> {
        let (bytes, value) = self.leb()?;
        let unused = 128 - 7 * bytes.len();
        let value = i64::try_from((value as i128) << unused >> unused).ok()?;
        let mut again = Vec::new();
        put_signed(&mut again, value);
        (again == bytes).then_some(value)
    }

    fn rows_of_booleans(mut self) -> Option<u64> {
        let mut rows = 0;
        while !self.0.is_empty() {
            rows = within(self.number()?, ROWS)? + within(rows, ROWS)?;
        }
        Some(rows)
    }

    fn rows_of_runs(mut self, kind: u64) -> Option<u64> {
        let mut rows = 0;
        while !self.0.is_empty() {
            let run = self.signed()?;
            let (claimed, values) = match run {
                0 => (self.number()?, 0),
                1.. => (run.unsigned_abs(), 1),
                _ => (run.unsigned_abs(), run.unsigned_abs()),
            };
            rows = within(claimed, ROWS)? + within(rows, ROWS)?;
            for _ in 0..values {
                match kind {
                    3 => drop(self.signed()?),
                    5 => drop(self.prefixed()?),
                    _ => drop(self.number()?),
                }
            }
        }
        Some(rows)
    }
}

fn within(number: u64, most: u64) -> Option<u64> {
    (number <= most).then_some(number)
}
