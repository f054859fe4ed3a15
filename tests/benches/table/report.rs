//! The table as people read it.

use crate::measure::{load, machine};
use std::fmt::Write;
use std::time::Duration;

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

    /// The whole page.
    pub fn end(self) -> String {
        let mut page = String::from(INTRODUCTION);
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
        page.push_str(REMARKS);
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

fn times(ratio: f64) -> String {
    if ratio >= 10.0 {
        format!("{ratio:.0} x")
    } else {
        format!("{ratio:.2} x")
    }
}

const INTRODUCTION: &str = "# How fast it is

Written by `cargo bench -p tests` (release). Every line is measured beside something else that did the same work in the same process, in rounds that
take turns; what is shown are medians. CPU time is that of the whole process, both peers of a copy included, in steps of 10 ms. The
ratio of the import and of the copies is that of CPU times, which other work on the machine disturbs less; the others are of wall times.

";

const REMARKS: &str = "
Reading it: the floor applies every change with Automerge, ledgers too. The program judges an entry of a ledger by writing it again and comparing
the bytes (decision 1), so it needs no Automerge for nine in ten of these changes: that is how a copy with every check can cost less than
one without. What comes on top until the catalogue knows everything is reading each design and its words for the search. Homes
lie in the system's temporary folder, files are in the cache, and both peers share the machine.
";
