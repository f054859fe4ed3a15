//! An act by a founder, a member and a stranger.
#![no_main]

use commonwright_fuzz::shared::fire::doors::acts::Village;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static VILLAGE: LazyLock<Village> = LazyLock::new(Village::new);

fuzz_target!(|bytes: &[u8]| {
    VILLAGE.take(bytes);
});
