//! Chance and the clock, drawn at the edge and handed inward as arguments.

use model::day::Day;

/// Fresh random bytes from the operating system.
///
/// Ends the program when the system has none: no key may be made without them.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// The clock of this computer, in milliseconds since 1970.
pub fn now_ms() -> u64 {
    let elapsed = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    elapsed.as_millis() as u64
}

/// The civil day (UTC) of a clock reading in milliseconds since 1970.
pub fn day_of(time_ms: i64) -> Day {
    const DAY_MS: i64 = 86_400_000;
    Day(time_ms
        .div_euclid(DAY_MS)
        .clamp(i64::from(Day::FIRST.0), i64::from(Day::LAST.0)) as i32)
}
