//! A village in memory: its entries as bytes, and books that read them.

use crate::measure::{Memory, timed};
use model::books::{BookEntry, Books};
use model::charter::Charter;
use model::charter::build::{self, NewCommons, NewDevice};
use model::day::Day;
use model::id::{AgentId, DeviceId, DocumentId, FactId};
use model::key::DeviceKey;
use model::ledger::{Contribution, Fact, UNIT_MINUTE, WrittenFact, read_entry};
use model::name::DocumentName;
use model::number::Quantity;
use model::rsd1::{Policy, Preset};
use std::time::{Duration, Instant};
use tests::village::{FIRST_DAY, Village};

/// The newcomer of whom is asked has so many entries, whatever the size of the village.
const NEWCOMER_ENTRIES: usize = 40;
/// So often somebody writes an entry and the status is asked.
const NEW_ENTRIES: usize = 101;

/// A village, and all that is written in it.
pub struct Town {
    /// Who lives there.
    pub village: Village,
    rows: Vec<Row>,
    last: Day,
}

/// An entry as it lies in a table.
struct Row {
    id: FactId,
    device: DeviceId,
    document: DocumentId,
    seq: u64,
    bytes: Box<[u8]>,
}

/// What the first statuses took.
pub struct First {
    /// Reading all entries and judging them.
    pub reading: Duration,
    /// The status of each person and company then, in their order.
    pub each: Vec<Duration>,
    /// Both together.
    pub all: Duration,
    /// One pass that decodes every entry and sums.
    pub pass: Duration,
    /// How much memory the books took when it was the most.
    pub grown_bytes: u64,
}

impl Town {
    /// So many people and companies write so many entries.
    pub fn make(people: usize, companies: usize, entries: usize) -> Town {
        let village = settle(people, companies);
        let mut rows = Vec::with_capacity(entries);
        let last = village.write(entries, |entry| {
            let read = read_entry(&entry.change.bytes).expect("it was just written");
            rows.push(Row {
                id: entry.id,
                device: read.device,
                document: entry.change.document,
                seq: read.seq,
                bytes: read.bytes.into(),
            });
        });
        Town {
            village,
            rows,
            last,
        }
    }

    /// On how many days it was written.
    pub fn days(&self) -> i32 {
        self.last.0 - FIRST_DAY.0
    }

    fn agents(&self) -> impl Iterator<Item = AgentId> {
        let village = &self.village;
        village.people.iter().chain(&village.companies).copied()
    }

    /// Decodes every entry and sums.
    fn pass(&self) -> Duration {
        let start = Instant::now();
        let notes = self.rows.iter().map(|row| match fact(row).fact {
            Fact::Contribution(work) => work.note.len(),
            _ => 1,
        });
        assert!(notes.sum::<usize>() > 0);
        start.elapsed()
    }

    fn books(&self) -> Books {
        let mut books = Books::new();
        books.expect(self.rows.len());
        let entries = self.rows.iter().map(|row| BookEntry {
            id: row.id,
            device: row.device,
            document: row.document,
            seq: row.seq,
            fact: fact(row),
        });
        assert_eq!(books.add_all(entries), self.rows.len());
        books.follow(&self.village.charter);
        books
    }

    /// Reads everything and asks where everybody stands.
    pub fn first(&self) -> (First, Books) {
        let pass = self.pass();
        let memory = Memory::now();
        let (spent, mut books) = timed(|| self.books());
        let mut each = vec![];
        for agent in self.agents() {
            let start = Instant::now();
            let status = books.status(&self.village.charter, agent, self.last);
            assert!(!status.expect("it is founded").used.is_empty());
            each.push(start.elapsed());
        }
        let first = First {
            reading: spent.wall,
            all: spent.wall + each.iter().sum::<Duration>(),
            each,
            pass: pass.min(self.pass()),
            grown_bytes: memory.most_since(),
        };
        (first, books)
    }

    /// How long the status of somebody takes after one new entry about them.
    pub fn after_one(&self, books: &mut Books, agent: AgentId) -> Vec<Duration> {
        let charter = &self.village.charter;
        let asked = |books: &mut Books, number| {
            assert!(books.add(self.new_entry(agent, number)));
            let start = Instant::now();
            let status = books.status(charter, agent, self.last);
            assert!(!status.expect("it is founded").used.is_empty());
            start.elapsed()
        };
        (0..NEW_ENTRIES)
            .map(|number| asked(books, number))
            .collect()
    }

    /// A company that came late: some work was done for it.
    pub fn welcome(&self, books: &mut Books) -> AgentId {
        let newcomer = AgentId([0x77; 16]);
        for number in 0..NEWCOMER_ENTRIES {
            assert!(books.add(self.new_entry(newcomer, 1_000_000 + number)));
        }
        let status = books.status(&self.village.charter, newcomer, self.last);
        assert_eq!(
            status.expect("it is founded").pending.len(),
            NEWCOMER_ENTRIES
        );
        newcomer
    }

    /// Work of the last days that one of the people writes down: their own, or for somebody.
    fn new_entry(&self, agent: AgentId, number: usize) -> BookEntry {
        let village = &self.village;
        let own = village.people.iter().position(|person| *person == agent);
        let who = own.unwrap_or(number % village.people.len());
        let day = Day(self.last.0 - (number % 20) as i32);
        let work = Contribution {
            provider: village.people[who],
            on_behalf_of: own.is_none().then_some(agent),
            kind: "care".to_owned(),
            quantity: Quantity::parse("30", UNIT_MINUTE).expect("a number"),
            from: day,
            to: day,
            state: None,
            deliverable: None,
            share: None,
            evidence: vec![],
            note: "One more".to_owned(),
            supersedes: None,
            machine_part: None,
        };
        let mut id = [0xAB; 32];
        id[..8].copy_from_slice(
            &(number as u64)
                .wrapping_mul(0x9e37_79b9_7f4a_7c15)
                .to_be_bytes(),
        );
        id[8..24].copy_from_slice(&agent.0);
        BookEntry {
            id: FactId(id),
            device: village.keys[who].device(),
            document: DocumentName::ledger(village.keys[who].device(), 9)
                .id(village.charter.commons()),
            seq: number as u64 + 1,
            fact: WrittenFact {
                by: village.people[who],
                day: self.last,
                fact: work.into(),
            },
        }
    }
}

/// People who found a commons and come to it.
pub fn settle(people: usize, companies: usize) -> Village {
    let founder = DeviceKey::from_seed([9; 32]);
    let endpoint = DeviceKey::from_seed([8; 32]);
    let policy = Policy::preset(Preset::CopyFair).with_people(2, 2, 2);
    let new = NewCommons {
        nonce: [7; 16],
        name: "Valley Tools",
        purpose: "",
        open: false,
        policy: &policy,
        person_name: "Ana",
    };
    let commons = build::new_commons_id(&endpoint, "laptop", FIRST_DAY, &new).expect("a name");
    let document = DocumentName::charter(founder.device(), commons).id(commons);
    let mut charter = Charter::empty(commons, document);
    let home = NewDevice {
        endpoint: &endpoint,
        device: founder.device(),
        label: "laptop",
        replica: false,
    };
    let founding = build::found(commons, &home, FIRST_DAY, &new).expect("a name");
    let change = charter.next_change(&founder, 0, &founding);
    let change = change.expect("it is the first");
    charter.admit_chunk(&change.bytes).expect("it is the first");
    Village::settle(&charter, founder, people, companies)
}

fn fact(row: &Row) -> WrittenFact {
    WrittenFact::decode(&row.bytes).expect("it was just written")
}
