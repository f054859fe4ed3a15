//! The parts list of a design as a table: `bom.csv` out, and tables of others in.
//!
//! ```
//! use model::export::bom::{BomColumn, guess};
//! let headings = ["Qty", "Part name", "Anything"].map(str::to_owned);
//! assert_eq!(guess(&headings), [Some(BomColumn::Quantity), Some(BomColumn::Name), None]);
//! ```

mod guess;
mod import;
#[cfg(test)]
mod tests;

pub use guess::guess;
pub use import::{Imported, RowProblem, edits};

use std::collections::BTreeSet;

use super::sheet::{Cell, Sheet};
use crate::design::{Column, Line, Table, View};
use crate::id::DocumentId;

/// Designs in designs in designs: a list goes at most so deep.
pub const LEVELS_MAX: usize = 8;
/// A list with those of the designs in it has at most so many rows.
pub const ROWS_MAX: usize = 20_000;

macro_rules! columns {
    ($($(#[$doc:meta])* $item:ident = $heading:literal => $column:expr,)+) => {
        /// A column of `bom.csv`.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum BomColumn { $($(#[$doc])* $item,)+ }

        impl BomColumn {
            /// All of them, in their order.
            pub const ALL: &[BomColumn] = &[$(BomColumn::$item,)+];

            /// The heading in the file.
            pub fn heading(self) -> &'static str {
                match self { $(BomColumn::$item => $heading,)+ }
            }

            /// The one with that heading.
            pub fn of(heading: &str) -> Option<BomColumn> {
                match heading { $($heading => Some(BomColumn::$item),)+ _ => None }
            }

            /// Where it stands in a parts list; `None` for what only a table has.
            pub fn column(self) -> Option<Column> {
                match self { $(BomColumn::$item => $column,)+ }
            }
        }
    };
}

columns! {
    /// 1 for a part of the design itself, 2 for a part of a design in it, and so on.
    Level = "level" => None,
    /// The place in its list, from 1.
    Place = "line" => None,
    /// The name of the line inside the program.
    Id = "id" => None,
    /// The name.
    Name = "name" => Some(Column::Name),
    /// How many, an exact decimal above 0.
    Quantity = "quantity" => Some(Column::Quantity),
    /// Of what.
    Unit = "unit" => Some(Column::Unit),
    /// `made` or `bought`.
    MadeOrBought = "made_or_bought" => Some(Column::Source),
    /// Who makes it.
    Maker = "maker" => Some(Column::Maker),
    /// The maker's or supplier's number.
    Number = "number" => Some(Column::Number),
    /// What may take its place.
    Substitutes = "substitutes" => Some(Column::Substitutes),
    /// Who sells it.
    Supplier = "supplier" => Some(Column::Supplier),
    /// A web address.
    Url = "url" => Some(Column::Url),
    /// What one of them costs. Nothing in this program says so yet: the column is empty, and stays out on the way in.
    UnitPrice = "unit_price" => None,
    /// In which currency.
    Currency = "currency" => None,
    /// A remark.
    Note = "note" => Some(Column::Note),
    /// Where in the design it is used.
    Where = "where" => Some(Column::Where),
    /// What it is made of.
    Material = "material" => Some(Column::Material),
    /// Mass in grams.
    Mass = "mass_g" => Some(Column::Mass),
    /// The design of this commons that the part is.
    Design = "design" => Some(Column::Design),
}

/// The parts list, and behind each part that is a design the list of that, one level deeper.
///
/// `inner` opens a design; a design inside itself is not opened again.
pub fn table(view: &View, inner: &mut dyn FnMut(DocumentId) -> Option<View>) -> Sheet {
    let mut rows = Vec::new();
    let mut above = BTreeSet::from([view.document]);
    list(view, 1, &mut above, inner, &mut rows);
    Sheet {
        headings: BomColumn::ALL
            .iter()
            .map(|column| column.heading())
            .collect(),
        rows,
    }
}

fn list(
    view: &View,
    level: usize,
    above: &mut BTreeSet<DocumentId>,
    inner: &mut dyn FnMut(DocumentId) -> Option<View>,
    rows: &mut Vec<Vec<Cell>>,
) {
    for (place, line) in view.lines(Table::Parts).iter().enumerate() {
        if rows.len() == ROWS_MAX {
            return;
        }
        rows.push(row(line, level, place + 1));
        let Ok(design) = line.cell(Column::Design).parse::<DocumentId>() else {
            continue;
        };
        if level == LEVELS_MAX || !above.insert(design) {
            continue;
        }
        if let Some(found) = inner(design) {
            list(&found, level + 1, above, inner, rows);
        }
        above.remove(&design);
    }
}

fn row(line: &Line, level: usize, place: usize) -> Vec<Cell> {
    let cell = |column: &BomColumn| match column {
        BomColumn::Level => Cell::number(level),
        BomColumn::Place => Cell::number(place),
        BomColumn::Id => Cell::text(line.id.to_string()),
        BomColumn::UnitPrice | BomColumn::Currency => Cell::empty(),
        BomColumn::Quantity | BomColumn::Mass => match column.column() {
            Some(column) => Cell::number(line.cell(column)),
            None => Cell::empty(),
        },
        _ => match column.column() {
            Some(column) => Cell::text(line.cell(column)),
            None => Cell::empty(),
        },
    };
    BomColumn::ALL.iter().map(cell).collect()
}
