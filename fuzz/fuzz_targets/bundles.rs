//! A file from a stick, and the same content as sections under an end that fits.
#![no_main]

use commonwright_fuzz::shared::sticks;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static FOLDER: LazyLock<tempfile::TempDir> =
    LazyLock::new(|| tempfile::tempdir().expect("a temporary folder"));

fuzz_target!(|bytes: &[u8]| {
    let at = FOLDER.path().join("stick");
    sticks::take(&at, bytes);
    if let Some(sections) = sticks::sections(bytes) {
        sticks::take(&at, &sticks::sealed(&sections));
    }
});
