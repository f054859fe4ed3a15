//! What is thrown at the doors: honest histories of every kind, mutants of them, and what must hold for whatever comes in.
//!
//! Everything here follows from a seed. The suites use it, and so do the fuzz targets.

pub mod barrage;
pub mod columns;
pub mod dice;
pub mod doors;
pub mod forge;
pub mod harm;
pub mod history;
pub mod honest;
pub mod mutants;
pub mod quiet;
