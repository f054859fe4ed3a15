//! What is asked for with the paths that a person chose.

use crate::action::{PickFor, Request};
use std::path::PathBuf;

/// Whether a file of that kind can be behind a passphrase.
pub(super) fn may_be_sealed(what: PickFor) -> bool {
    matches!(
        what,
        PickFor::BundleWrite | PickFor::Backup | PickFor::BundleRead | PickFor::Restore
    )
}

/// The request; the path again where a passphrase is offered first.
pub(super) fn request(
    what: PickFor,
    first: PathBuf,
    paths: Vec<PathBuf>,
) -> Result<Request, PathBuf> {
    Ok(match what {
        PickFor::Import => Request::Import(paths),
        PickFor::Attachment(design) => Request::Attach(design, first),
        PickFor::Picture(agent) => Request::Picture(agent, first),
        PickFor::SaveFile(file) => Request::SaveFile(file, first),
        PickFor::ExportDesign(design, page) => Request::ExportDesign(design, page, first),
        PickFor::ExportBooks(format) => Request::ExportBooks(format, first),
        PickFor::WritePage(period) => Request::WritePage(period, first),
        PickFor::WriteStatement(agent, as_of) => Request::WriteStatement(agent, as_of, first),
        PickFor::CheckStatement => Request::CheckStatement(first),
        PickFor::BundleWrite | PickFor::Backup => return Err(first),
        PickFor::BundleRead => Request::BundleRead(first, None),
        PickFor::Restore => Request::Restore(first, None),
    })
}
