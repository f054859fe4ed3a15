//! What somebody may still read whose right has ended: the acts that ended it, and what those rest on.

use super::Charter;
use super::effect::OutOfEffect;
use super::past::Past;
use crate::heights::{Heights, Tip};
use crate::id::{DeviceId, EndpointId, FactId};
use std::collections::{BTreeMap, BTreeSet};

impl Charter {
    /// Whether what the devices at an address could do was ended, so that they may be told that much.
    pub fn has_ended(&self, endpoint: EndpointId) -> bool {
        self.every_device()
            .filter(|device| device.endpoint == endpoint)
            .any(|device| {
                device
                    .out
                    .is_some_and(|out| ended_by(out).is_some() || left_out(out))
            })
    }

    /// How far one has to read the charter to see why the devices at an address belong to nobody any more: the
    /// acts that ended them, as many signatures as it took beside those of their authors, and all that they rest on. Nothing
    /// that was written later. Empty where nothing was ended, and where it never counted: whom a withdrawal leaves out,
    /// or who came by somebody whose right had ended, may never have belonged here, and anybody can write such a join.
    pub fn farewell(&self, endpoint: EndpointId) -> Heights {
        let here = self
            .every_device()
            .filter(|device| device.endpoint == endpoint);
        let ended: BTreeSet<FactId> = here.filter_map(|device| ended_by(device.out?)).collect();
        let mut seen = Past::default();
        for ending in ended.iter().filter_map(|id| self.records.place(*id)) {
            let took = self.effect().co_signed.get(&ending).copied().unwrap_or(0);
            for place in self.first_signatures(ending, took).chain([ending]) {
                seen.insert(place);
                seen.join(&self.acts()[place].past);
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

    /// The first co-signatures in effect of an act: those that came later say nothing new, and rest on more.
    fn first_signatures(&self, act: usize, number: usize) -> impl Iterator<Item = usize> {
        let signatures = self.records.signatures.get(&self.acts()[act].id);
        let places = signatures.into_iter().flatten().copied();
        let mut places: Vec<usize> = places
            .filter(|place| self.effect().out[*place].is_none())
            .collect();
        places.sort_by_key(|place| self.acts()[*place].order());
        places.into_iter().take(number)
    }
}

/// The act by which a device is out of effect that was in effect, where one act says so.
fn ended_by(out: OutOfEffect) -> Option<FactId> {
    match out {
        OutOfEffect::Removed(act)
        | OutOfEffect::Left(act)
        | OutOfEffect::Retired(act)
        | OutOfEffect::RightEnded(act)
        | OutOfEffect::VoucherEnded(act) => Some(act),
        _ => None,
    }
}

/// Whether an ending leaves out how a device came, so that it may never have counted.
fn left_out(out: OutOfEffect) -> bool {
    matches!(
        out,
        OutOfEffect::Withdrawn(_) | OutOfEffect::InviterEnded(_)
    )
}
