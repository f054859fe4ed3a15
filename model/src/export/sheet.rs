//! Tables as CSV (RFC 4180): UTF-8, commas, CRLF, a heading above each column.
//!
//! A text that a spreadsheet would take for a formula gets an apostrophe in front, and loses it again on the way in. Every
//! text stands in quotes, so that a program which takes a semicolon or a tab for the end of a cell finds none in it; for those
//! that care for no quotes, the same apostrophe stands behind a semicolon, a tab or the end of a line too.
//! Numbers are written by this program alone and stay as they are.

use csv::{QuoteStyle, ReaderBuilder, Terminator, WriterBuilder};

/// A table that comes in is at most this large.
pub const SHEET_BYTES_MAX: usize = 4 * 1024 * 1024;
/// A table that comes in has at most so many rows.
pub const SHEET_ROWS_MAX: usize = 20_000;
/// A table that comes in has at most so many columns.
pub const SHEET_COLUMNS_MAX: usize = 200;

/// One cell of a table that goes out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Cell {
    /// Words: guarded, whatever stands in them.
    Text(String),
    /// Digits with at most one sign and one point.
    Number(String),
}

impl Cell {
    /// An empty cell.
    pub fn empty() -> Cell {
        Cell::Text(String::new())
    }

    /// Words.
    pub fn text(words: impl Into<String>) -> Cell {
        Cell::Text(words.into())
    }

    /// A number as it prints; words where it is none after all.
    pub fn number(number: impl ToString) -> Cell {
        let digits = number.to_string();
        if is_number(&digits) {
            Cell::Number(digits)
        } else {
            Cell::Text(digits)
        }
    }

    /// As it stands in the file.
    fn written(&self) -> String {
        match self {
            Cell::Text(words) => guarded(words),
            Cell::Number(digits) => digits.clone(),
        }
    }
}

/// What goes out: a heading for each column, and rows of as many cells.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sheet {
    /// The headings.
    pub headings: Vec<&'static str>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// The bytes of the file.
    pub fn to_csv(&self) -> Vec<u8> {
        let mut writer = WriterBuilder::new()
            .terminator(Terminator::CRLF)
            .quote_style(QuoteStyle::NonNumeric)
            // Headings are plain names of this program.
            .from_writer((self.headings.join(",") + "\r\n").into_bytes());
        // Writing to memory cannot fail, and a row has as many cells as there are headings.
        for row in &self.rows {
            let _ = writer.write_record(row.iter().map(Cell::written));
        }
        writer.into_inner().unwrap_or_default()
    }
}

/// A table that came in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Table {
    /// The first row.
    pub headings: Vec<String>,
    /// The other rows, each with as many cells as there are headings.
    pub rows: Vec<Vec<String>>,
}

/// Why bytes are no table.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SheetError {
    /// Too long.
    #[error("the file has {bytes} bytes; a table has at most {SHEET_BYTES_MAX}")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// Not UTF-8.
    #[error("line {line}: not text in UTF-8")]
    NotText {
        /// Where the first wrong byte is, from 1.
        line: usize,
    },
    /// No headings, or only empty ones.
    #[error("the first line names no columns")]
    NoHeadings,
    /// Too many rows or columns.
    #[error("a table has at most {SHEET_ROWS_MAX} rows and {SHEET_COLUMNS_MAX} columns")]
    TooMuch,
    /// Not well-formed.
    #[error("line {line}: not a row of a table")]
    Malformed {
        /// Which line, from 1.
        line: u64,
    },
}

impl Table {
    /// Reads a table; commas, semicolons or tabs between the cells, whichever the first line has most of.
    ///
    /// # Errors
    /// [`SheetError`] where the bytes are no text, no table, or too many.
    pub fn read(bytes: &[u8]) -> Result<Table, SheetError> {
        if bytes.len() > SHEET_BYTES_MAX {
            return Err(SheetError::TooLarge { bytes: bytes.len() });
        }
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let good = &bytes[..error.valid_up_to()];
            let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
            SheetError::NotText { line }
        })?;
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter(text))
            .from_reader(text.as_bytes());
        let mut records = reader.records().map(|record| {
            record.map_err(|error| SheetError::Malformed {
                line: error.position().map_or(0, csv::Position::line),
            })
        });
        let headings: Vec<String> = match records.next() {
            Some(first) => first?.iter().map(unguarded).map(trimmed).collect(),
            None => return Err(SheetError::NoHeadings),
        };
        if headings.iter().all(String::is_empty) {
            return Err(SheetError::NoHeadings);
        }
        if headings.len() > SHEET_COLUMNS_MAX {
            return Err(SheetError::TooMuch);
        }
        let mut rows = Vec::new();
        for record in records {
            let mut row: Vec<String> = record?.iter().map(unguarded).collect();
            row.resize(headings.len(), String::new());
            if rows.len() == SHEET_ROWS_MAX {
                return Err(SheetError::TooMuch);
            }
            rows.push(row);
        }
        Ok(Table { headings, rows })
    }
}

fn trimmed(heading: String) -> String {
    heading.trim().to_owned()
}

fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |delimiter: u8| first.bytes().filter(|byte| *byte == delimiter).count();
    let mut best = b',';
    for other in [b';', b'\t'] {
        if count(other) > count(best) {
            best = other;
        }
    }
    best
}

/// Characters with which a spreadsheet begins to calculate, and those that some of them skip on the way there.
const FORMULA_STARTS: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\0'];

