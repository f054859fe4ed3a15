//! A design as one page for a browser or a printer: no script, nothing that is fetched.

use crate::words::design as words;
use model::design::{Column, Field, Line, LongText, PersonRole, Table, View};
use std::fmt::Write;

/// How a page looks on a screen and on paper.
pub(super) const STYLE: &str = "body{font:16px/1.5 sans-serif;max-width:46em;margin:2em auto;padding:0 1em;color:#1b1f1c}\
table{border-collapse:collapse;width:100%}td,th{border:1px solid #c9cfc9;padding:.3em .5em;text-align:left;vertical-align:top}\
.safety{border:2px solid #8a6d1d;padding:.5em 1em}.text{white-space:pre-wrap}dt{font-weight:bold}";

/// The columns of a parts list that are shown.
const PART_COLUMNS: [Column; 6] = [
    Column::Name,
    Column::Quantity,
    Column::Unit,
    Column::Material,
    Column::Supplier,
    Column::Note,
];

/// Writes the page. Everything that people wrote is text and never markup.
pub(super) fn page(view: &View) -> String {
    let name = escape(view.field(Field::Name));
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>{name}</title>\n<style>{STYLE}</style>\n<h1>{name}</h1>\n"
    );
    paragraph(&mut out, view.field(Field::Function));
    let safety = view.field(Field::SafetyNotice);
    if !safety.is_empty() {
        let title = words::field(Field::SafetyNotice);
        let _ = writeln!(
            out,
            "<div class=\"safety\"><strong>{title}</strong><div class=\"text\">{}</div></div>",
            escape(safety)
        );
    }
    at_a_glance(&mut out, view);
    for text in LongText::ALL {
        let written = view.text(*text);
        if !written.is_empty() {
            let _ = writeln!(
                out,
                "<h2>{}</h2>\n<div class=\"text\">{}</div>",
                words::long_text(*text),
                escape(written)
            );
        }
    }
    steps(&mut out, view);
    table(&mut out, "Parts", view.lines(Table::Parts), &PART_COLUMNS);
    let files = [Column::Name, Column::Role, Column::Url, Column::Path];
    table(&mut out, "Files", view.lines(Table::Files), &files);
    let people = [Column::Name, Column::Role, Column::Affiliation];
    table(&mut out, "People", view.lines(Table::People), &people);
    let links = [Column::Name, Column::Role, Column::Url, Column::Note];
    table(&mut out, "Links", view.lines(Table::Links), &links);
    out.push_str("</html>\n");
    out
}

fn at_a_glance(out: &mut String, view: &View) {
    let licensors = view.with_role(Table::People, PersonRole::Licensor.key());
    let licensors: Vec<&str> = licensors.map(|line| line.cell(Column::Name)).collect();
    let fields = [
        Field::Version,
        Field::Kind,
        Field::IntendedUse,
        Field::Organisation,
        Field::HomeLink,
        Field::DocumentationLicence,
        Field::SoftwareLicence,
        Field::TechnologyReadiness,
        Field::DocumentationReadiness,
    ];
    out.push_str("<dl>\n");
    let licence = words::licence(view.field(Field::Licence));
    row(out, words::field(Field::Licence), &licence);
    row(out, "Licensed by", &licensors.join(", "));
    for field in fields {
        row(out, words::field(field), view.field(field));
    }
    out.push_str("</dl>\n");
}

fn row(out: &mut String, name: &str, value: &str) {
    if !value.is_empty() {
        let _ = writeln!(out, "<dt>{}<dd>{}", escape(name), escape(value));
    }
}

fn paragraph(out: &mut String, text: &str) {
    if !text.is_empty() {
        let _ = writeln!(out, "<p class=\"text\">{}</p>", escape(text));
    }
}

fn steps(out: &mut String, view: &View) {
    let steps = view.lines(Table::Steps);
    if steps.is_empty() {
        return;
    }
    out.push_str("<h2>Steps</h2>\n<ol>\n");
    for step in steps {
        let _ = writeln!(
            out,
            "<li><strong>{}</strong><div class=\"text\">{}</div>",
            escape(step.cell(Column::Name)),
            escape(&step.text)
        );
    }
    out.push_str("</ol>\n");
}

/// The columns in which something stands.
fn table(out: &mut String, title: &str, lines: &[Line], columns: &[Column]) {
    let is_used = |column: &&Column| lines.iter().any(|line| !line.cell(**column).is_empty());
    let columns: Vec<Column> = columns.iter().filter(is_used).copied().collect();
    if columns.is_empty() {
        return;
    }
    let _ = write!(out, "<h2>{title}</h2>\n<table>\n<tr>");
    for column in &columns {
        let _ = write!(out, "<th>{}", escape(words::column(*column)));
    }
    out.push('\n');
    for line in lines {
        out.push_str("<tr>");
        for column in &columns {
            let _ = write!(out, "<td>{}", escape(line.cell(*column)));
        }
        out.push('\n');
    }
    out.push_str("</table>\n");
}

/// Text as it stands in a page: never markup.
pub(super) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            _ => safe.push(letter),
        }
    }
    safe
}
