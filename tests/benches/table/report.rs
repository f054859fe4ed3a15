//! The table as people read it.

use crate::measure::{load, machine};
use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

/// Between these the page is written by this program.
const BEGIN: &str = "<!-- written by cargo bench: begin -->";
const END: &str = "<!-- written by cargo bench: end -->";

/// One measured piece of work.
pub struct Line {
    /// What was done.
    pub work: String,
    /// What did the same beside it.
    pub beside: String,
    /// What ours took.
    pub ours: String,
    /// What the other took.
    pub theirs: String,
    /// Ours divided by theirs.
    pub ratio: f64,
    /// What it should be; empty where nothing was promised.
    pub target: String,
    /// Whether it is.
    pub met: Option<bool>,
}

/// The table while it grows.
pub struct Table {
    lines: Vec<Line>,
    notes: Vec<String>,
    sizes: String,
    load: String,
}

impl Table {
    /// A table without a line.
    pub fn begin(designs: usize, entries: usize, rounds: usize) -> Table {
        let sizes = format!("{designs} designs, {entries} ledger entries, {rounds} rounds");
        Table {
            lines: vec![],
            notes: vec![],
            sizes,
            load: load(),
        }
    }

    /// Adds a line.
    pub fn add(&mut self, line: Line) {
        eprintln!(
            "{}: {} beside {}, {:.2} x",
            line.work, line.ours, line.theirs, line.ratio
        );
        self.lines.push(line);
    }

    /// Adds a sentence below the table.
    pub fn note(&mut self, text: &str) {
        eprintln!("{text}");
        self.notes.push(text.to_owned());
    }

    /// The table, and what was noted.
    pub fn end(self) -> String {
        let mut page = String::new();
        let _ = writeln!(
            page,
            "Sizes: {}. Machine: {}. Load of the last minute when it began {}, when it ended {}.\n",
            self.sizes,
            machine(),
            self.load,
            load()
        );
        page.push_str("| work | beside it | ours | the other | ratio | target | met |\n|---|---|---|---|---|---|---|\n");
        for line in &self.lines {
            let met = match line.met {
                None => "",
                Some(true) => "yes",
                Some(false) => "**no**",
            };
            let _ = writeln!(
                page,
                "| {} | {} | {} | {} | {} | {} | {met} |",
                line.work,
                line.beside,
                line.ours,
                line.theirs,
                times(line.ratio),
                line.target
            );
        }
        for note in &self.notes {
            let _ = write!(page, "\n{note}\n");
        }
        page
    }
}

/// A time with three digits that count.
pub fn time(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    match seconds {
        _ if seconds >= 1.0 => format!("{seconds:.2} s"),
        _ if seconds >= 0.001 => format!("{:.1} ms", seconds * 1e3),
        _ => format!("{:.0} µs", seconds * 1e6),
    }
}

/// How much memory that is.
pub fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

/// Ours divided by theirs.
pub fn of(ours: Duration, theirs: Duration) -> f64 {
    ours.as_secs_f64() / theirs.as_secs_f64().max(1e-6)
}

/// Puts a table in the place of the one in `docs/benchmarks.md`; what is written around it by hand stays.
pub fn replace(table: &str) {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/benchmarks.md");
    let page = std::fs::read_to_string(&place).expect("docs can be read");
    let (before, rest) = page.split_once(BEGIN).expect("the page marks its table");
    let (_, after) = rest.split_once(END).expect("the page marks its table");
    let page = format!("{before}{BEGIN}\n\n{table}\n{END}{after}");
    std::fs::write(&place, page).expect("docs can be written");
}

fn times(ratio: f64) -> String {
    if ratio >= 10.0 {
        format!("{ratio:.0} x")
    } else {
        format!("{ratio:.2} x")
    }
}
