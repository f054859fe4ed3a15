//! `check-statement`: whether a statement that somebody shows is as it was signed, and whether it is right.

use super::{Everywhere, OpenCommons, Report, open_home};
use crate::commons::Commons;
use crate::deed::When;
use crate::deed::statement::{Checked, History, Key, commons_of, read_statement};
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
        let today = When::now(everywhere.day).day;
        let checked = match here(everywhere, &signed)? {
            Some(mut commons) => commons.compute_again(signed, today)?,
            None => Checked::elsewhere(signed, today),
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
        History::False(_) => ("false", None),
        History::Differs { missing } => ("differs", Some(*missing)),
    };
    let false_lines: Vec<&String> = match &checked.history {
        History::False(lines) => lines.iter().collect(),
        _ => vec![],
    };
    let (key, since) = match &checked.key {
        Key::NotKnown => (None, None),
        Key::Theirs => (Some("theirs"), None),
        Key::NoMore { since, .. } => (Some("no-more"), since.map(|day| day.to_string())),
        Key::NotTheirs => (Some("not-theirs"), None),
    };
    // What stands under "says" is only what somebody signed; what follows from the entries stands under "here".
    let here = checked.here.as_ref().map(|here| {
        json!({
            "commons": here.commons,
            "about": here.about,
            "signed_by": here.signer,
            "words": here.words,
        })
    });
    json!({
        "signature": "holds",
        "says": {
            "commons": signed.value("commons"),
            "about": signed.value("about"),
            "code": signed.value("code"),
            "owed": signed.value("owed"),
            "signed_by": signed.value("signed-by"),
        },
        "commons_id": signed.commons.to_string(),
        "about_id": signed.about.to_string(),
        "as_of": signed.as_of.to_string(),
        "signed_by_id": signed.signer.to_string(),
        "device": signed.device.to_string(),
        "signed_on": signed.signed_on.to_string(),
        "ahead": checked.is_ahead,
        "here": here,
        "key": key,
        "key_out_since": since,
        "computed_again": computed,
        "false_lines": false_lines,
        "entries_missing": missing,
    })
}
