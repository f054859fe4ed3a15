//! What goes in and out as files: manifests, sticks, backups.

use super::{Done, Session, files_closed};
use crate::action::{CommandId, PickFor};
use crate::chance;
use crate::deed;
use crate::passphrase::{self, Passphrase};
use crate::session::SHOW_EVERY;
use crate::view::{ImportReport, Outcome, ProgressView, SealedView};
use crate::words;
use std::path::{Path, PathBuf};
use std::time::Instant;
use sync::drivers::bundle::{is_sealed, opens};

impl Session {
    pub(super) fn import(&mut self, paths: &[PathBuf]) -> Done {
        let when = self.when();
        self.shown_commons()?;
        let (view, end) = (&mut self.view, &self.end);
        let mut shown = Instant::now();
        let commons = self
            .current
            .and_then(|id| self.engine.commons_mut(id))
            .expect("asked for just above");
        let imported = commons.import(paths, when, |done, total| {
            if shown.elapsed() > SHOW_EVERY {
                shown = Instant::now();
                view.status.progress = Some(ProgressView {
                    what: "designs".to_owned(),
                    done: done as u64,
                    total: Some(total as u64),
                });
                end.show(view.clone());
            }
        })?;
        Ok(Outcome::Import(ImportReport {
            imported: imported.designs.len(),
            refused: imported.refused,
            warnings: imported.warnings,
        }))
    }

    pub(super) fn write_bundle(&mut self, to: &Path, seal: Option<Passphrase>) -> Done {
        self.shown_commons()?;
        let seal = seal.map(passphrase::seal).transpose()?;
        let commons = self.current.and_then(|id| self.engine.commons(id));
        let commons = commons.expect("asked for just above");
        let written = commons.write_bundle(to, None, self.files(), seal.as_ref())?;
        let (changes, files) = (written.changes, written.files);
        Ok(Outcome::Said(words::people::on_stick(
            changes,
            files,
            to,
            seal.is_some(),
        )))
    }

    /// Reads a stick or a backup; asks for its passphrase where it is sealed, and then the answer comes later.
    pub(super) fn read_sealed(
        &mut self,
        command: CommandId,
        what: PickFor,
        path: PathBuf,
        passphrase: Option<Passphrase>,
    ) -> Option<Done> {
        self.view.sealed = None;
        if is_sealed(&path).unwrap_or(false) {
            let opened = passphrase.as_ref().map(|tried| opens(&path, tried));
            if opened != Some(true) {
                self.questions += 1;
                self.view.sealed = Some(SealedView {
                    question: self.questions,
                    command,
                    what,
                    path,
                    was_wrong: opened.is_some(),
                });
                return None;
            }
        }
        Some(match what {
            PickFor::Restore => self.restore(&path, passphrase.as_ref()),
            _ => self.read_bundle(&path, passphrase.as_ref()),
        })
    }

    fn read_bundle(&mut self, from: &Path, passphrase: Option<&Passphrase>) -> Done {
        let bundle = deed::bundle::open(from, passphrase, &self.engine.home.commons()?)?;
        let id = bundle.head().commons;
        self.engine.open(id)?;
        // Two borrows of the engine cannot stand side by side, so the commons is taken out for a moment.
        let mut commons = self.engine.close(id).expect("it was just opened");
        let read = commons.read_bundle(&bundle, self.files());
        self.engine.adopt(commons);
        let read = read?;
        Ok(Outcome::Said(words::people::off_stick(
            read.changes,
            read.files,
        )))
    }

    pub(super) fn back_up(&mut self, to: &Path, seal: Option<Passphrase>) -> Done {
        let seal = seal.map(passphrase::seal).transpose()?;
        let files = self.files().ok_or_else(files_closed)?;
        let made = deed::backup::write(
            &self.engine.home,
            self.engine.all(),
            files,
            to,
            seal.as_ref(),
        )?;
        let now = chance::now_ms();
        self.engine
            .home
            .change_settings(|settings| settings.backed_up_ms = Some(now))?;
        Ok(Outcome::Said(words::settings::backup_made(
            made.commons,
            made.files,
            to,
            seal.is_some(),
        )))
    }
}
