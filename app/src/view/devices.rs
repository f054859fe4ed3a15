use model::id::DeviceId;

use super::DeviceView;

/// A device of the person at this computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnDeviceView {
    /// What the others' devices show too.
    pub now: DeviceView,
    /// Since when it is there, in words.
    pub since: String,
    /// Why it writes no more, in words; `None` while it does.
    pub ended: Option<String>,
    /// Whether it can be retired.
    pub may_retire: bool,
}

/// What is here of what a device has written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrittenView {
    /// Which.
    pub device: DeviceId,
    /// So many changes.
    pub changes: u64,
    /// In so many documents.
    pub documents: u64,
}
