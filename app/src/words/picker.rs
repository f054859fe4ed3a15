//! Asking for a file.

use crate::action::PickFor;

/// While the system's own dialog should be open.
pub const ELSEWHERE: &str =
    "Choose it in the dialog that your system has opened. If none is there, write its path.";
/// Where the system has none.
pub const ALONE: &str = "Your system has no dialog for files. Write the path.";
/// The field.
pub const PATH: &str = "Path";
/// The third way.
pub const OR_DROP: &str = "You can also drop it on this window.";

/// What it is for.
pub fn title(what: PickFor) -> &'static str {
    match what {
        PickFor::Import => "Which manifests?",
        PickFor::Attachment(_) => "Which file belongs to the design?",
        PickFor::Picture(_) => "Which picture?",
        PickFor::SaveFile(_) => "Where should the copy lie?",
        PickFor::ExportDesign(..)
        | PickFor::ExportBooks(_)
        | PickFor::WritePage(_)
        | PickFor::WriteStatement(..) => "Into which folder?",
        PickFor::CheckStatement => "Which statement?",
        PickFor::BundleWrite => "Where should the file for the stick lie?",
        PickFor::BundleRead => "Which file from the stick?",
        PickFor::Backup => "Where should the backup lie?",
        PickFor::Restore => "Which backup?",
    }
}

/// What an answer looks like.
pub fn hint(what: PickFor) -> &'static str {
    match what {
        PickFor::Import => "a file, or a folder with many",
        PickFor::BundleWrite | PickFor::BundleRead => "/media/stick/commons.bundle",
        PickFor::Backup | PickFor::Restore => "/media/stick/commonwright.backup",
        PickFor::ExportDesign(..)
        | PickFor::ExportBooks(_)
        | PickFor::WritePage(_)
        | PickFor::WriteStatement(..) => "a new folder, or one that is there",
        PickFor::CheckStatement => "acme-2026-04-15.statement, or the page",
        PickFor::Attachment(_) | PickFor::Picture(_) | PickFor::SaveFile(_) => "",
    }
}

/// The button that goes on with the written path.
pub fn does(what: PickFor) -> &'static str {
    if writes(what) {
        "Write it there"
    } else {
        "Use this"
    }
}

/// Whether something will be written there.
pub fn writes(what: PickFor) -> bool {
    matches!(
        what,
        PickFor::BundleWrite
            | PickFor::Backup
            | PickFor::SaveFile(_)
            | PickFor::ExportDesign(..)
            | PickFor::ExportBooks(_)
            | PickFor::WritePage(_)
            | PickFor::WriteStatement(..)
    )
}
