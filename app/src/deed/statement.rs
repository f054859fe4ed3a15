//! A signed statement of where somebody stands: written to be shown to others, and checked.

use super::When;
use super::export::folder::{Folder, safe_name};
use super::export::print::{is_page, print_signed, signed_in};
use crate::commons::Commons;
use crate::look::status::status;
use crate::trouble::Trouble;
use crate::view::{AccountView, PageSection, PageView};
use crate::words::reciprocity::standing;
use crate::words::{self, count, statement as w};
use model::charter::Role;
use model::day::Day;
use model::export::signed::{self, STATEMENT_BYTES_MAX, Saying, Signed, SignedError};
use model::id::{AgentId, CommonsId, FileHash};
use model::rsd1::policies::policy_id;
use std::io::Read;
use std::path::{Path, PathBuf};

mod check;

pub use check::{Checked, Here, History, Key};

impl Commons {
    /// Where somebody stands on a day, signed with the key of this device.
    pub fn signed_statement(
        &mut self,
        agent: AgentId,
        as_of: Day,
        when: When,
    ) -> Result<String, Trouble> {
        if as_of > when.day {
            return Err(Trouble::new(
                "The statement was not written",
                format!("{} has not come yet", words::day(as_of)),
                "name a day up to today",
            ));
        }
        let me = self.writer(Role::Guest)?;
        let page = status(self, agent, as_of)?;
        let words = sentences(&page.account);
        let policy = self.policy(as_of);
        let saying = Saying {
            commons: self.id(),
            commons_name: self.charter().name(),
            about: &page.account.name,
            policy: FileHash(policy_id(&policy)),
            rules: &policy.name,
            words: &words,
            signer: me,
            signer_name: &self.called(me),
            signed_on: when.day,
        };
        Ok(signed::write(&page.status, &saying, self.key()))
    }

    /// Writes such a statement into a folder: the file, and a page to print.
    pub fn write_statement(
        &mut self,
        agent: AgentId,
        as_of: Day,
        to: &Path,
        overwrite: bool,
        when: When,
    ) -> Result<[PathBuf; 2], Trouble> {
        let text = self.signed_statement(agent, as_of, when)?;
        let name = format!("{}-{as_of}", safe_name(&self.called(agent), ""));
        let names = [format!("{name}.statement"), format!("{name}.html")];
        let texts = [text.clone(), page(&text)?];
        let mut folder = Folder::open(to, overwrite)?;
        for (name, text) in names.iter().zip(&texts) {
            let mut out = folder.begin(name)?;
            out.write(text.as_bytes(), 1)?;
            out.end()?;
        }
        folder.finish()?;
        Ok(names.map(|name| to.join(name)))
    }
}

/// Reads a statement from its file or its page, and verifies the signature.
pub fn read_statement(from: &Path) -> Result<Result<Signed, SignedError>, Trouble> {
    let failed = |error: std::io::Error| {
        Trouble::new(
            "The statement was not read",
            format!("{}: {error}", from.display()),
            "name the file that you were given",
        )
    };
    let file = std::fs::File::open(from).map_err(failed)?;
    let mut bytes = Vec::new();
    // A page holds the statement twice, with marks around it.
    let bytes_max = 8 * STATEMENT_BYTES_MAX as u64;
    file.take(bytes_max)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    // What people are called can look like a part of a page: only what begins as one is one.
    let text = std::str::from_utf8(&bytes)
        .ok()
        .filter(|text| is_page(text));
    let Some(inside) = text.and_then(signed_in) else {
        return Ok(signed::read(&bytes));
    };
    let signed = match signed::read(inside.as_bytes()) {
        Ok(signed) => signed,
        Err(error) => return Ok(Err(error)),
    };
    // What is printed around the signed text follows from it: a page that says anything else was changed.
    let is_whole = page(&inside)?.as_bytes() == bytes;
    Ok(is_whole.then_some(signed).ok_or(SignedError::Changed))
}

/// The sentences of a statement: the name of the status, what follows, and what may still change. Not what does not
/// count: anybody can write that, and then what was signed before would seem false.
fn sentences(account: &AccountView) -> Vec<String> {
    let name = standing(account.code, account.binding);
    let mut all = vec![format!("{name}."), account.sentence.clone()];
    all.extend(account.flags.iter().cloned());
    all
}

/// Of which commons it is, to look whether that is here.
pub fn commons_of(signed: &Signed) -> CommonsId {
    signed.commons
}

/// The page to print, made from the signed text alone.
fn page(text: &str) -> Result<String, Trouble> {
    let signed = signed::read(text.as_bytes()).map_err(|error| {
        Trouble::new(
            "The page was not made",
            error.to_string(),
            "write the statement again",
        )
    })?;
    let value = |name| signed.value(name);
    let says = signed.lines.iter().filter(|(name, _)| name == "says");
    let mut intro: Vec<String> = says.map(|(_, value)| value.clone()).collect();
    let by = (value("as-of"), value("signed-by"), value("signed-on"));
    intro.push(w::signed(by.0, by.1, by.2));
    intro.push(w::WHAT.to_owned());
    let row = |(key, value): &(String, String)| Some(vec![w::name(key)?.to_owned(), value.clone()]);
    let entries = count(signed.rests_on.len() as u64, "entry", "entries");
    let view = PageView {
        title: w::title(value("about"), value("commons")),
        intro,
        sections: vec![
            PageSection {
                title: w::title(value("about"), value("commons")),
                note: w::rests_on(&entries),
                headings: vec![String::new(), String::new()],
                rows: signed.lines.iter().filter_map(row).collect(),
            },
            PageSection {
                title: w::SIGNED_TEXT.to_owned(),
                note: w::HOW.to_owned(),
                ..PageSection::default()
            },
        ],
        foot: vec![],
    };
    Ok(print_signed(&view, text))
}
