//! The fuzz targets share their bodies and their oracles with the suites.

/// These are files of the tests, taken in here so that fuzzing does not build the whole program.
#[path = "../../tests/src"]
pub mod shared {
    pub mod fire;
    pub mod plain_admission;
    #[cfg(feature = "bundles")]
    pub mod sticks;
    pub mod world;
}
