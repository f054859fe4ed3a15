//! What is done about who may do what.

use super::Done;
use crate::action::Request;
use crate::commons::Commons;
use crate::deed::When;
use crate::look::window::members;
use crate::view::Outcome;
use crate::words::endings as words;
use model::id::AgentId;

/// Endings, leaving, and signatures.
pub(super) fn carry_out(commons: &mut Commons, request: Request, when: When) -> Done {
    let called = |commons: &Commons, who: &[AgentId]| -> Vec<String> {
        who.iter().map(|person| commons.called(*person)).collect()
    };
    match request {
        Request::Foresee(ending, cuts) => {
            let foreseen = commons.foresee(ending, &cuts, when)?;
            let view = members::foreseen(commons, &foreseen);
            Ok(Outcome::Foreseen(Box::new(view)))
        }
        Request::End {
            ending,
            cuts,
            reason,
        } => {
            let ended = commons.end(ending, &cuts, &reason, when)?;
            Ok(match ended.more {
                0 => Outcome::Written,
                more => Outcome::Said(words::needs_more(more, &called(commons, &ended.could))),
            })
        }
        Request::Leave => {
            // The dialog has said what nobody else has.
            commons.leave(true, when)?;
            Ok(Outcome::Said(words::LEFT.to_owned()))
        }
        Request::WithdrawInvitation(invitation) => {
            commons.withdraw_invitation(invitation, &[], when)?;
            Ok(Outcome::Written)
        }
        Request::AdmitAgain(again) => {
            let admitted = commons.admit_again(&again, when)?;
            Ok(Outcome::Said(crate::words::refused::admitted(admitted)))
        }
        Request::WriteAgain(what) => {
            let written = commons.write_anew(&what, when)?;
            Ok(Outcome::Said(crate::words::refused::written_again(written)))
        }
        Request::CosignAct(act) => {
            let more = commons.cosign_act(act, when)?;
            Ok(match more {
                0 => Outcome::Written,
                more => Outcome::Said(words::needs_more(more, &[])),
            })
        }
        other => super::write::unreachable(&other),
    }
}
