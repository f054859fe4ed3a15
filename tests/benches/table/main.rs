//! The one table of speeds (proof.md, section 4): `cargo bench -p tests`.
//!
//! Every line is a ratio to something else that did the same work in the same process, in rounds that take turns. With
//! the usual sizes the table is written into `docs/benchmarks.md`; with others, for a quick look, it is only printed:
//! `COMMONWRIGHT_BENCH_DESIGNS=500 COMMONWRIGHT_BENCH_ENTRIES=5000 COMMONWRIGHT_BENCH_ROUNDS=2 cargo bench -p tests`.
//! `COMMONWRIGHT_BENCH_ONLY` names parts of it, with commas: admission, status, import, stock.

mod copy;
mod door;
mod everyday;
mod floor;
mod measure;
mod report;
mod status;
mod stock;
mod town;

use copy::Serving;
use everyday::Rounds;
use measure::{Spent, medians};
use report::{Line, Table, megabytes, of};
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
    let only = std::env::var("COMMONWRIGHT_BENCH_ONLY").unwrap_or_default();
    let is_wanted = |part: &str| only.is_empty() || only.split(',').any(|wanted| wanted == part);
    let mut table = Table::begin(designs, entries, rounds);
    if is_wanted("admission") {
        admission(&mut table, designs, entries, rounds);
    }
    if is_wanted("status") {
        status::lines(&mut table, entries);
    }
    if is_wanted("import") {
        import(&mut table, rounds);
    }
    if is_wanted("stock") {
        eprintln!("making {designs} designs and {entries} entries");
        let stock = Stock::make(designs, entries);
        copies(&mut table, &stock, rounds);
        first_screen(&mut table, &stock, rounds);
        searches(&mut table, &stock, designs);
        status::extreme(&mut table, &stock);
    }
    let text = table.end();
    println!("{text}");
    if (designs, entries, only.as_str()) == (DESIGNS, ENTRIES, "") {
        report::replace(&text);
    } else {
        eprintln!("docs/benchmarks.md stays as it is: this is not the usual run");
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

fn admission(table: &mut Table, designs: usize, entries: usize, rounds: usize) {
    let (designs, large) = (designs / 5, 10 * entries);
    // First, before anything else leaves memory behind in which it could hide.
    table.note(&format!(
        "From the 10000th entry to the {large}th of 300 people, what admission holds grows by {}.",
        megabytes(door::growth(large))
    ));
    let measured = [
        (
            format!("{entries} entries of 50 people"),
            door::ledgers(entries, rounds),
        ),
        (format!("{designs} designs"), door::designs(designs, rounds)),
    ];
    for (what, measured) in measured {
        let cpu = ratio(&measured, |spent| spent.cpu);
        table.add(Line {
            work: format!("admission alone of {what}: signatures in runs, each change judged"),
            beside: "the same changes parsed and applied in batches, no checks".into(),
            ours: show(&measured.ours),
            theirs: show(&measured.beside),
            ratio: cpu,
            target: "CPU at most 1 x".into(),
            met: Some(cpu <= 1.0),
        });
    }
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

fn size(name: &str, usual: usize) -> usize {
    match std::env::var(name) {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|_| panic!("{name} is a number")),
        Err(_) => usual,
    }
}
