//! What the window asks for when somebody comes back after all their devices were lost.

use super::Done;
use crate::action::Request;
use crate::commons::{ComingBack, Commons};
use crate::deed::When;
use crate::deed::recovery::come_back;
use crate::home::this_computer;
use crate::look::window::recovery;
use crate::session::Session;
use crate::view::Outcome;
use model::id::AgentId;
use model::recovery::BackRequest;

impl Session {
    /// The line for somebody who lost their devices.
    pub(super) fn way_back(&mut self, person: AgentId) -> Done {
        let addresses = crate::command::invite::addresses(&self.engine.home, &[]);
        let way = self.shown_commons()?.way_back(person, addresses)?;
        Ok(Outcome::Line(way.to_string()))
    }

    /// Begins to come back; the first start shows what to hand on.
    pub(super) fn come_back(&mut self, line: &str, lost: bool) -> Done {
        let back = ComingBack {
            way: line.parse()?,
            label: this_computer(),
            lost,
        };
        let commons = come_back(&self.engine.home, &back)?;
        self.engine.adopt(commons);
        self.remember_name(back.way.person_name)?;
        Ok(Outcome::Written)
    }

    /// Gives up coming back: nothing of it stays in this home.
    pub(super) fn stop_coming_back(&mut self) -> Done {
        let coming = self.engine.all();
        let coming = coming.filter(|commons| commons.coming_back().is_some());
        let ids: Vec<_> = coming.map(Commons::id).collect();
        for id in ids {
            self.engine.close(id);
            self.engine.home.forget_commons(id)?;
        }
        Ok(Outcome::Written)
    }
}

/// What needs nothing but the commons; `None` for what is about something else.
pub(super) fn write(commons: &mut Commons, request: &Request, when: When) -> Option<Done> {
    Some(match request {
        Request::LookAtAnswer(line) => recovery::answer(commons, line).map(Outcome::Answer),
        Request::Vouch(line) => vouch(commons, line, when),
        Request::VouchToo(act) => commons.vouch_too(*act, when).map(|()| Outcome::Written),
        _ => return None,
    })
}

fn vouch(commons: &mut Commons, line: &str, when: When) -> Done {
    let request: BackRequest = line.parse()?;
    commons.vouch_for(&request, when)?;
    Ok(Outcome::Written)
}
