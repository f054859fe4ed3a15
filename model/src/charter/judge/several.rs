//! Judging acts of several people, and acts about other acts and changes.

use super::{ActRefusal, Case, Verdict, require};
use crate::charter::act::{Act, CoSigned, DeviceRecovered, Readmitted, RuleSetRaised};
use crate::charter::fork::proven;
use crate::charter::proof::recovery_message;
use crate::key::verify;

impl Case<'_> {
    pub(super) fn several(&self, act: &Act) -> Verdict {
        match act {
            Act::DeviceRecovered(act) => self.recovered(act),
            Act::CoSigned(act) => self.co_signed(act),
            Act::RuleSetRaised(act) => self.rule_set_raised(act),
            Act::Readmitted(act) => self.readmitted(act),
            Act::ForkProven(act) => {
                let is_proof = proven(self.commons, act).is_some();
                require(is_proof, ActRefusal::ForkUnproven)
            }
            _ => Ok(()),
        }
    }

    fn recovered(&self, act: &DeviceRecovered) -> Verdict {
        require(act.person != self.by(), ActRefusal::RecoversThemself)?;
        self.knows(act.person)?;
        let newcomer = self.enters(act.new, act.person, &act.device)?;
        let agrees = verify(&act.new.0, &recovery_message(&newcomer), &act.consent);
        require(agrees, ActRefusal::ConsentProof)
    }

    fn co_signed(&self, act: &CoSigned) -> Verdict {
        let signed = self.seen.act(act.act).ok_or(ActRefusal::UnknownAct)?;
        let roles = signer_roles(&signed.written.act).ok_or(ActRefusal::NotToBeSigned)?;
        let is_other = signed.written.by != self.by();
        require(is_other, ActRefusal::SignsOwnAct)?;
        if let Act::DeviceRecovered(recovered) = &signed.written.act {
            let is_other = recovered.person != self.by();
            require(is_other, ActRefusal::RecoversThemself)?;
        }
        let mut may = roles.iter().map(|role| self.needs(*role));
        if !may.any(|may| may.is_ok()) {
            return Err(ActRefusal::NeedsRole(roles[0]));
        }
        let is_first = !self.seen.has_signed(self.by(), act.act);
        require(is_first, ActRefusal::AlreadySigned)
    }

    fn rule_set_raised(&self, act: &RuleSetRaised) -> Verdict {
        let is_higher = act.rule_set > self.seen.founding_rule_set();
        require(is_higher, ActRefusal::RuleSetNotHigher)
    }

    /// Of an act it must be one that the steward could write alone.
    fn readmitted(&self, act: &Readmitted) -> Verdict {
        if act.document != self.charter {
            return Ok(());
        }
        let excluded = self.seen.change(act.change);
        let excluded =
            excluded.filter(|record| (record.device, record.seq) == (act.device, act.seq));
        let excluded = excluded.ok_or(ActRefusal::UnknownAct)?;
        require(
            may_be_readmitted(&excluded.written.act),
            ActRefusal::NotReadmitted,
        )
    }
}

/// One of these roles each signer of such an act must have; `None` where nobody co-signs.
pub(in crate::charter) fn signer_roles(act: &Act) -> Option<&'static [crate::charter::Role]> {
    use crate::charter::Role::{Maker, Steward, Treasurer};
    match act {
        Act::RoleEnded(_)
        | Act::PersonRemoved(_)
        | Act::DeviceRetired(_)
        | Act::InvitationWithdrawn(_)
        | Act::PolicyAdopted(_)
        | Act::RuleSetRaised(_) => Some(&[Steward]),
        Act::DeviceRecovered(_) => Some(&[Maker, Treasurer]),
        _ => None,
    }
}

fn may_be_readmitted(act: &Act) -> bool {
    matches!(
        act,
        Act::Invited(_)
            | Act::Joined(_)
            | Act::DeviceVouched(_)
            | Act::RoleGranted(_)
            | Act::OrganisationDeclared(_)
            | Act::ActsFor(_)
            | Act::KeeperNamed(_)
            | Act::Pinned(_)
    )
}
