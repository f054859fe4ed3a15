//! Why a manifest does not come in.

use super::MANIFEST_BYTES_MAX;

/// Why a file did not come in at all. Lines and columns count from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// Larger than [`MANIFEST_BYTES_MAX`].
    #[error("the file has {bytes} bytes; a manifest has at most {MANIFEST_BYTES_MAX}")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// Not UTF-8.
    #[error("line {line}, column {column}: not text in UTF-8")]
    NotText {
        /// Where the first wrong byte is.
        line: usize,
        /// Where the first wrong byte is.
        column: usize,
    },
    /// Not well-formed.
    #[error("line {line}, column {column}: {why}")]
    Syntax {
        /// Where it stops making sense.
        line: usize,
        /// Where it stops making sense.
        column: usize,
        /// In the words of the parser.
        why: String,
    },
    /// Deeper than [`super::DEPTH_MAX`] or more than [`super::NODES_MAX`] values.
    #[error("{why}")]
    TooMuch {
        /// Which limit.
        why: &'static str,
    },
    /// Nothing but comments and blanks.
    #[error("there is nothing in the file")]
    Empty,
    /// Well-formed, but nothing in it that a manifest has.
    #[error(
        "this is no manifest of a design: it has neither a name nor anything else that a manifest has"
    )]
    NotAManifest,
    /// An answer of an index with several manifests inside.
    #[error("this holds a list of {count} manifests; save each of them as a file of its own")]
    SeveralManifests {
        /// How many.
        count: usize,
    },
}

impl ManifestError {
    /// The line to look at, counted from 1, where there is one.
    pub fn line(&self) -> Option<usize> {
        match self {
            Self::NotText { line, .. } | Self::Syntax { line, .. } => Some(*line),
            _ => None,
        }
    }
}
