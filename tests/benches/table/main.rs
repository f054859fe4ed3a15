//! The one table of speeds (proof.md, section 4): `cargo bench -p tests`.
//!
//! Every line is a ratio to something else that did the same work in the same process, in rounds that take turns. With
//! the usual sizes the table is written to `docs/benchmarks.md`; with others, for a quick look, it is only printed:
//! `COMMONWRIGHT_BENCH_DESIGNS=500 COMMONWRIGHT_BENCH_ENTRIES=5000 COMMONWRIGHT_BENCH_ROUNDS=2 cargo bench -p tests`.

mod copy;
mod everyday;
mod floor;
mod measure;
mod report;
mod stock;

use copy::Serving;
use everyday::Rounds;
use measure::{Spent, at, median, medians};
use report::{Line, Table};
use std::path::Path;
use std::time::Duration;
use stock::Stock;

const DESIGNS: usize = 10_000;
const ENTRIES: usize = 100_000;
const ROUNDS: usize = 5;
/// The search is asked in a catalogue of this size too.
const MANY_DESIGNS: usize = 50_000;

fn main() {
    // `cargo test --all-targets` builds and starts this too; only `cargo bench` says so.
    if !std::env::args().any(|word| word == "--bench") {
        println!("the table is made by `cargo bench -p tests`");
        return;
    }
    let designs = size("COMMONWRIGHT_BENCH_DESIGNS", DESIGNS);
    let entries = size("COMMONWRIGHT_BENCH_ENTRIES", ENTRIES);
    let rounds = size("COMMONWRIGHT_BENCH_ROUNDS", ROUNDS).max(1);
    let mut table = Table::begin(designs, entries, rounds);
    import(&mut table, rounds);
    eprintln!("making {designs} designs and {entries} entries");
    let stock = Stock::make(designs, entries);
    copies(&mut table, &stock, rounds);
    first_screen(&mut table, &stock, rounds);
    searches(&mut table, &stock, designs);
    status(&mut table, &stock, entries);
    let text = table.end();
    println!("{text}");
    if (designs, entries) == (DESIGNS, ENTRIES) {
        let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/benchmarks.md");
        std::fs::write(&place, &text).expect("docs can be written");
    } else {
        eprintln!("docs/benchmarks.md stays as it is: these are not the usual sizes");
    }
}

fn import(table: &mut Table, rounds: usize) {
    let Some(folder) = tests::process::shared("okh") else {
        return table.note("The 180 manifests were not there, so the import was not measured.");
    };
    let (came, measured) = everyday::import(&folder, rounds);
    table.add(Line {
        work: format!("import of {came} manifests, every design durable by itself"),
        beside: "the same files parsed as plain YAML or TOML, one durable insert each".into(),
        ours: show(&measured.ours),
        theirs: show(&measured.beside),
        ratio: ratio(&measured, |spent| spent.cpu),
        target: String::new(),
        met: None,
    });
}

fn copies(table: &mut Table, stock: &Stock, rounds: usize) {
    let changes = stock.changes();
    let count: usize = changes.iter().map(Vec::len).sum();
    let plain: usize = changes.iter().flatten().map(Vec::len).sum();
    let mut serving = Serving::start(stock);
    let (mut held, mut shown, mut bytes) = (Rounds::default(), Rounds::default(), 0);
    for round in 0..rounds {
        let floor = floor::copy(&changes);
        let copied = copy::copy(stock, &mut serving);
        eprintln!(
            "copy {round}: floor {floor:?}, held {:?}, shown {:?}",
            copied.held, copied.shown
        );
        held.beside.push(floor);
        held.ours.push(copied.held);
        shown.beside.push(floor);
        shown.ours.push(copied.shown);
        bytes = copied.bytes;
    }
    let per_change = bytes as f64 / count as f64;
    table.note(&format!(
        "The copy: {count} changes, {:.1} MB plain, {:.1} MB on the wire, {per_change:.0} bytes a change.",
        plain as f64 / 1e6,
        bytes as f64 / 1e6
    ));
    let cpu = ratio(&held, |spent| spent.cpu);
    table.add(Line {
        work: "full copy, every change admitted, on the disk and confirmed".into(),
        beside: "the floor: no checks, parsed and applied in batches, zstd, one insert a change, one raw stream".into(),
        ours: show(&held.ours),
        theirs: show(&held.beside),
        ratio: cpu,
        target: "CPU at most 4 x".into(),
        met: Some(cpu <= 4.0),
    });
    table.add(Line {
        work: "the same until the catalogue and the search know all of it".into(),
        beside: "the same floor, which has neither".into(),
        ours: show(&shown.ours),
        theirs: show(&shown.beside),
        ratio: ratio(&shown, |spent| spent.cpu),
        target: String::new(),
        met: None,
    });
}

