//! tests

pub mod homes;
