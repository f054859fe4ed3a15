//! What the window shows of a commons, made from its index, its designs and its books.
//!
//! Each page is a pure reading: it changes nothing but caches.

pub mod again;
pub mod books;
pub mod catalogue;
pub mod design;
pub mod details;
pub mod devices;
pub mod digest;
pub mod ledger;
pub mod members;
pub mod people;
pub mod periods;
pub mod reciprocity;
pub mod recovery;
pub mod rules;
pub mod signing;
pub mod since;
pub mod things;
pub mod work;
