//! A home with much in it, quickly: designs and ledger entries made by the library and appended in large batches.

use app::chance;
use app::commons::Commons;
use app::home::Home;
use app::index::DesignRow;
use model::admission::shape;
use model::change::SignedChange;
use model::day::Day;
use model::design::{
    self, Column, Edit, Field, Kind, LongText, PersonRole, Position, Table, WordSet,
};
use model::document::Document;
use model::id::{AgentId, ChangeHash, CommonsId, LineId};
use model::key::DeviceKey;
use model::ledger::work::UNIT_MINUTE;
use model::ledger::{Contribution, DesignState, Fact, LedgerWriter, WrittenFact};
use model::name::{DocumentKind, DocumentName};
use model::number::Quantity;
use rusqlite::{Connection, OpenFlags};
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::Path;
use sync::log::ToStore;

use crate::village::Village;

/// One transaction takes so many changes.
const BATCH_CHANGES: usize = 1000;
/// The day of the first entry; each day has so many.
const FIRST_DAY: i32 = 20_089;
const ENTRIES_A_DAY: usize = 400;
const TIME_MS: i64 = 1_770_000_000_000;

/// Adds so many designs and so many contributions to the only commons of the home in this folder.
///
/// They are signed by the home's own device, as if its person had made them one by one. The home must not be
/// open anywhere else.
pub fn fill(home: &Path, designs: usize, entries: usize) {
    let home = Home::open(home, chance::bytes()).expect("the home opens");
    let id = *home
        .commons()
        .expect("the home is readable")
        .first()
        .expect("it has a commons");
    let mut commons = Commons::open(&home, id).expect("the commons opens");
    let states = add_designs(&mut commons, &home, designs);
    add_entries(&mut commons, &home, entries, &states, &[]);
}

/// Adds designs straight to the history, and gives the state of each. The commons must be opened anew afterwards.
pub fn add_designs(commons: &mut Commons, home: &Home, count: usize) -> Vec<DesignState> {
    let key = newest_key(home, commons.id());
    let mut states = Vec::with_capacity(count);
    let mut batch = Batch::default();
    for number in 0..count {
        let (name, changes, heads) = generated_design(commons.id(), &key, number);
        states.push(DesignState {
            design: name.id(commons.id()),
            heads,
            licence: licence(number).to_owned(),
        });
        batch.add(commons, name, changes);
    }
    batch.flush(commons);
    states
}

fn newest_key(home: &Home, commons: CommonsId) -> DeviceKey {
    let keys = home.device_keys(commons).expect("the keys can be read");
    keys.newest()
}

/// Adds contributions of the home's person to its newest ledger and those after it, each for one of the
/// organisations in turn. The commons must be opened anew afterwards.
pub fn add_entries(
    commons: &mut Commons,
    home: &Home,
    count: usize,
    states: &[DesignState],
    organisations: &[AgentId],
) {
    let (id, device) = (commons.id(), commons.device());
    let key = newest_key(home, id);
    let me = commons.me().expect("the home's person is in the charter");
    let ledgers = (0..).map_while(|number| {
        let document = DocumentName::ledger(device, number).id(id);
        let newest = commons.core().heights(document).top(device)?;
        Some((number, newest.seq, newest.hash))
    });
    let mut writer = LedgerWriter::resume(id, ledgers.collect::<Vec<_>>());
    let mut batch = Batch::default();
    for number in 0..count {
        let fact = WrittenFact {
            by: me,
            day: Day(FIRST_DAY + (number / ENTRIES_A_DAY) as i32),
            fact: Fact::Contribution(contribution(me, number, states, organisations)),
        };
        let entry = writer
            .next_change(&key, TIME_MS + number as i64, &fact)
            .expect("the fact is in order");
        writer.advance(&entry);
        batch.add(commons, entry.name, vec![entry.change]);
    }
    batch.flush(commons);
}

/// Lets a village live in the commons that the home's person has just founded, until so many entries are written. The
/// commons must be opened anew afterwards. Gives the last day too.
pub fn add_village(
    commons: &mut Commons,
    home: &Home,
    (people, companies): (usize, usize),
    entries: usize,
) -> (Village, Day) {
    let id = commons.id();
    let founder = newest_key(home, id);
    let charter = DocumentName::charter(founder.device(), id);
    let village = Village::settle(commons.charter(), founder, people, companies);
    let mut batch = Batch::default();
    batch.add(commons, charter, village.acts.clone());
    let last = village.write(entries, |entry| {
        batch.add(commons, entry.name, vec![entry.change]);
    });
    batch.flush(commons);
    (village, last)
}

