//! A parts list goes out as a table and comes back as it was.

use super::*;
use crate::design::{Edit, Position, apply, create};
use crate::document::Document;
use crate::export::sheet::Table as Sheets;
use crate::id::{CommonsId, LineId};
use crate::key::DeviceKey;
use proptest::prelude::*;
use std::collections::BTreeMap;

const COMMONS: CommonsId = CommonsId([2; 16]);

fn key() -> DeviceKey {
    DeviceKey::from_seed([1; 32])
}

fn document(id: u8, parts: &[Vec<(Column, String)>]) -> Document {
    let mut document = Document::empty(COMMONS, DocumentId([id; 32]));
    let edits: Vec<Edit> = parts
        .iter()
        .zip(1u64..)
        .map(|(cells, n)| Edit::AddLine {
            table: Table::Parts,
            line: LineId(n.to_be_bytes()),
            position: Position::Last,
            cells: cells.clone(),
        })
        .collect();
    create(&mut document, &edits, &key(), 0).expect("the parts are in order");
    document
}

fn csv(document: &Document) -> Vec<u8> {
    table(&View::of(document), &mut |_| None).to_csv()
}

fn import(into: &mut Document, bytes: &[u8], first: u64) -> Imported {
    let sheet = Sheets::read(bytes).expect("a table");
    let columns = guess(&sheet.headings);
    let mut next = first;
    let imported = edits(&View::of(into), &sheet, &columns, || {
        next += 1;
        LineId(next.to_be_bytes())
    });
    apply(into, &imported.edits, &key(), 1).expect("the rows are in order");
    imported
}

fn cells(document: &Document) -> Vec<BTreeMap<Column, String>> {
    let view = View::of(document);
    let lines = view.lines(Table::Parts).iter();
    lines.map(|line| line.cells.clone()).collect()
}

fn part(name: &str, more: &[(Column, &str)]) -> Vec<(Column, String)> {
    let mut cells = vec![(Column::Name, name.to_owned())];
    cells.extend(
        more.iter()
            .map(|(column, cell)| (*column, (*cell).to_owned())),
    );
    cells
}

#[test]
fn a_list_has_a_row_for_each_part_and_those_of_designs_in_it_below() {
    let fan = document(2, &[part("Blade", &[(Column::Quantity, "6")])]);
    let inside = View::of(&fan);
    let cleaner = document(
        1,
        &[
            part(
                "Fan",
                &[
                    (Column::Quantity, "1"),
                    (Column::Design, &inside.document.to_string()),
                ],
            ),
            part(
                "Sieve, 4 mm",
                &[(Column::Quantity, "2.50"), (Column::Source, "made")],
            ),
        ],
    );
    let view = View::of(&cleaner);
    let sheet = table(&view, &mut |design| {
        (design == inside.document).then(|| inside.clone())
    });
    let text = String::from_utf8(sheet.to_csv()).expect("text");
    let first: Vec<Vec<&str>> = text
        .lines()
        .map(|line| line.splitn(3, ',').take(2).collect())
        .collect();
    assert_eq!(
        first,
        [["level", "line"], ["1", "1"], ["2", "1"], ["1", "2"]]
    );
    assert!(
        text.contains("\"Sieve, 4 mm\",2.50,\"\",\"made\""),
        "{text}"
    );
    // A design inside itself does not go on for ever.
    let round = table(&view, &mut |_| Some(view.clone()));
    assert_eq!(round.rows.len(), 4);
}

#[test]
fn a_table_of_others_comes_in_and_says_what_could_not_be_read() {
    let bytes = "Pos;Bezeichnung;Menge;Einheit;Preis;Bemerkung\r\n\
                 1;Rohr;3;m;4,20;gerade\r\n\
                 2;Blech;2 Stück;;;\r\n\
                 ;;;;;\r\n\
                 3;;1;;;\r\n";
    let mut design = document(1, &[]);
    let imported = import(&mut design, bytes.as_bytes(), 100);
    assert_eq!((imported.added, imported.changed), (2, 0));
    assert_eq!(
        imported.problems,
        [
            (2, RowProblem::NotAQuantity("2 Stück".into())),
            (4, RowProblem::NoName)
        ]
    );
    let found = cells(&design);
    assert_eq!(found[0][&Column::Quantity], "3");
    assert_eq!(found[0][&Column::Note], "gerade");
    assert_eq!(found[1].get(&Column::Quantity), None);
    assert_eq!(found[1][&Column::Note], "2 Stück");
}

