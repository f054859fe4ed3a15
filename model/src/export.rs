//! The books leave the program: what stands in them, joined with what follows from it, in formats that others read.
//!
//! [`statement::Statement`] joins facts and derived numbers once; [`tables`] makes CSV of it, [`crate::valueflows`]
//! JSON-LD. [`facts`] writes the facts themselves, so that another program can derive everything anew. [`bom`] is the
//! parts list of a design as a table, out and in. [`signed`] is where somebody stands, with a signature, to be shown to others.

pub mod bom;
pub mod facts;
pub mod sheet;
pub mod signed;
pub mod statement;
pub mod tables;

use crate::id::{DeviceId, DocumentId, FactId};
use crate::ledger::WrittenFact;

/// A fact in its place, as it is exported.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BookFact {
    /// Its id.
    pub id: FactId,
    /// The ledger.
    pub document: DocumentId,
    /// The device whose key signed it.
    pub device: DeviceId,
    /// Its place in the ledger, from 1.
    pub seq: u64,
    /// The author's clock in milliseconds since 1970, for display only.
    pub time_ms: i64,
    /// What it says.
    pub fact: WrittenFact,
}
