//! Who comes back after all their devices were lost, as the window shows it.

use crate::commons::Commons;
use crate::trouble::Trouble;
use crate::view::{AnswerView, AskingView, ReturnView};
use crate::words::spoken;
use model::recovery::BackRequest;

/// Who waits to be taken back.
pub fn returns(commons: &Commons) -> Vec<ReturnView> {
    let returns = commons.returns().into_iter();
    let view = |one: crate::deed::recovery::Return| ReturnView {
        act: one.act,
        person: commons.called(one.person),
        words: spoken::key(one.device),
        signers: one.signers.iter().map(|who| commons.called(*who)).collect(),
        label: one.label,
        more: one.more,
        may_vouch: one.may_vouch,
    };
    returns.map(view).collect()
}

/// What an answer says, where it is for this commons.
pub fn answer(commons: &Commons, line: &str) -> Result<AnswerView, Trouble> {
    let request: BackRequest = line.parse()?;
    commons.check_request(&request)?;
    Ok(AnswerView {
        line: line.to_owned(),
        person: commons.called(request.act.person),
        words: spoken::key(request.act.new),
        label: request.act.device.label,
    })
}

/// What this home asks for, while its person comes back.
pub fn asking(commons: &Commons) -> Result<Option<AskingView>, Trouble> {
    let (Some(back), Some(request)) = (commons.coming_back(), commons.back_request()?) else {
        return Ok(None);
    };
    Ok(Some(AskingView {
        commons: back.way.commons_name.clone(),
        person: back.way.person_name.clone(),
        answer: request.to_string(),
        words: spoken::key(request.act.new),
    }))
}