/// What ends a cell for a program that takes no comma for it, or cares for no quotes.
const CELL_ENDS: [char; 4] = [';', '\t', '\n', '\r'];

/// Apostrophes, quotes and spaces and then a character that begins a formula: what has to be told apart from what was guarded.
fn is_guardable(words: &str) -> bool {
    let bare = words.trim_start_matches(['\'', '"', ' ']);
    bare.starts_with(FORMULA_STARTS)
}

fn guarded(words: &str) -> String {
    let mut written = String::with_capacity(words.len());
    let mut begins = true;
    for (at, character) in words.char_indices() {
        if begins && is_guardable(&words[at..]) {
            written.push('\'');
        }
        written.push(character);
        begins = CELL_ENDS.contains(&character);
    }
    written
}

fn unguarded(cell: &str) -> String {
    let mut words = String::with_capacity(cell.len());
    let mut begins = true;
    for (at, character) in cell.char_indices() {
        let is_guard = begins && character == '\'' && is_guardable(&cell[at + 1..]);
        if !is_guard {
            words.push(character);
        }
        begins = CELL_ENDS.contains(&character);
    }
    words
}

fn is_number(digits: &str) -> bool {
    let bare = digits.strip_prefix('-').unwrap_or(digits);
    let (whole, behind) = bare.split_once('.').unwrap_or((bare, "0"));
    let all = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all(whole) && all(behind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sheet(rows: Vec<Vec<Cell>>) -> Sheet {
        Sheet {
            headings: vec!["one", "two"],
            rows,
        }
    }

    #[test]
    fn a_table_is_written_as_rfc_4180_says() {
        let rows = vec![
            vec![Cell::text("plain"), Cell::number("-12.50")],
            vec![Cell::text("a, \"b\"\nc"), Cell::number("1/3")],
            vec![Cell::text("=1+1"), Cell::text("'=1+1")],
            vec![Cell::text("'tis"), Cell::empty()],
        ];
        let text = String::from_utf8(sheet(rows).to_csv()).expect("text");
        let lines = [
            "one,two",
            "\"plain\",-12.50",
            "\"a, \"\"b\"\"\nc\",\"1/3\"",
            "\"'=1+1\",\"''=1+1\"",
            "\"'tis\",\"\"",
            "",
        ];
        assert_eq!(text, lines.join("\r\n"));
    }

    #[test]
    fn nothing_calculates_where_other_characters_end_a_cell() {
        let evil = [
            "Fan;=HYPERLINK(\"//e\")",
            "a;\"=1\"",
            "a; =1",
            "a\t@b",
            "a\n+1",
            "=1;'=1;=1",
        ];
        let rows = evil.map(|words| vec![Cell::text(words), Cell::text("x")]);
        let bytes = sheet(rows.to_vec()).to_csv();
        let text = std::str::from_utf8(&bytes).expect("text");
        for cell in text.split([';', '\t', '\n', '\r']) {
            let begins = cell.trim_start_matches(['"', ' ']);
            assert!(
                !begins.starts_with(['=', '+', '-', '@']),
                "{cell:?} calculates"
            );
        }
        let table = Table::read(&bytes).expect("what was written is read");
        assert_eq!(
            table.rows,
            evil.map(|words| vec![words.to_owned(), "x".to_owned()])
        );
    }

    #[test]
    fn tables_of_others_come_in_with_their_own_separators() {
        let read = |text: &str| Table::read(text.as_bytes()).expect("a table");
        let table = read("\u{FEFF}Name;Menge\r\nRohr; 3\r\nkurz\r\n");
        assert_eq!(table.headings, ["Name", "Menge"]);
        assert_eq!(table.rows, [["Rohr", " 3"], ["kurz", ""]]);
        assert_eq!(read("a\tb\n1\t2\n").rows, [["1", "2"]]);
        assert_eq!(Table::read(b""), Err(SheetError::NoHeadings));
        assert_eq!(Table::read(b" , \n1,2\n"), Err(SheetError::NoHeadings));
        assert_eq!(
            Table::read(b"a,b\n1,\xff\n"),
            Err(SheetError::NotText { line: 2 })
        );
        let long = vec![b'a'; SHEET_BYTES_MAX + 1];
        assert!(matches!(
            Table::read(&long),
            Err(SheetError::TooLarge { .. })
        ));
        let tall = "a\n".repeat(SHEET_ROWS_MAX + 2);
        assert_eq!(Table::read(tall.as_bytes()), Err(SheetError::TooMuch));
    }

    proptest! {
        #[test]
        fn every_text_comes_back_and_none_calculates(
            rows in proptest::collection::vec(proptest::collection::vec("\\PC*|['=+@\t\r\n\0-]{1,3}.*|[;'=\" \t\r\n+]{1,12}", 2), 1..6)
        ) {
            let out: Vec<Vec<Cell>> = rows
                .iter()
                .map(|row| row.iter().map(Cell::text).collect())
                .collect();
            let bytes = sheet(out).to_csv();
            let table = Table::read(&bytes).expect("what was written is read");
            prop_assert_eq!(&table.rows, &rows);
            let mut raw = ReaderBuilder::new().from_reader(bytes.as_slice());
            for record in raw.records() {
                for cell in record.expect("well-formed").iter() {
                    prop_assert!(!cell.starts_with(FORMULA_STARTS), "{cell:?} calculates");
                }
            }
        }
    }
}
