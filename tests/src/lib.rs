//! tests

pub mod homes;
pub mod records;