#[test]
fn a_row_with_the_id_of_a_line_changes_that_line_and_no_other() {
    let mut design = document(
        1,
        &[
            part("Fan", &[(Column::Quantity, "1"), (Column::Note, "steel")]),
            part("Sieve", &[(Column::Quantity, "2")]),
        ],
    );
    let text = String::from_utf8(csv(&design)).expect("text");
    let edited = text
        .replacen("\"Fan\",1,", "\"Fan\",4,", 1)
        .replace("steel", "");
    let imported = import(&mut design, edited.as_bytes(), 100);
    assert_eq!(
        (imported.added, imported.changed, imported.unchanged),
        (0, 1, 1)
    );
    let found = cells(&design);
    assert_eq!(found.len(), 2);
    assert_eq!(found[0][&Column::Quantity], "4");
    assert_eq!(found[0].get(&Column::Note), None);
}

#[test]
fn a_heading_means_one_thing_and_one_column_has_it() {
    let headings = ["Part name", "name", "Description", "QTY", "Mfr.", "x"].map(str::to_owned);
    assert_eq!(
        guess(&headings),
        [
            None,
            Some(BomColumn::Name),
            None,
            Some(BomColumn::Quantity),
            Some(BomColumn::Maker),
            None
        ]
    );
    let own: Vec<String> = BomColumn::ALL
        .iter()
        .map(|column| column.heading().to_owned())
        .collect();
    let all: Vec<_> = BomColumn::ALL.iter().copied().map(Some).collect();
    assert_eq!(guess(&own), all);
}

/// Cells as people write them, those that look like formulas too.
fn words() -> impl Strategy<Value = String> {
    "[=+@'-]{0,2}[a-zA-ZäÖ0-9 ,;\"\n]{0,20}[a-z0-9]"
}

fn parts() -> impl Strategy<Value = Vec<(Column, String)>> {
    let quantity = "[0-9]{0,3}[1-9](\\.[0-9]{1,4})?";
    let source = prop_oneof![Just("made".to_owned()), Just("bought".to_owned())];
    let design = any::<[u8; 32]>().prop_map(|id| DocumentId(id).to_string());
    let others = [
        Column::Unit,
        Column::Maker,
        Column::Number,
        Column::Substitutes,
        Column::Supplier,
        Column::Url,
        Column::Note,
        Column::Where,
        Column::Material,
        Column::Mass,
    ];
    let optional = (
        words(),
        prop::option::of(quantity),
        prop::option::of(source),
        prop::option::of(design),
        prop::collection::btree_map(prop::sample::select(others.to_vec()), words(), 0..6),
    );
    optional.prop_map(|(name, quantity, source, design, others)| {
        let mut cells = vec![(Column::Name, name)];
        cells.extend(quantity.map(|quantity| (Column::Quantity, quantity)));
        cells.extend(source.map(|source| (Column::Source, source)));
        cells.extend(design.map(|design| (Column::Design, design)));
        cells.extend(others);
        cells
    })
}

proptest! {
    #[test]
    fn what_went_out_comes_in_as_it_was(parts in prop::collection::vec(parts(), 0..8)) {
        let mut design = document(1, &parts);
        let bytes = csv(&design);
        // Into another design: the same list.
        let mut other = document(2, &[]);
        let imported = import(&mut other, &bytes, 1_000);
        prop_assert_eq!(&imported.problems, &[]);
        prop_assert_eq!(imported.added, parts.len());
        prop_assert_eq!(cells(&other), cells(&design));
        // Into the same one: nothing new.
        let before = View::of(&design);
        let imported = import(&mut design, &bytes, 2_000);
        prop_assert_eq!((imported.edits.len(), imported.unchanged), (0, parts.len()));
        prop_assert_eq!(View::of(&design), before);
    }
}
