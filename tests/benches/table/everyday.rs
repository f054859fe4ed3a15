//! What a person waits for every day: importing, opening, searching, asking where somebody stands.

use crate::measure::{Spent, at, median, timed};
use crate::stock::{AS_OF, Everyday, Stock, founding};
use app::commons::Commons;
use app::deed::When;
use app::deed::people::found;
use app::home::Home;
use app::index::{ChoiceColumn, DesignQuery, Index};
use model::day::Day;
use model::id::{AgentId, DocumentId};
use model::ledger::{Fact, WrittenFact};
use rusqlite::Connection;
use std::path::Path;
use std::time::{Duration, Instant};
use tests::bulk::{WORDS, contribution, searchable};

/// So often somebody writes an entry and the status is asked.
const NEW_ENTRIES: usize = 41;
/// The first screen shows so many cards, with room to scroll.
const PAGE: u64 = 60;

/// A measurement and what stands beside it, by round.
#[derive(Debug, Default)]
pub struct Rounds {
    /// The program's own.
    pub ours: Vec<Spent>,
    /// What it is compared with.
    pub beside: Vec<Spent>,
}

/// Imports all manifests of a folder, beside parsing the same files as plain YAML or TOML with one durable insert each.
pub fn import(folder: &Path, rounds: usize) -> (usize, Rounds) {
    let mut result = Rounds::default();
    let mut came = 0;
    for _ in 0..rounds {
        let place = tempfile::tempdir().expect("a temporary folder");
        let home = Home::open(place.path(), [5; 32]).expect("the home opens");
        let mut commons =
            found(&home, &founding(), When::now(None)).expect("the commons is founded");
        let (spent, imported) =
            timed(|| commons.import(&[folder.to_path_buf()], When::now(None), |_, _| {}));
        came = imported.expect("the folder can be read").designs.len();
        result.ours.push(spent);
        result
            .beside
            .push(timed(|| parse_and_keep(folder, &place.path().join("plain.sqlite"))).0);
    }
    (came, result)
}

fn parse_and_keep(folder: &Path, file: &Path) {
    let database = Connection::open(file).expect("the disk holds");
    database
        .execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE manifests (name TEXT, bytes BLOB)")
        .expect("the disk holds");
    let mut parsed = 0;
    for entry in std::fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let is_read = match path.extension().and_then(|ending| ending.to_str()) {
            Some("toml") => toml::from_str::<toml::Value>(&text).is_ok(),
            Some("yml" | "yaml" | "json") => {
                serde_norway::from_str::<serde_norway::Value>(&text).is_ok()
            }
            _ => continue,
        };
        parsed += usize::from(is_read);
        database
            .execute(
                "INSERT INTO manifests VALUES (?1, ?2)",
                (path.to_string_lossy(), text),
            )
            .expect("the disk holds");
    }
    assert!(parsed > 0, "the folder holds manifests");
}

/// Opens the home, the commons and the first page of the catalogue, beside SQLite alone opening the tables and giving that page.
pub fn first_screen(stock: &Stock, rounds: usize) -> Rounds {
    let mut result = Rounds::default();
    for _ in 0..rounds {
        let mut tables = Default::default();
        let (spent, ()) = timed(|| {
            let home = stock.home();
            let commons = Commons::open(&home, stock.id).expect("the commons opens");
            let query = DesignQuery {
                limit: PAGE,
                ..DesignQuery::default()
            };
            let page = commons.index().search(&query).expect("the tables answer");
            for column in [
                ChoiceColumn::Licence,
                ChoiceColumn::Kind,
                ChoiceColumn::Readiness,
            ] {
                commons.index().choices(column).expect("the tables answer");
            }
            app::look::since::touched(&commons, 999).expect("the tables answer");
            assert_eq!(page.rows.len() as u64, PAGE.min(page.total));
            tables = commons.folder().join("derived.sqlite");
        });
        result.ours.push(spent);
        result.beside.push(timed(|| plain_page(&tables)).0);
    }
    result
}

fn plain_page(tables: &Path) {
    let database = Connection::open(tables).expect("the tables open");
    let text = "SELECT name, function, licence FROM designs WHERE NOT retired ORDER BY sort, document LIMIT ?1";
    let mut statement = database.prepare(text).expect("it is SQL");
    let rows = statement
        .query_map([PAGE as i64], |row| row.get::<_, String>(0))
        .expect("the tables answer");
    assert!(rows.count() as u64 <= PAGE);
}

/// How long the answers to single keys take.
#[derive(Debug, Clone, Copy)]
pub struct Keys {
    /// In the middle.
    pub middle: Duration,
    /// 99 of 100 are at most this.
    pub slow: Duration,
    /// A scan of all the text in memory, in the middle.
    pub scan: Duration,
}

/// Types words into the search of the stock's catalogue, letter by letter.
pub fn search(stock: &Stock, designs: usize) -> Keys {
    let home = stock.home();
    let commons = Commons::open(&home, stock.id).expect("the commons opens");
    type_words(commons.index(), designs)
}

