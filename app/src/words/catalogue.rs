//! The catalogue.

use model::design::Kind;

use crate::action::CatalogueOrder;
use crate::view::{CardView, ImportReport, Standing};
use crate::words::{count, number};

/// The page.
pub const TITLE: &str = "Catalogue";
/// A new design.
pub const NEW: &str = "New design";
/// Import.
pub const IMPORT: &str = "Import";
/// The search field.
pub const SEARCH: &str = "Search designs";
/// Any licence.
pub const LICENCE: &str = "Licence";
/// Any kind.
pub const KIND: &str = "Kind";
/// Any readiness.
pub const READINESS: &str = "Readiness";
/// What comes first.
pub const ORDER: &str = "Order";
/// All licences.
pub const ANY_LICENCE: &str = "Any licence";
/// All kinds.
pub const ANY_KIND: &str = "Any kind";
/// Any readiness.
pub const ANY_READINESS: &str = "Any readiness";
/// Drop all filters.
pub const CLEAR: &str = "Clear filters";
/// Nothing there.
pub const EMPTY: &str = "Designs stand here";
/// Why nothing is there.
pub const EMPTY_WHY: &str = "Nothing here yet. Add the first design, or drag a folder with Open Know-How files onto this window.";
/// The first design.
pub const EMPTY_BUTTON: &str = "Add the first design";
/// Nothing found.
pub const NONE: &str = "No design matches";
/// Why nothing was found.
pub const NONE_WHY: &str = "Try fewer words, or drop a filter.";
/// Files are held over the window.
pub const DROP: &str = "Let go to import these files and folders";
/// Files are held over a design page.
pub const DROP_ATTACH: &str = "Let go to attach these files to this design";
/// A new design's form.
pub const NEW_TITLE: &str = "New design";
/// Its name.
pub const NAME: &str = "Name";
/// Its hint.
pub const NAME_HINT: &str = "What people would look for";
/// What it is for.
pub const FUNCTION: &str = "What it is for";
/// Its hint.
pub const FUNCTION_HINT: &str = "In a sentence";
/// Creates it.
pub const CREATE: &str = "Create";
/// A name is missing.
pub const NAME_FIRST: &str = "Give it a name first";
/// The report of an import.
pub const REPORT: &str = "Import report";
/// Refused files.
pub const REFUSED: &str = "Not imported";
/// Oddities.
pub const WARNINGS: &str = "Imported, with something to look at";
/// The import is at work.
pub const IMPORTING: &str = "Importing…";

/// A kind.
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Machine => "Machine",
        Kind::Part => "Part",
        Kind::Building => "Building",
        Kind::SeedLine => "Seed line",
        Kind::Protocol => "Protocol",
        Kind::Recipe => "Recipe",
        Kind::Software => "Software",
    }
}

/// What comes first.
pub fn order(order: CatalogueOrder) -> &'static str {
    match order {
        CatalogueOrder::Best => "Best match",
        CatalogueOrder::Name => "Name",
        CatalogueOrder::Newest => "Newest change",
    }
}

/// What reviewers say.
pub fn standing(standing: Standing) -> String {
    match standing {
        Standing::NotReviewed => "Not reviewed yet".into(),
        Standing::BeingReviewed => "Being reviewed".into(),
        Standing::Reviewed(n) => format!("Reviewed by {n}"),
        Standing::Unsafe(_) => "Unsafe".into(),
    }
}

/// How many others have built it.
pub fn builds(n: u32) -> String {
    match n {
        1 => "Built by 1 other".into(),
        n => format!("Built by {n} others"),
    }
}

/// The name of a whole card.
pub fn card(card: &CardView) -> String {
    format!("{}, {}", card.name, standing(card.standing))
}

/// How many there are, or are found.
pub fn found(found: usize, total: usize) -> String {
    if found == total {
        count(total as u64, "design", "designs")
    } else {
        format!(
            "{} of {}",
            number(found as u64),
            count(total as u64, "design", "designs")
        )
    }
}

/// A choice with its count.
pub fn facet(name: &str, n: usize) -> String {
    format!("{name} ({})", number(n as u64))
}

/// The sentence of an import report.
pub fn imported(report: &ImportReport) -> String {
    let came = count(report.imported as u64, "design came in", "designs came in");
    match report.refused.len() {
        0 => format!("{came}."),
        n => format!("{came}, {} not.", count(n as u64, "file did", "files did")),
    }
}
