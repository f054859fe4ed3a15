//! What a use would lead to.

/// The form.
pub const TITLE: &str = "What if?";
/// What it does.
pub const WHY: &str = "Before you use a design: what the rules of this commons would make of it. Nothing is written, and nobody sees it.";
/// The design.
pub const DESIGN: &str = "Design";
/// Without one.
pub const DESIGN_FIRST: &str = "Choose a design first";
/// Computes it.
pub const COMPUTE: &str = "See what would follow";
/// What came out.
pub const FOUND: &str = "After that period, with this use:";
