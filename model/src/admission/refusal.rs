//! Why a change is refused: one name for each reason.

use super::{COUNTER_END, DEPENDENCIES_MAX, OTHER_ACTORS_MAX, ROWS_MAX};
use crate::change::CHANGE_BYTES_MAX;

/// Why a change can never be admitted.
///
/// A refused change is kept nowhere and not relayed; it never becomes admitted later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Refusal {
    // Shape: what the bytes are, before any meaning.
    /// It is longer than a change may be.
    #[error("the change is longer than {CHANGE_BYTES_MAX} bytes")]
    TooLong,
    /// It does not begin as a change does.
    #[error("the bytes are not a change")]
    NotAChange,
    /// It is a document or a bundle of changes.
    #[error("the bytes are another kind of data than a single change")]
    OtherChunk,
    /// It is compressed.
    #[error("the change is compressed")]
    Compressed,
    /// Its length is not the one it states.
    #[error("the change is longer or shorter than it says")]
    Length,
    /// Its checksum is wrong.
    #[error("the change is damaged: its checksum is wrong")]
    Checksum,
    /// It ends inside a value.
    #[error("the change ends too early")]
    Truncated,
    /// A number is not in its shortest form or too large.
    #[error("a number is not written in its shortest form, or is too large")]
    Number,
    /// It builds on too many changes.
    #[error("the change builds on more than {DEPENDENCIES_MAX} changes")]
    TooManyDependencies,
    /// The changes it builds on are not sorted, or one stands twice.
    #[error("the changes it builds on are not in order")]
    DependencyOrder,
    /// A device does not have 32 bytes.
    #[error("the name of a device does not have 32 bytes")]
    ActorLength,
    /// It names too many other devices.
    #[error("the change names more than {OTHER_ACTORS_MAX} other devices")]
    TooManyActors,
    /// The other devices are not sorted, one stands twice, or the author stands among them.
    #[error("the other devices are not in order")]
    ActorOrder,
    /// Its sequence number or an operation counter is zero or too large.
    #[error("a counter is zero or not below {COUNTER_END}")]
    Counter,
    /// Its time is out of range.
    #[error("the time is out of range")]
    Time,
    /// Its message is not text.
    #[error("the message is not text")]
    Message,
    /// A column is not known.
    #[error("the change has a column that is not known")]
    ColumnUnknown,
    /// A column is compressed.
    #[error("a column of the change is compressed")]
    ColumnCompressed,
    /// The columns are not in order, or one is empty or stands twice.
    #[error("the columns of the change are not in order")]
    ColumnOrder,
    /// A column claims too many rows.
    #[error("a column of the change claims more than {ROWS_MAX} rows")]
    TooManyRows,
    /// Bytes follow after the columns, such as an author footer.
    #[error("bytes follow after the change")]
    Trailing,
}
