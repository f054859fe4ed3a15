//! What is said to somebody who belongs to the commons no more, and of what an ended device wrote.

use crate::commons::Commons;
use crate::trouble::Trouble;
use crate::words::ended as words;
use model::charter::{Act, OutOfEffect};
use model::id::{DeviceId, FactId};

impl Commons {
    /// What happened to this device here, where it belongs to nobody any more: by whom, when, why, and what its person
    /// can do.
    pub fn ended(&self) -> Option<Trouble> {
        let out = self.charter().device(self.device())?.out?;
        let commons = self.charter().name();
        let act = match out {
            OutOfEffect::Removed(act)
            | OutOfEffect::Left(act)
            | OutOfEffect::Retired(act)
            | OutOfEffect::RightEnded(act)
            | OutOfEffect::Withdrawn(act)
            | OutOfEffect::InviterEnded(act)
            | OutOfEffect::VoucherEnded(act) => act,
            // It goes on with a new key by itself, waits for others to vouch, or only a newer program knows.
            OutOfEffect::Forked
            | OutOfEffect::Waits { .. }
            | OutOfEffect::Newer
            | OutOfEffect::Contradicts(_) => return None,
            OutOfEffect::Baseless | OutOfEffect::LastSteward => {
                return Some(words::never_belonged(commons, &self.why_out(out)));
            }
        };
        let record = self.charter().act(act)?;
        let decided = words::Decided {
            by: self.signers_of(act),
            day: record.written.day,
            reason: reason_of(&record.written.act),
            closed: self.out_by_closing(out),
        };
        let stewards = self
            .charter()
            .stewards()
            .map(|person| self.called(person.id));
        let stewards: Vec<String> = stewards.collect();
        Some(words::ended(out, commons, &decided, &stewards))
    }

    /// Whether this program may judge: not where rules hold that only a newer one knows. It would say of somebody what the
    /// others do not.
    pub fn judges(&self) -> Result<(), Trouble> {
        match self.charter().unknown_rules() {
            true => Err(words::newer_rules()),
            false => Ok(()),
        }
    }

    /// Who decided an act: its author, and who signed it beside them.
    fn signers_of(&self, act: FactId) -> Vec<String> {
        let signed = self.charter().acts().iter().filter(|record| {
            let signs = matches!(&record.written.act, Act::CoSigned(signed) if signed.act == act);
            record.id == act || signs && self.charter().why_out(record.id).is_none()
        });
        let mut signers: Vec<String> = vec![];
        for record in signed {
            let name = self.called(record.written.by);
            if !signers.contains(&name) {
                signers.push(name);
            }
        }
        signers
    }

    /// Of a device that was retired: what it is called and since when, for what it wrote before.
    pub fn retired_device(&self, device: DeviceId) -> Option<String> {
        let known = self.charter().device(device)?;
        let Some(OutOfEffect::Retired(act)) = known.out else {
            return None;
        };
        let day = self.charter().act(act)?.written.day;
        Some(words::by_retired(&self.device_called(device), day))
    }
}

fn reason_of(act: &Act) -> &str {
    match act {
        Act::PersonRemoved(act) => &act.reason,
        Act::DeviceRetired(act) => &act.reason,
        Act::RoleEnded(act) => &act.reason,
        _ => "",
    }
}
