//! What is true in a commons. Pure: no clock, disk, network, thread, chance or logging, and no words for people.
//!
//! The signed log of changes is the truth; everything else here is derived from it.

pub mod admission;
pub mod books;
pub mod cbor;
pub mod change;
pub mod charter;
pub mod day;
pub mod design;
pub mod document;
pub mod entry;
pub mod export;
pub mod file_name;
pub mod heights;
pub mod id;
pub mod invitation;
pub mod key;
pub mod ledger;
pub mod licence;
pub mod line;
pub mod name;
pub mod number;
pub mod okh;
pub mod profile;
pub mod recovery;
pub mod rsd1;
pub mod valueflows;