/// The same with tables of so many designs, which are made for it.
pub fn search_many(designs: usize) -> Keys {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let index = Index::open(&folder.path().join("derived.sqlite")).expect("the tables open");
    index.begin().expect("the tables take it");
    for number in 0..designs {
        let (row, keywords, text) = searchable(number);
        let mut id = [0; 32];
        id[..8].copy_from_slice(&(number as u64).to_be_bytes());
        index
            .put_design(DocumentId(id), &row, &keywords, &text)
            .expect("the tables take it");
    }
    index.commit(1).expect("the tables take it");
    type_words(&index, designs)
}

fn type_words(index: &Index, designs: usize) -> Keys {
    let texts: Vec<String> = (0..designs)
        .map(|number| searchable(number).2.to_lowercase())
        .collect();
    let (mut keys, mut scans) = (vec![], vec![]);
    for typed in typed() {
        let query = DesignQuery {
            text: typed.clone(),
            limit: PAGE,
            ..DesignQuery::default()
        };
        let start = Instant::now();
        index.search(&query).expect("the tables answer");
        keys.push(start.elapsed());
        let start = Instant::now();
        let found = texts.iter().filter(|text| text.contains(&typed)).count();
        scans.push(start.elapsed());
        assert!(found <= designs);
    }
    Keys {
        middle: median(keys.iter().copied()),
        slow: at(keys.iter().copied(), 99),
        scan: median(scans),
    }
}

/// What stands in the search field after each key, for each word and for some pairs of words.
fn typed() -> Vec<String> {
    let pairs = WORDS
        .iter()
        .zip(WORDS.iter().skip(20))
        .step_by(4)
        .map(|(one, two)| format!("{one} {two}"));
    let words = WORDS
        .iter()
        .step_by(2)
        .map(|word| (*word).to_owned())
        .chain(pairs);
    words
        .flat_map(|word| (1..=word.len()).map(move |end| word[..end].to_owned()))
        .collect()
}

/// How long a status takes after one new entry about its agent.
pub struct StatusTimes {
    /// Each time.
    pub ours: Vec<Duration>,
    /// One pass that decodes every entry and sums.
    pub passes: Vec<Duration>,
    /// So many lines the last one has.
    pub lines: usize,
}

/// Asks where the home's person and one company stand after each new entry about them.
pub fn status_of_both(stock: &Everyday) -> (StatusTimes, StatusTimes) {
    let home = stock.home();
    let mut commons = Commons::open(&home, stock.id).expect("the commons opens");
    let me = commons.me().expect("Ana founded it");
    let mut times = |agent: AgentId, of_company: &[AgentId]| {
        let mut times = StatusTimes {
            ours: vec![],
            passes: vec![],
            lines: 0,
        };
        for round in 0..NEW_ENTRIES {
            let mut work = contribution(me, round, &[], of_company);
            let day = Day(stock.last.0 - (round % 20) as i32);
            (work.from, work.to) = (day, day);
            commons
                .write_fact(me, work, When::now(Some(stock.last)))
                .expect("it is written");
            let start = Instant::now();
            let status = commons.status(agent, stock.last);
            times.ours.push(start.elapsed());
            times.lines = status.expect("there is a status").lines.len();
            assert!(times.lines > 0, "there is something to derive");
            if round % 10 == 0 {
                times.passes.push(timed(|| sum_of_all(&commons)).0.wall);
            }
        }
        // The first one is the first after opening, when all entries are read.
        times.ours.remove(0);
        times
    };
    (times(me, &[]), times(stock.company, &[stock.company]))
}

/// Asks where one organisation stands after each new entry about it; also how long the first time takes.
pub fn status(stock: &Stock, rounds: usize) -> (Vec<Duration>, Duration) {
    let home = stock.home();
    let mut commons = Commons::open(&home, stock.id).expect("the commons opens");
    let me = commons.me().expect("Ana founded it");
    let (first, status) = timed(|| commons.status(stock.organisation, AS_OF));
    assert!(!status.expect("there is a status").lines.is_empty());
    let mut ours = vec![];
    for round in 0..rounds {
        let work = contribution(me, 3 * round, &[], &[stock.organisation]);
        commons
            .write_fact(me, work, When::now(Some(AS_OF)))
            .expect("it is written");
        let start = Instant::now();
        commons
            .status(stock.organisation, AS_OF)
            .expect("there is a status");
        ours.push(start.elapsed());
    }
    (ours, first.wall)
}

fn sum_of_all(commons: &Commons) {
    let rows = commons.index().entries_after(0, u64::from(u32::MAX));
    let rows = rows.expect("the tables answer");
    let decoded =
        rows.iter().filter_map(
            |(_, row)| match WrittenFact::decode(&row.bytes).ok()?.fact {
                Fact::Contribution(work) => Some(work.note.len() + 1),
                _ => None,
            },
        );
    assert!(decoded.sum::<usize>() > 0);
}
