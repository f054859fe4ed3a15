//! What releases and reviews say on the cards of designs, made anew when some of them are set aside.

use super::{Index, IndexError};

impl Index {
    /// The digest of what was set aside when the notes were made; zero before anything ever was.
    pub fn notes_aside(&self) -> Result<[u8; 32], IndexError> {
        let kept = self.rows("SELECT aside FROM noted", [], |row| row.get(0))?;
        Ok(kept.into_iter().next().unwrap_or([0; 32]))
    }

    /// Forgets all notes; they are made anew from the entries, without what is set aside now.
    pub fn forget_notes(&self, aside: [u8; 32]) -> Result<(), IndexError> {
        for table in ["releases", "design_reviews", "noted"] {
            self.run(&format!("DELETE FROM {table}"), [])?;
        }
        self.run("INSERT INTO noted(aside) VALUES (?1)", [aside])
    }
}
