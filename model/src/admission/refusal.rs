//! Why a change is refused: one name for each reason.

use super::{COUNTER_END, DEPENDENCIES_MAX, DEPTH_MAX, KEY_BYTES_MAX, OTHER_ACTORS_MAX, ROWS_MAX};
use crate::change::CHANGE_BYTES_MAX;
use crate::charter::ActRefusal;
use crate::entry::EnvelopeError;

/// Why a change can never be admitted.
///
/// A refused change is kept nowhere and not relayed; it never becomes admitted later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
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

    // Author.
    /// The signature does not hold for the author's key, this document and this commons.
    #[error("the signature does not hold")]
    Signature,
    /// The changes under one signature are not one author's unbroken chain.
    #[error("the changes under one signature are not one unbroken chain")]
    BrokenRun,
    /// Only the device that the document's name names may write it, or begin it.
    #[error("the document is written by another device")]
    OtherWriter,
    /// The charter does not allow the act.
    #[error("the act is not allowed: {0}")]
    Act(#[from] ActRefusal),

    // Place: how it hangs together with what is there.
    /// It is there already.
    #[error("the change is there already")]
    AlreadyHere,
    /// It leaves out numbers of its author.
    #[error("the change leaves out numbers of its author")]
    SequenceGap,
    /// It does not build on its author's previous change.
    #[error("the change does not build on its author's previous one")]
    PreviousNotNamed,
    /// It builds on two branches of its author: who forked takes another key, and joins nothing with the old one.
    #[error("the change builds on two changes of its author")]
    TwoPrevious,
    /// Its operations are not counted from where those it builds on end.
    #[error("its operations are not counted from where those before it end")]
    StartOfOperations,
    // Meaning: what its operations do.
    /// A column is not in the one form that every writer gives it.
    #[error("a column is not written in its one form")]
    Form,
    /// Columns differ in their number of rows.
    #[error("the columns differ in their number of rows")]
    Rows,
    /// A text is not UTF-8.
    #[error("a key or a value is not text")]
    Text,
    /// A listed device is not used.
    #[error("a listed device is not used")]
    UnusedActor,
    /// An operation names a device that is not listed, or that has made nothing it builds on.
    #[error("an operation names a device that has made nothing it builds on")]
    UnknownActor,
    /// An operation is neither put, make nor delete.
    #[error("an operation is neither put, make nor delete")]
    Action,
    /// A mark on a range of text.
    #[error("the change marks text")]
    Mark,
    /// A value is of a kind that documents do not have (a counter, an unknown kind), or not in its one form.
    #[error("a value is of a kind that documents do not have")]
    Value,
    /// An object that is written to is not in the causal past, or is no object.
    #[error("an operation writes to an object that it cannot know")]
    UnknownObject,
    /// An element is not in the causal past, or not in that list.
    #[error("an operation names an element that it cannot know")]
    UnknownElement,
    /// A map is addressed like a list, or a list like a map.
    #[error("a map is addressed like a list, or a list like a map")]
    KeyKind,
    /// A key is too long.
    #[error("a key is longer than {KEY_BYTES_MAX} bytes")]
    KeyTooLong,
    /// Objects are nested too deep.
    #[error("objects are nested deeper than {DEPTH_MAX}")]
    TooDeep,
    /// A text holds something else than single characters.
    #[error("a text holds something else than single characters")]
    TextElement,
    /// A predecessor is not in the causal past.
    #[error("an operation replaces a value that it cannot know")]
    UnknownPredecessor,
    /// A predecessor stands at another place, or is no value.
    #[error("an operation replaces something that is no value of its place")]
    PredecessorElsewhere,
    /// The predecessors are not in order, or one stands twice.
    #[error("the replaced values are not in order")]
    PredecessorOrder,
    /// A put or make does not replace exactly the visible values, or an insertion replaces any.
    #[error("an operation does not replace exactly the values that its author saw")]
    Predecessors,
    /// A delete removes nothing, or something that is gone already.
    #[error("an operation deletes nothing, or what was gone already")]
    DeletesNothing,

    // The rule of the document.
    /// An object is made at the top of a document after its first change.
    #[error("an object is made at the top of the document after its first change")]
    LateObject,
    /// An object of the document's first change is replaced or deleted.
    #[error("an object that belongs to the document for good is replaced or deleted")]
    FixedObject,
    /// The first change does not make an object that every such document has.
    #[error("the first change does not make an object that every such document has")]
    MissingObject,
    /// The change is not exactly the next entry.
    #[error("the change is not exactly the next entry")]
    NotTheNextEntry,
    /// The ledger is full.
    #[error("the ledger is full")]
    LedgerFull,
    /// The first entry of a ledger does not continue the one before it, or another entry claims to.
    #[error("the ledger does not continue the one before it")]
    LedgerBroken,
    /// The bytes of the entry are not an envelope in its one form.
    #[error(transparent)]
    Entry(#[from] EnvelopeError),
}
