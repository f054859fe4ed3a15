//! The timeline of an account.

use crate::view::{MarkKind, TimelineView};

/// What it is.
pub const TITLE: &str = "Over time";
/// The same as a table.
pub const TABLE: &str = "The same as a table";

/// What happened.
pub fn kind(kind: MarkKind) -> &'static str {
    match kind {
        MarkKind::Points => "Points from work",
        MarkKind::Fee => "Fee",
        MarkKind::Offset => "Settled by work",
        MarkKind::Payment => "Payment",
    }
}

/// The drawing for those who do not see it.
pub fn name(view: &TimelineView) -> String {
    let counted: Vec<String> = MarkKind::ALL
        .into_iter()
        .filter_map(|of| {
            let count = view.marks.iter().filter(|mark| mark.kind == of).count();
            (count > 0).then(|| format!("{}: {count}", kind(of)))
        })
        .collect();
    format!(
        "{}, {} to {}: {}",
        TITLE,
        super::day(view.first),
        super::day(view.last),
        counted.join(", ")
    )
}
