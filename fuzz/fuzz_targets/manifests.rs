//! A manifest; the first byte says in which notation it claims to be.
#![no_main]

use commonwright_fuzz::shared::fire::doors::manifests;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Some((notation, manifest)) = bytes.split_first() {
        manifests::take(manifests::file_name(*notation), manifest);
    }
});