/// A contribution as people log them: most to a design, some in general.
pub fn contribution(
    me: AgentId,
    number: usize,
    states: &[DesignState],
    organisations: &[AgentId],
) -> Contribution {
    let day = Day(FIRST_DAY + (number / ENTRIES_A_DAY) as i32);
    let organisation = number
        .checked_rem(organisations.len())
        .map(|at| organisations[at]);
    let state = (!number.is_multiple_of(3))
        .then(|| states.get(number % states.len().max(1)).cloned())
        .flatten();
    Contribution {
        provider: me,
        on_behalf_of: organisation,
        kind: if state.is_some() { "design" } else { "care" }.to_owned(),
        quantity: Quantity::parse(&(15 * (1 + number % 20)).to_string(), UNIT_MINUTE)
            .expect("a whole number of minutes"),
        from: day,
        to: day,
        state,
        deliverable: None,
        share: None,
        evidence: vec![],
        note: words(number, 3),
        supersedes: None,
        machine_part: None,
    }
}

/// A design as people make them: begun in one change, described and given its parts in a second.
pub fn generated_design(
    commons: CommonsId,
    key: &DeviceKey,
    number: usize,
) -> (DocumentName, Vec<SignedChange>, Vec<ChangeHash>) {
    let mut nonce = [0; 16];
    nonce[..8].copy_from_slice(&(number as u64).to_be_bytes());
    let name = DocumentName::new(DocumentKind::Design, key.device(), nonce);
    let mut document = Document::empty(commons, name.id(commons));
    let time_ms = TIME_MS + number as i64 * 1000;
    let mut changes = design::create(&mut document, &beginning(number), key, time_ms)
        .expect("the design is in order");
    changes.extend(
        design::apply(&mut document, &body(number), key, time_ms + 60_000)
            .expect("the design is in order"),
    );
    let heads = document.heads();
    (name, changes, heads)
}

fn beginning(number: usize) -> Vec<Edit> {
    let field = |field, value: String| Edit::SetField { field, value };
    vec![
        field(Field::Name, format!("{} {}", title(number), number)),
        field(
            Field::Function,
            format!("It helps with {}", words(number, 4)),
        ),
        field(Field::Licence, licence(number).to_owned()),
        field(Field::Kind, Kind::Machine.key().to_owned()),
        line(
            Table::People,
            number,
            0,
            vec![
                (Column::Name, "Ana".to_owned()),
                (Column::Role, PersonRole::Licensor.key().to_owned()),
            ],
        ),
    ]
}

fn body(number: usize) -> Vec<Edit> {
    let mut edits = vec![
        Edit::EditText {
            text: LongText::Description,
            seen: String::new(),
            new: description(number),
        },
        Edit::AddWord {
            set: WordSet::Keywords,
            word: words(number, 1),
        },
    ];
    edits.extend((1..=4).map(|part| {
        let cells = vec![
            (Column::Name, words(number + part, 2)),
            (Column::Quantity, (1 + number % 7).to_string()),
            (Column::Unit, "piece".to_owned()),
        ];
        line(Table::Parts, number, part, cells)
    }));
    edits
}

fn line(table: Table, number: usize, place: usize, cells: Vec<(Column, String)>) -> Edit {
    let id = ((number as u64) << 16) + place as u64 + 1;
    Edit::AddLine {
        table,
        line: LineId(id.to_be_bytes()),
        position: Position::Last,
        cells,
    }
}

/// What the catalogue's search would know of a generated design, without making it.
pub fn searchable(number: usize) -> (DesignRow, String, String) {
    let row = DesignRow {
        name: format!("{} {}", title(number), number),
        function: format!("It helps with {}", words(number, 4)),
        licence: licence(number).to_owned(),
        kind: Kind::Machine.key().to_owned(),
        licensor: "Ana".to_owned(),
        parts: 4,
        ..DesignRow::default()
    };
    let parts: Vec<String> = (1..=4).map(|part| words(number + part, 2)).collect();
    let text = format!(
        "{} {} {} {}",
        row.name,
        row.function,
        description(number),
        parts.join(" ")
    );
    (row, words(number, 1), text)
}

