//! What the window asks for about a person's own devices.

use super::Done;
use crate::action::Request;
use crate::commons::Commons;
use crate::deed::When;
use crate::deed::devices::{ADD_DAYS, Retiring};
use crate::session::Session;
use crate::trouble::Trouble;
use crate::view::{InvitationView, Outcome, WrittenView};
use model::charter::Role;
use model::id::DeviceId;

impl Session {
    /// An invitation for a further device.
    pub(super) fn add_device(&mut self) -> Done {
        let addresses = crate::command::invite::addresses(&self.engine.home, &[]);
        let leads_here = crate::command::invite::leads_here(&addresses);
        let when = self.when();
        let commons = self.shown_commons()?;
        let invitation = commons.invite_device(ADD_DAYS, addresses, when)?;
        Ok(Outcome::Invitation(InvitationView {
            text: invitation.to_string(),
            role: Role::Guest,
            uses: 1,
            expires: invitation.expires,
            leads_here,
        }))
    }
}

/// What needs nothing but the commons; `None` for what is about something else.
pub(super) fn write(commons: &mut Commons, request: &Request, when: When) -> Option<Done> {
    Some(match request {
        Request::NameDevice(name) => commons.name_device(name, when).map(|_| Outcome::Written),
        Request::LookAtDevice(device) => look(commons, *device),
        Request::RetireDevice { device, lost } => {
            let retiring = Retiring {
                device: *device,
                lost: *lost,
                reason: String::new(),
            };
            let done = commons.retire_device(&retiring, when);
            done.map(|()| Outcome::Written)
        }
        Request::Compared(person, are_same) => {
            let kept = match are_same {
                true => commons.compare_keys(*person, when.day),
                false => commons.forget_compared(*person),
            };
            kept.map(|()| Outcome::Written)
        }
        _ => return None,
    })
}

fn look(commons: &Commons, device: DeviceId) -> Result<Outcome, Trouble> {
    let written = commons.written_by(device);
    Ok(Outcome::Device(WrittenView {
        device,
        changes: written.changes,
        documents: written.documents,
    }))
}
