//! The devices of the person at this computer, as the window shows them.

use super::people::device_view;
use crate::commons::Commons;
use crate::view::OwnDeviceView;
use crate::words::devices as words;
use model::charter::Device;
use model::day::Day;

/// All of them, the oldest first; those that were retired come last.
pub fn mine(commons: &Commons, today: Day) -> Vec<OwnDeviceView> {
    let own = commons.own_devices();
    let mut mine: Vec<OwnDeviceView> = own.iter().map(|one| view(commons, one, today)).collect();
    mine.sort_by_key(|one| one.ended.is_some());
    mine
}

fn view(commons: &Commons, device: &Device, today: Day) -> OwnDeviceView {
    let ended = device.out.map(|out| commons.device_ended(out));
    OwnDeviceView {
        now: device_view(commons, device, today),
        since: words::since(device.since),
        ended,
        may_retire: commons.may_retire(device.id).is_ok(),
    }
}
