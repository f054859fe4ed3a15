//! Time and chance, brought to the pure parts as arguments.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A place to ask for the time; tests bring their own.
pub trait Clock: Send + Sync {
    /// Time since some moment, never going back: for waiting.
    fn now(&self) -> Duration;
    /// Milliseconds since 1970 by the wall clock, which may be wrong: for display only.
    fn wall_ms(&self) -> i64;
}

/// The clocks of this machine.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    start: Instant,
}

impl SystemClock {
    /// A clock that begins now.
    pub fn new() -> Self {
        Self {
            start: Instant::now(),
        }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn wall_ms(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.map_or(0, |since| {
            i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
        })
    }
}

/// The system has no random bytes to give.
#[derive(Debug, thiserror::Error)]
#[error("the system gives no random numbers: {0}")]
pub struct ChanceError(getrandom::Error);

/// Random bytes from the system, fit for keys.
pub fn random<const N: usize>() -> Result<[u8; N], ChanceError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(ChanceError)?;
    Ok(bytes)
}
