//! A change for one of eight documents: both admissions say the same, and what comes in harms nothing.
#![no_main]

use commonwright_fuzz::shared::fire::doors::changes::Documents;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static DOCUMENTS: LazyLock<Documents> = LazyLock::new(Documents::new);

fuzz_target!(|bytes: &[u8]| {
    DOCUMENTS.take(bytes);
});
