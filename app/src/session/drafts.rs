//! What is being typed, on this disk and nowhere else, until it stands where it belongs.

use super::Session;
use crate::home::write_whole;
use crate::trouble::Trouble;
use crate::view::{Drafts, NoticeKind};
use crate::words;
use std::fs;
use std::io::ErrorKind;

/// The file in the home; it is there only while something is being typed.
const DRAFTS_FILE: &str = "drafts.json";

impl Session {
    /// Keeps this, and nothing else.
    pub(super) fn keep_drafts(&mut self, drafts: &Drafts) {
        let file = self.engine.home.root().join(DRAFTS_FILE);
        let kept = if drafts.is_empty() {
            match fs::remove_file(&file) {
                Err(error) if error.kind() != ErrorKind::NotFound => Err(error.to_string()),
                _ => Ok(()),
            }
        } else {
            let text = serde_json::to_vec(drafts).expect("texts are plain data");
            write_whole(&file, &text).map_err(|error| error.to_string())
        };
        if let Err(error) = kept {
            // What is typed is still in the window; that the disk is full is said when it is saved.
            tracing::warn!(error, "what is being typed could not be kept");
        }
    }

    /// Gives the window what was being typed when the program ended last in this home.
    pub(super) fn hand_out_drafts(&mut self) {
        let file = self.engine.home.root().join(DRAFTS_FILE);
        let read = fs::read(&file).map(|text| serde_json::from_slice::<Drafts>(&text));
        let drafts = match read {
            Ok(Ok(drafts)) => drafts,
            Ok(Err(error)) => {
                let why = format!("{}: {error}", file.display());
                let what = Trouble::new(words::shell::DRAFTS_LOST, why, "");
                self.notice(NoticeKind::Bad, what.to_string());
                Drafts::new()
            }
            Err(_) => Drafts::new(),
        };
        if !drafts.is_empty() {
            let text = words::shell::drafts_found(drafts.keys().map(String::as_str));
            self.notice(NoticeKind::News, text);
        }
        self.end.tell(|news| news.drafts = Some(drafts));
    }
}
