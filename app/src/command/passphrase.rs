//! `passphrase`: whether the key of this device lies behind a passphrase, and putting it there.

use super::{Everywhere, Report, open_home_knowing};
use crate::home::Home;
use crate::passphrase::{self, Passphrase};
use crate::trouble::Trouble;
use crate::words::passphrase as words;
use clap::{Args, Subcommand};
use serde_json::json;
use std::path::{Path, PathBuf};

/// What `passphrase` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  commonwright passphrase set          asks at the terminal; also to change it\n  commonwright passphrase set --new-from FILE --passphrase-file FILE-OF-NOW\n  commonwright passphrase remove"
)]
pub struct PassphraseArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Whether this home has one
    #[command(after_help = "Example:\n  commonwright passphrase show")]
    Show,
    /// Set one, or another one in place of the one of now
    #[command(after_help = "Example:\n  commonwright passphrase set --new-from FILE")]
    Set {
        /// The first line of this file is the new passphrase
        #[arg(long, value_name = "FILE")]
        new_from: Option<PathBuf>,
    },
    /// Take it away: the home opens without
    #[command(after_help = "Example:\n  commonwright passphrase remove")]
    Remove,
}

impl PassphraseArgs {
    /// Shows or changes it.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let (mut home, now) = open_home_knowing(everywhere)?;
        let now = now.as_ref();
        match &self.what {
            What::Show => {}
            What::Set { new_from } => {
                let seal = passphrase::seal(new_one(new_from.as_deref())?)?;
                home.protect(now, Some(&seal))?;
            }
            What::Remove => home.protect(now, None)?,
        }
        Ok(shown(&home))
    }
}

fn new_one(file: Option<&Path>) -> Result<Passphrase, Trouble> {
    if let Some(file) = file {
        return passphrase::read(file);
    }
    let nobody = || {
        Trouble::usage(
            words::NOT_SET,
            words::NOBODY_TO_ASK,
            "name a file with --new-from",
        )
    };
    if !passphrase::can_ask() {
        return Err(nobody());
    }
    passphrase::ask_for_new(words::FOR_NEW_HOME)?.ok_or_else(nobody)
}

fn shown(home: &Home) -> Report {
    let text = match home.is_protected() {
        true => words::PROTECTED,
        false => words::UNPROTECTED,
    };
    Report::new(json!({"protected": home.is_protected()}), text)
}
