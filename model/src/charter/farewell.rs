//! What somebody may still read whose right has ended: the acts that ended it, and what those rest on.

use super::Charter;
use super::act::Act;
use super::effect::OutOfEffect;
use super::past::Past;
use crate::heights::{Heights, Tip};
use crate::id::{DeviceId, EndpointId, FactId};
use std::collections::BTreeMap;

impl Charter {
    /// How far one has to read the charter to see why the devices at an address belong to nobody any more: the
    /// acts that ended them, whoever signed those beside their author, and all that they rest on. Nothing that was
    /// written later. Empty where nothing was ended.
    pub fn farewell(&self, endpoint: EndpointId) -> Heights {
        let here = self
            .every_device()
            .filter(|device| device.endpoint == endpoint);
        let ended: Vec<FactId> = here.filter_map(|device| ended_by(device.out?)).collect();
        if ended.is_empty() {
            return Heights::new();
        }
        let is_signature =
            |act: &Act| matches!(act, Act::CoSigned(signed) if ended.contains(&signed.act));
        let mut seen = Past::default();
        for (place, record) in self.acts().iter().enumerate() {
            if ended.contains(&record.id) || is_signature(&record.written.act) {
                seen.insert(place);
                seen.join(&record.past);
            }
        }
        let mut tips: BTreeMap<DeviceId, Tip> = BTreeMap::new();
        for (place, record) in self.acts().iter().enumerate() {
            if !seen.contains(place) {
                continue;
            }
            let tip = Tip::new(record.device, record.seq, record.hash);
            let newest = tips.entry(record.device).or_insert(tip);
            if newest.seq < tip.seq {
                *newest = tip;
            }
        }
        let mut heights = Heights::new();
        tips.into_values().for_each(|tip| heights.insert(tip));
        heights
    }
}

/// The act by which a device is out of effect, where one act says so.
fn ended_by(out: OutOfEffect) -> Option<FactId> {
    match out {
        OutOfEffect::Removed(act)
        | OutOfEffect::Left(act)
        | OutOfEffect::Retired(act)
        | OutOfEffect::RightEnded(act)
        | OutOfEffect::Withdrawn(act)
        | OutOfEffect::InviterEnded(act)
        | OutOfEffect::VoucherEnded(act) => Some(act),
        _ => None,
    }
}