fn description(number: usize) -> String {
    (0..6)
        .map(|at| format!("{}. ", words(number * 7 + at, 14)))
        .collect()
}

fn licence(number: usize) -> &'static str {
    [
        "CERN-OHL-S-2.0",
        "LicenseRef-CopyFair",
        "CC-BY-SA-4.0",
        "CERN-OHL-W-2.0",
    ][number % 4]
}

fn title(number: usize) -> String {
    let words = words(number, 2);
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// Some words, always the same ones for the same number. Rare ones come rarely, as in real text.
fn words(number: usize, count: usize) -> String {
    let mut seed = number as u64;
    let mut next = || {
        // The mixing step of splitmix64: plain arithmetic that spreads small numbers well.
        seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) as usize
    };
    let mut chosen = || {
        let (one, two) = (next(), next());
        let word = WORDS[one % (1 + two % WORDS.len())];
        if one % 9 == 0 {
            format!("x{}", two % 997)
        } else {
            word.to_owned()
        }
    };
    (0..count).map(|_| chosen()).collect::<Vec<_>>().join(" ")
}

/// The words of which all generated text is made; those in front come more often.
pub const WORDS: [&str; 64] = [
    "wheel",
    "frame",
    "seed",
    "water",
    "solar",
    "pump",
    "press",
    "grain",
    "lathe",
    "axle",
    "motor",
    "belt",
    "plate",
    "bolt",
    "cutter",
    "dryer",
    "oven",
    "stove",
    "filter",
    "tank",
    "valve",
    "pipe",
    "sensor",
    "board",
    "printer",
    "nozzle",
    "bearing",
    "spindle",
    "crank",
    "lever",
    "spring",
    "gear",
    "chain",
    "sieve",
    "hopper",
    "auger",
    "mill",
    "plough",
    "tractor",
    "trailer",
    "bicycle",
    "cargo",
    "loom",
    "spinner",
    "kiln",
    "forge",
    "anvil",
    "clamp",
    "vice",
    "saw",
    "drill",
    "jig",
    "mould",
    "mixer",
    "separator",
    "centrifuge",
    "microscope",
    "incubator",
    "greenhouse",
    "beehive",
    "turbine",
    "generator",
    "battery",
    "inverter",
];

/// Changes on their way to the disk.
#[derive(Default)]
struct Batch(Vec<ToStore>);

impl Batch {
    fn add(&mut self, commons: &mut Commons, name: DocumentName, changes: Vec<SignedChange>) {
        for change in changes {
            let header = shape(&change.bytes).expect("changes that were just made are in order");
            self.0.push(ToStore {
                name,
                document: change.document,
                header,
                bytes: change.bytes,
                signature: change.signature,
            });
        }
        if self.0.len() >= BATCH_CHANGES {
            self.flush(commons);
        }
    }

    fn flush(&mut self, commons: &mut Commons) {
        commons
            .store_mut()
            .append(&self.0)
            .expect("the disk takes them");
        self.0.clear();
    }
}

/// How many changes lie on the disk of a home that **another process** has open; 0 before its first commons.
///
/// That process holds SQLite's exclusive lock, so the database cannot be opened in place. Its file and its write-ahead
/// log are copied and the copy is opened: SQLite then takes from the log what was committed, as it would after a power
/// cut. The copies belong together only while the log was not begun anew in between, which its head tells (SQLite file
/// format, section 4.1); otherwise they are taken again. Never call it from the process that has the store open:
/// closing our copy's source would drop that process's own lock.
pub fn changes_on_disk(home: &Path) -> u64 {
    let folders = match fs::read_dir(home.join("commons")) {
        Ok(folders) => folders,
        Err(error) if error.kind() == ErrorKind::NotFound => return 0,
        Err(error) => panic!("the home is readable: {error}"),
    };
    folders
        .map(|folder| {
            changes_in(
                &folder
                    .expect("the home is readable")
                    .path()
                    .join("history.sqlite"),
            )
        })
        .sum()
}

