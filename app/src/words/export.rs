//! A design that leaves the program.

use crate::deed::export::design::ExportedDesign;

/// In the window.
pub const TITLE: &str = "For other programs, or for print";
/// What it is.
pub const WHY: &str =
    "A manifest that Open Know-How catalogues read, or a page; the parts lie beside it as a table.";
/// A manifest.
pub const MANIFEST: &str = "Write a manifest";
/// A page.
pub const PAGE: &str = "Write a page to print";

/// What was written, and what is missing in it.
pub fn exported(exported: &ExportedDesign) -> String {
    let names: Vec<&str> = exported
        .files
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    let written = format!(
        "Written to {}: {}.",
        exported.folder.display(),
        names.join(", ")
    );
    match exported.missing.as_slice() {
        [] => written,
        missing => format!(
            "{written} Catalogues elsewhere will ask for what the design does not say yet: {}.",
            missing.join(", ")
        ),
    }
}
