//! Before the session: a home that is behind a passphrase waits for it, on the engine's thread.

use crate::action::Action;
use crate::home::{Door, Home, HomeError, Locked};
use crate::mail::{EngineEnd, ToEngine};
use crate::trouble::Trouble;
use crate::view::{LockedView, View};
use crate::words::passphrase as words;

/// Opens the home; asks for its passphrase where it has one. `None` when the window was closed before it was opened.
///
/// Everything else that the window asks for meanwhile is let go: there is nothing open that it could be asked of.
pub(super) fn unlocked(door: Door, end: &mut EngineEnd) -> Option<Home> {
    let mut locked = match door {
        Door::Open(home) => return Some(home),
        Door::Locked(locked) => locked,
    };
    let mut shown = LockedView::of(&locked);
    while let Ok(message) = end.inbox.recv() {
        end.takes();
        match message {
            ToEngine::Stop => return None,
            ToEngine::Act(Action::Unlock(passphrase)) => match locked.open(&passphrase) {
                Ok(home) => return Some(home),
                Err((closed, error)) => {
                    locked = *closed;
                    shown.tries += 1;
                    shown.problem = Some(said(error));
                    show(&locked, &shown, end);
                }
            },
            ToEngine::Act(_) => {}
        }
        end.has_taken();
    }
    None
}

fn said(error: HomeError) -> String {
    match error {
        HomeError::WrongPassphrase => words::WRONG.to_owned(),
        other => Trouble::from(other).to_string(),
    }
}

impl LockedView {
    /// The page of a home whose passphrase was not tried yet.
    pub fn of(locked: &Locked) -> LockedView {
        LockedView {
            home: locked.root().display().to_string(),
            tries: 0,
            problem: None,
        }
    }
}

fn show(locked: &Locked, shown: &LockedView, end: &EngineEnd) {
    let mut view = View {
        locked: Some(shown.clone()),
        ..View::default()
    };
    (view.settings.theme, view.settings.percent) = locked.settings().looks();
    end.show(view);
}
