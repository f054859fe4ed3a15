//! A message from another computer.
#![no_main]

use commonwright_fuzz::shared::fire::doors::frames;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    frames::take(bytes);
});
