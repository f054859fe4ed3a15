//! A page for a browser or a printer, of anything that the window shows as a page: no script, nothing that is fetched.

use super::folder::{Folder, safe_name};
use super::page::{STYLE, escape};
use crate::commons::Commons;
use crate::trouble::Trouble;
use crate::view::{PageSection, PageView};
use model::rsd1::Period;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// How every page begins, and nothing else that leaves the program.
const BEGINNING: &str = "<!doctype html>";
/// What stands around a signed text in a page.
const SIGNED: [&str; 2] = ["<pre id=\"signed\">", "</pre>\n"];

/// Writes the page. Everything that people wrote is text and never markup.
pub fn print(page: &PageView) -> String {
    whole(page, "")
}

/// The same with a signed text in it, from which the whole page can be made again.
pub fn print_signed(page: &PageView, signed: &str) -> String {
    whole(
        page,
        &format!("{}{}{}", SIGNED[0], escape(signed), SIGNED[1]),
    )
}

/// Whether a text is meant as a page, and no plain statement.
pub fn is_page(text: &str) -> bool {
    text.starts_with(BEGINNING)
}

/// The signed text in a page; `None` where there is none.
pub fn signed_in(page: &str) -> Option<String> {
    let (_, rest) = page.split_once(SIGNED[0])?;
    let (text, _) = rest.split_once(SIGNED[1])?;
    let plain = text.replace("&lt;", "<").replace("&gt;", ">");
    Some(plain.replace("&quot;", "\"").replace("&amp;", "&"))
}

fn whole(page: &PageView, more: &str) -> String {
    let title = escape(&page.title);
    let mut out = format!(
        "{BEGINNING}\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>{title}</title>\n<style>{STYLE}</style>\n<h1>{title}</h1>\n"
    );
    for sentence in &page.intro {
        let _ = writeln!(out, "<p>{}</p>", escape(sentence));
    }
    for section in &page.sections {
        part(&mut out, section);
    }
    for sentence in &page.foot {
        let _ = writeln!(out, "<p>{}</p>", escape(sentence));
    }
    out.push_str(more);
    out.push_str("</html>\n");
    out
}

impl Commons {
    /// Writes the page of a period into a folder, for a browser or a printer.
    pub fn write_page(
        &self,
        period: Period,
        page: &PageView,
        to: &Path,
        overwrite: bool,
    ) -> Result<PathBuf, Trouble> {
        let name = format!("{}-{period}.html", safe_name(self.charter().name(), ""));
        let mut folder = Folder::open(to, overwrite)?;
        let mut out = folder.begin(&name)?;
        out.write(print(page).as_bytes(), 1)?;
        out.end()?;
        folder.finish()?;
        Ok(to.join(name))
    }
}

fn part(out: &mut String, section: &PageSection) {
    let _ = writeln!(out, "<h2>{}</h2>", escape(&section.title));
    if !section.note.is_empty() {
        let _ = writeln!(out, "<p>{}</p>", escape(&section.note));
    }
    if section.rows.is_empty() {
        return;
    }
    if section.headings.is_empty() {
        for row in &section.rows {
            let _ = writeln!(out, "<p>{}</p>", escape(&row.join(" ")));
        }
        return;
    }
    out.push_str("<table>\n<tr>");
    for heading in &section.headings {
        let _ = write!(out, "<th>{}", escape(heading));
    }
    out.push('\n');
    for row in &section.rows {
        out.push_str("<tr>");
        for cell in row {
            let _ = write!(out, "<td>{}", escape(cell));
        }
        out.push('\n');
    }
    out.push_str("</table>\n");
}
