//! What a program does by itself is looked at now and then, not at each of its steps.

/// When something is looked at again.
#[derive(Debug, Default)]
pub(super) struct Due {
    look_at_ms: u64,
}

impl Due {
    /// Whether it is to be looked at now; if so, the next time is `every_ms` milliseconds later.
    pub(super) fn is_now(&mut self, now_ms: u64, every_ms: u64) -> bool {
        let is_now = now_ms >= self.look_at_ms;
        if is_now {
            self.look_at_ms = now_ms + every_ms;
        }
        is_now
    }
}