fn changes_in(history: &Path) -> u64 {
    if !history.exists() {
        return 0;
    }
    let copies = tempfile::tempdir().expect("a temporary folder");
    let copy = copies.path().join("history.sqlite");
    let log = history.with_file_name("history.sqlite-wal");
    let log_copy = copies.path().join("history.sqlite-wal");
    loop {
        let before = head_of(&log);
        fs::copy(history, &copy).expect("the history is readable");
        let _ = fs::remove_file(&log_copy);
        if before.is_some() && fs::copy(&log, &log_copy).is_err() {
            // It was folded into the file and taken away just now.
            continue;
        }
        if head_of(&log) == before && (before.is_none() || head_of(&log_copy) == before) {
            break;
        }
    }
    let database = Connection::open_with_flags(&copy, OpenFlags::SQLITE_OPEN_READ_WRITE)
        .expect("the copy opens");
    let count: i64 = database
        .query_row("SELECT count(*) FROM changes", [], |row| row.get(0))
        .expect("the copy is whole");
    count as u64
}

/// The head of a write-ahead log, which changes whenever it is begun anew; `None` without a log.
fn head_of(log: &Path) -> Option<Vec<u8>> {
    let mut head = Vec::new();
    File::open(log).ok()?.take(32).read_to_end(&mut head).ok()?;
    (!head.is_empty()).then_some(head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::village::FIRST_DAY;
    use app::deed::When;
    use app::deed::people::{Founding, found};
    use model::books::{BookEntry, Books};
    use model::ledger::WrittenFact;
    use model::rsd1::Preset;

    #[test]
    fn a_filled_home_holds_what_was_put_into_it_and_all_of_it_is_admitted() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::open(folder.path(), [1; 32]).unwrap();
        let id = found(&home, &founding(), When::now(None)).unwrap().id();
        drop(home);
        fill(folder.path(), 5, 1010);
        fill(folder.path(), 0, 20);
        let home = Home::open(folder.path(), [1; 32]).unwrap();
        let commons = Commons::open(&home, id).unwrap();
        assert_eq!(commons.index().design_count().unwrap(), 5);
        assert_eq!(commons.index().entry_count().unwrap(), 1030);
        assert_eq!(commons.holdings(), (1 + 5 + 2, 1 + 10 + 1030));
        assert_eq!(commons.store().check().unwrap().problems, []);
        drop(commons);
        assert_eq!(changes_on_disk(folder.path()), 1 + 10 + 1030);
    }

    #[test]
    fn all_that_a_village_writes_is_admitted_and_counts() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::open(folder.path(), [1; 32]).unwrap();
        let mut commons = found(&home, &founding(), When::now(Some(FIRST_DAY))).unwrap();
        let id = commons.id();
        let (village, last) = add_village(&mut commons, &home, (8, 2), 500);
        drop(commons);
        let mut commons = Commons::open(&home, id).unwrap();
        assert_eq!(commons.index().entry_count().unwrap(), 500);
        assert_eq!(commons.quarantine().unwrap(), []);
        let status = commons.status(village.people[0], last).unwrap();
        assert!(!status.lines.is_empty() && !status.used.is_empty());
    }

    #[test]
    fn books_read_in_pieces_say_what_books_say_that_took_entries_one_by_one() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::open(folder.path(), [1; 32]).unwrap();
        let mut commons = found(&home, &founding(), When::now(Some(FIRST_DAY))).unwrap();
        let id = commons.id();
        // Three pieces and a bit more.
        let (village, last) = add_village(&mut commons, &home, (8, 2), 3100);
        drop(commons);
        let mut commons = Commons::open(&home, id).unwrap();
        assert_eq!(commons.books().unwrap().len(), 3100);
        let mut one_by_one = Books::new();
        for (_, row) in commons.index().entries_after(0, 4000).unwrap() {
            assert!(one_by_one.add(BookEntry {
                id: row.fact,
                device: row.device,
                document: row.document,
                seq: row.seq,
                fact: WrittenFact::kept(&row.bytes).unwrap(),
            }));
        }
        for agent in village.people.iter().chain(&village.companies) {
            let read = commons.status(*agent, last).unwrap();
            let expected = one_by_one.status(commons.charter(), *agent, last);
            assert_eq!(Some(&read), expected);
        }
    }

    fn founding() -> Founding<'static> {
        Founding {
            name: "Valley Tools",
            purpose: "",
            person: "Ana",
            device: "laptop",
            preset: Preset::CopyFair,
            open: false,
            reviewers: None,
            attesters: None,
            quorum: None,
        }
    }
}
