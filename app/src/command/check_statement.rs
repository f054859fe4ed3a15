//! `check-statement`: whether a statement that somebody shows is as it was signed, and whether it is right.

use super::{Everywhere, OpenCommons, Report, open_home};
use crate::commons::Commons;
use crate::deed::statement::{Checked, History, commons_of, read_statement};
use crate::home::Home;
use crate::trouble::Trouble;
use crate::words::statement as w;
use clap::Args;
use model::export::signed::Signed;
use serde_json::{Value, json};
use std::path::PathBuf;

/// What `check-statement` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  commonwright check-statement acme-2026-04-15.statement\n\nIt needs no commons: without the entries of that commons it says whether the signature holds, with them also whether\nthe statement is right."
)]
pub struct CheckStatementArgs {
    /// The file, or the page
    pub file: PathBuf,
}

impl CheckStatementArgs {
    /// Checks it.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let signed = match read_statement(&self.file)? {
            Ok(signed) => signed,
            Err(error) => {
                return Ok(Report {
                    json: json!({"signature": "broken", "why": error.to_string()}),
                    text: w::broken(error),
                    good: false,
                });
            }
        };
        let checked = match here(everywhere, &signed)? {
            Some(mut commons) => commons.compute_again(signed)?,
            None => Checked {
                signed,
                history: History::NotHere,
                is_their_key: None,
            },
        };
        Ok(Report {
            json: to_json(&checked),
            text: w::checked(&checked).join("\n"),
            good: checked.is_good(),
        })
    }
}

/// The commons that it is of, where this home holds it. Nobody needs a home to look at a statement, so none is made.
fn here(everywhere: &Everywhere, signed: &Signed) -> Result<Option<OpenCommons>, Trouble> {
    let place = match &everywhere.home {
        Some(place) => place.clone(),
        None => Home::usual_place()?,
    };
    let id = commons_of(signed);
    if !place.join("commons").join(id.to_string()).is_dir() {
        return Ok(None);
    }
    let home = open_home(everywhere)?;
    let commons = Commons::open(&home, id)?;
    Ok(Some(OpenCommons::new(home, commons)))
}

fn to_json(checked: &Checked) -> Value {
    let signed = &checked.signed;
    let (computed, missing) = match &checked.history {
        History::NotHere => ("not-here", None),
        History::Same => ("same", None),
        History::Differs { missing, .. } => ("differs", Some(*missing)),
    };
    json!({
        "signature": "holds",
        "commons": signed.value("commons"),
        "about": signed.value("about"),
        "as_of": signed.as_of.to_string(),
        "code": signed.value("code"),
        "owed": signed.value("owed"),
        "signed_by": signed.value("signed-by"),
        "their_key": checked.is_their_key,
        "computed_again": computed,
        "entries_missing": missing,
    })
}
