//! A design: what it shows, what people can do to it, where they collide, and what changed.
//!
//! ```
//! use model::design::{Edit, Field, View, create};
//! use model::{document::Document, id::{CommonsId, DocumentId}, key::DeviceKey};
//!
//! let key = DeviceKey::from_seed([1; 32]);
//! let mut document = Document::empty(CommonsId([2; 16]), DocumentId([3; 32]));
//! let name = Edit::SetField { field: Field::Name, value: "Mill".into() };
//! let changes = create(&mut document, &[name], &key, 1_750_000_000_000)?;
//! assert_eq!(changes.len(), 1);
//! assert_eq!(View::of(&document).field(Field::Name), "Mill");
//! # Ok::<(), model::design::EditError>(())
//! ```

mod collision;
mod diff;
mod edit;
mod history;
mod lines;
mod offer;
mod order;
mod plan;
mod read;
mod schema;
mod summary;
mod text;
mod view;
mod write;

pub use collision::{Claim, Collision, Place, Value};
pub use diff::{Difference, compare, diff};
pub use edit::{Edit, EditError, LINES_MAX, Position, TEXT_BYTES_MAX, apply, create};
pub use history::{Entry, history};
pub use offer::{Offered, offer};
pub use plan::is_quantity;
pub use read::claims;
pub use schema::{
    Column, FORMAT, Field, FileRole, Kind, LinkRole, LongText, NAME_BYTES_MAX, PersonRole, Table,
    VALUE_BYTES_MAX, WordSet,
};
pub use summary::{
    Missing, Picture, SEARCH_TEXT_BYTES_MAX, Summary, missing_for_release, search_text, snapshot,
};
pub use text::{Piece, Splice, pieces, rebased, splices};
pub use view::{Line, View};
