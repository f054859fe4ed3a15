//! Progress on the terminal, while somebody looks at it.

use crate::engine::Engine;
use crate::words::bytes;
use std::io::{IsTerminal, Write};

/// Shows on a terminal how far an exchange is.
pub struct Show {
    on: bool,
    last: String,
}

impl Show {
    /// Shows on standard error when that is a terminal.
    pub fn new() -> Show {
        Show {
            on: std::io::stderr().is_terminal(),
            last: String::new(),
        }
    }

    /// Shows how far the engine's exchanges are.
    pub fn progress(&mut self, engine: &Engine) {
        let all = engine.all().flat_map(|commons| commons.progress().values());
        let line = all.filter(|progress| !progress.done).map(|progress| {
            format!(
                "{} of {} designs, {} of {} changes",
                progress.designs, progress.designs_total, progress.changes, progress.changes_total
            )
        });
        let line = line.collect::<Vec<_>>().join("; ");
        self.line(line);
    }

    /// Shows how much of a file has come.
    pub fn file(&mut self, arrived: u64, size: u64) {
        self.line(format!("{} of {}", bytes(arrived), bytes(size)));
    }

    fn line(&mut self, line: String) {
        if self.on && !line.is_empty() && line != self.last {
            // Progress that cannot be shown is no reason to stop. The end of a longer line is wiped out.
            let _ = write!(std::io::stderr(), "\r{line}\x1b[K");
            self.last = line;
        }
    }

    /// Ends the line.
    pub fn end(&self) {
        if !self.last.is_empty() {
            let _ = writeln!(std::io::stderr());
        }
    }
}

impl Default for Show {
    fn default() -> Self {
        Show::new()
    }
}
