//! A short text that somebody is sent or types: a name, a licence, an invitation, an address.
#![no_main]

use commonwright_fuzz::shared::fire::doors::names;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    names::take(&String::from_utf8_lossy(bytes));
    names::take(&names::invitation(bytes));
});