fn first_screen(table: &mut Table, stock: &Stock, rounds: usize) {
    let measured = everyday::first_screen(stock, rounds);
    let wall = medians(&measured.ours).wall;
    table.add(Line {
        work: "first screen: home, commons and first page of the catalogue".into(),
        beside: "SQLite alone: open the tables and select that page".into(),
        ours: show(&measured.ours),
        theirs: show(&measured.beside),
        ratio: ratio(&measured, |spent| spent.wall),
        target: "under 1 s".into(),
        met: Some(wall < Duration::from_secs(1)),
    });
}

fn searches(table: &mut Table, stock: &Stock, designs: usize) {
    let many = MANY_DESIGNS.min(designs.saturating_mul(5));
    for (count, keys) in [
        (designs, everyday::search(stock, designs)),
        (many, everyday::search_many(many)),
    ] {
        table.add(Line {
            work: format!("search in {count} designs, for each key typed: median and 99 of 100"),
            beside: "a scan of the same text in memory".into(),
            ours: format!(
                "{} and {}",
                report::time(keys.middle),
                report::time(keys.slow)
            ),
            theirs: report::time(keys.scan),
            ratio: of(keys.middle, keys.scan),
            target: "99 of 100 under 16 ms".into(),
            met: Some(keys.slow < Duration::from_millis(16)),
        });
    }
}

fn status(table: &mut Table, stock: &Stock, entries: usize) {
    const NEW_ENTRIES: usize = 21;
    let (ours, passes, cold) = everyday::status(stock, NEW_ENTRIES);
    let smaller = Stock::make(10, entries / 10);
    let (at_a_tenth, _, _) = everyday::status(&smaller, NEW_ENTRIES);
    let middle = median(ours.iter().copied());
    table.add(Line {
        work: format!(
            "status of one organisation after one new entry, among {entries}: median and slowest"
        ),
        beside: "one pass that decodes every entry and sums".into(),
        ours: format!(
            "{} and {}",
            report::time(middle),
            report::time(at(ours, 100))
        ),
        theirs: report::time(median(passes.iter().copied())),
        ratio: of(middle, median(passes)),
        target: "under 10 ms".into(),
        met: Some(middle < Duration::from_millis(10)),
    });
    table.note(&format!(
        "The status after one new entry takes {} among a tenth of the entries. The first one after opening takes {}, because all entries are read then.",
        report::time(median(at_a_tenth)),
        report::time(cold[0])
    ));
}

fn show(rounds: &[Spent]) -> String {
    let middle = medians(rounds);
    format!(
        "{} (CPU {})",
        report::time(middle.wall),
        report::time(middle.cpu)
    )
}

fn ratio(rounds: &Rounds, by: impl Fn(Spent) -> Duration) -> f64 {
    of(by(medians(&rounds.ours)), by(medians(&rounds.beside)))
}

fn of(ours: Duration, theirs: Duration) -> f64 {
    ours.as_secs_f64() / theirs.as_secs_f64().max(1e-6)
}

fn size(name: &str, usual: usize) -> usize {
    match std::env::var(name) {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|_| panic!("{name} is a number")),
        Err(_) => usual,
    }
}
