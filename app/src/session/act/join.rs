//! Joining a commons: it waits for somebody of it, for as long as it takes, while everything else goes on.

use super::{Done, Session};
use crate::action::{self, CommandId, Through};
use crate::engine::{self, Engine, Entering};
use crate::home::this_computer;
use crate::session::PendingJoin;
use crate::trouble::Trouble;
use crate::view::{InvitationCheck, InvitationFound, JoinStage, NoticeKind, Outcome, ProgressView};
use crate::words::{compare, first_start as words};
use model::invitation::Invitation;
use model::recovery::WayBack;
use std::time::Duration;
use sync::address::PeerAddress;

impl Session {
    pub(in crate::session) fn check_invitation(&mut self, text: String) {
        if let Ok(way) = text.parse::<WayBack>() {
            let found = Ok(InvitationFound {
                commons: way.commons_name,
                looks_like: None,
                back_as: Some(way.person_name),
                further_device: false,
                role: model::charter::Role::Guest,
                expires: None,
            });
            self.view.first_start.check = Some(InvitationCheck { text, found });
            return;
        }
        let found = text
            .parse::<Invitation>()
            .map_err(Trouble::from)
            .map(|invitation| InvitationFound {
                looks_like: looks_like(&self.engine, &invitation),
                commons: invitation.commons_name,
                back_as: None,
                further_device: invitation.for_person.is_some(),
                role: invitation.role,
                expires: invitation.expires,
            });
        self.view.first_start.check = Some(InvitationCheck { text, found });
    }

    /// Begins to look for somebody of the commons; the answer comes when this person is in it.
    pub(super) fn join(&mut self, command: CommandId, joining: &action::Joining) -> Option<Done> {
        self.end_joining();
        match self.begin_joining(joining) {
            Ok(entering) => {
                self.joining = Some(PendingJoin {
                    command: Some(command),
                    entering,
                });
                None
            }
            Err(trouble) => Some(Err(trouble)),
        }
    }

    fn begin_joining(&mut self, joining: &action::Joining) -> Result<Entering, Trouble> {
        let invitation: Invitation = joining.invitation.parse()?;
        let peers = match &joining.through {
            Through::Invitation => vec![],
            Through::Near(endpoint) => self.near(*endpoint).into_iter().collect(),
            Through::Address(text) => crate::command::peers(std::slice::from_ref(text))?,
        };
        let device = this_computer();
        let deed = engine::Joining {
            invitation: &invitation,
            person: &joining.person,
            device: &device,
            replica: false,
            peers: &peers,
            // It looks until it is told to stop.
            wait: Duration::MAX,
            when: self.when(),
        };
        let entering = Entering::begin(&mut self.engine, &deed)?;
        entering.keep(&mut self.engine)?;
        Ok(entering)
    }

    /// A join that was under way when the program ended goes on.
    pub(in crate::session) fn resume_joining(&mut self) {
        match Entering::resume(&self.engine, &this_computer(), self.when()) {
            Ok(None) => {}
            Ok(Some(entering)) => {
                self.joining = Some(PendingJoin {
                    command: None,
                    entering,
                });
            }
            Err(trouble) => self.notice(NoticeKind::Bad, trouble.to_string()),
        }
    }

    /// One step of the join that is under way.
    pub(in crate::session) fn go_on_joining(&mut self, failed: &[(PeerAddress, String)]) {
        let when = self.when();
        let Some(mut pending) = self.joining.take() else {
            return;
        };
        match pending.entering.step(&mut self.engine, failed, when) {
            Ok(false) => {
                let now = stage(&self.engine, &pending.entering);
                self.dirty |= self.view.first_start.stage != now;
                self.joining = Some(pending);
            }
            Ok(true) => self.has_joined(&pending),
            Err(trouble) => {
                let given_up = pending.entering.give_up(&mut self.engine);
                let trouble = given_up.err().unwrap_or(trouble);
                match pending.command {
                    Some(command) => self.answer(command, Err(trouble)),
                    None => self.notice(NoticeKind::Bad, trouble.to_string()),
                }
            }
        }
    }

    fn has_joined(&mut self, pending: &PendingJoin) {
        let id = pending.entering.id();
        // A further device of somebody is theirs, whatever name was typed on it.
        let commons = self.engine.commons(id);
        let me = commons.and_then(|commons| Some(commons.called(commons.me()?)));
        let further = me.filter(|_| pending.entering.is_further_device());
        let name = further.unwrap_or_else(|| pending.entering.person().to_owned());
        let kept = self.remember_name(name);
        if self.current.is_none() || self.another {
            self.switch(id);
        } else {
            let said = words::joined(pending.entering.name());
            self.notice(NoticeKind::Good, said);
        }
        if let Some(command) = pending.command {
            self.answer(command, kept.map(|()| Outcome::Written));
        }
    }

    /// The person stops looking.
    pub(in crate::session) fn stop_joining(&mut self) {
        self.end_joining();
        self.dirty = true;
    }

    fn end_joining(&mut self) {
        let Some(pending) = self.joining.take() else {
            return;
        };
        let given_up = pending.entering.give_up(&mut self.engine);
        if let Some(command) = pending.command {
            self.answer(command, given_up.map(|()| Outcome::Written));
        }
    }

    /// How far the join that is under way is.
    pub(in crate::session) fn join_stage(&self) -> JoinStage {
        let pending = self.joining.as_ref();
        pending.map_or_else(
            || self.asking_stage(),
            |it| stage(&self.engine, &it.entering),
        )
    }
}

/// Says so when another commons of this home has the same name, or one that looks like it.
pub(crate) fn looks_like(engine: &Engine, invitation: &Invitation) -> Option<String> {
    let others = engine
        .all()
        .filter(|other| other.id() != invitation.commons);
    let named: Vec<&str> = others.map(|other| other.charter().name()).collect();
    compare::commons_warning(&invitation.commons_name, &named)
}

fn stage(engine: &Engine, entering: &Entering) -> JoinStage {
    let commons = entering.name().to_owned();
    let progress = engine
        .commons(entering.id())
        .and_then(|it| it.progress().values().next().cloned());
    match progress {
        None => JoinStage::Looking {
            commons,
            tried: entering.addresses(),
            why: entering.why().map(str::to_owned),
        },
        Some(progress) => JoinStage::Receiving {
            commons,
            progress: ProgressView {
                what: "changes".to_owned(),
                done: progress.changes,
                total: Some(progress.changes_total),
            },
        },
    }
}
