//! Options of commands that write or read a file which may be sealed.

use crate::passphrase::{self, SEAL_VARIABLE};
use crate::trouble::Trouble;
use crate::words::passphrase as words;
use clap::Args;
use std::path::{Path, PathBuf};
use sync::drivers::seal::{Passphrase, Seal};

/// How a new file is sealed.
#[derive(Debug, Clone, Default, Args)]
pub struct SealingArgs {
    /// Seal it with a passphrase, asked for at the terminal
    #[arg(long)]
    pub seal: bool,
    /// Seal it with the first line of this file as passphrase
    #[arg(long, value_name = "FILE")]
    pub seal_with: Option<PathBuf>,
    /// Do not seal it and do not ask
    #[arg(long, conflicts_with_all = ["seal", "seal_with"])]
    pub plain: bool,
}

impl SealingArgs {
    /// The seal of the new file; `offered` where a person at a terminal is asked without having said so.
    pub fn seal(&self, offered: bool) -> Result<Option<Seal>, Trouble> {
        if self.plain {
            return Ok(None);
        }
        if let Some(given) = passphrase::given(self.seal_with.as_deref(), SEAL_VARIABLE)? {
            return passphrase::seal(given).map(Some);
        }
        if self.seal && !passphrase::can_ask() {
            return Err(nobody_to_ask(words::NOT_SEALED));
        }
        let typed = match (self.seal, offered && passphrase::can_ask()) {
            (true, _) => passphrase::ask_for_new(words::FOR_NEW_SEAL)?,
            (false, true) => passphrase::ask_for_new(words::FOR_NEW_FILE)?,
            (false, false) => None,
        };
        match typed {
            None if self.seal => Err(nobody_to_ask(words::NOT_SEALED)),
            None => Ok(None),
            Some(typed) => passphrase::seal(typed).map(Some),
        }
    }
}

/// How a sealed file is opened.
#[derive(Debug, Clone, Default, Args)]
pub struct OpeningArgs {
    /// The first line of this file is the passphrase of a sealed file
    #[arg(long, value_name = "FILE")]
    pub seal_with: Option<PathBuf>,
}

impl OpeningArgs {
    /// Opens a file with `open`, and asks for its passphrase where it is sealed.
    pub fn open<T>(
        &self,
        mut open: impl FnMut(Option<&Passphrase>) -> Result<T, Trouble>,
        file: &Path,
    ) -> Result<T, Trouble> {
        let given = passphrase::given(self.seal_with.as_deref(), SEAL_VARIABLE)?;
        let is_sealed = sync::drivers::bundle::is_sealed(file).unwrap_or(false);
        if given.is_some() || !is_sealed || !passphrase::can_ask() {
            return open(given.as_ref());
        }
        open(passphrase::ask(words::FOR_FILE)?.as_ref())
    }
}

fn nobody_to_ask(what: &str) -> Trouble {
    Trouble::usage(what, words::NOBODY_TO_ASK, passphrase::seal_remedy())
}
