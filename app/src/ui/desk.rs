//! What every view is handed besides its data: where to put actions, and what became of requests.

use model::day::Day;

use crate::action::{Action, CommandId, PickFor, Request, Route};
use crate::ui::commands::Doing;
use crate::ui::kept::Kept;
use crate::ui::pictures::Pictures;
use crate::view::{Answer, MeView, NoticeKind, Outcome, Trouble, View};

/// The desk at which a view works for one frame.
pub struct Desk<'a> {
    /// What was asked for in this frame, in order.
    pub actions: Vec<Action>,
    /// Where the window goes after this frame.
    pub go: Option<Route>,
    /// The frame's view, for what many screens share: answers, names, today.
    pub view: &'a View,
    /// The time of this frame in milliseconds, from any fixed start.
    pub now_ms: u64,
    /// Textures of pictures and models.
    pub pictures: &'a mut Pictures,
    /// What was asked for that can be done from anywhere, in order.
    pub doings: Vec<Doing>,
    /// What the window itself has to say for a moment.
    pub said: Vec<(NoticeKind, String)>,
    /// Requests of this frame that no form waits for; what goes wrong with them is said by the window.
    pub loose: Vec<CommandId>,
    /// The size of everything in percent, as it is to be.
    pub percent: u16,
    /// What is being typed, kept until it stands where it belongs.
    pub kept: &'a mut Kept,
    next_command: &'a mut u64,
}

impl<'a> Desk<'a> {
    /// A desk for one frame.
    pub fn new(
        view: &'a View,
        now_ms: u64,
        pictures: &'a mut Pictures,
        next_command: &'a mut u64,
        kept: &'a mut Kept,
    ) -> Self {
        Desk {
            actions: Vec::new(),
            go: None,
            view,
            now_ms,
            pictures,
            doings: Vec::new(),
            said: Vec::new(),
            loose: Vec::new(),
            percent: view.settings.percent,
            kept,
            next_command,
        }
    }

    /// Asks for something that does not write.
    pub fn push(&mut self, action: Action) {
        self.actions.push(action);
    }

    /// Asks for something that writes, where no form waits for the answer.
    pub fn ask(&mut self, request: Request) -> CommandId {
        let command = self.command();
        self.loose.push(command);
        self.actions.push(Action::Do(command, request));
        command
    }

    fn command(&mut self) -> CommandId {
        let command = CommandId(*self.next_command);
        *self.next_command += 1;
        command
    }

    /// Goes to another page after this frame.
    pub fn go(&mut self, route: Route) {
        self.go = Some(route);
    }

    /// Says something for a moment.
    pub fn say(&mut self, kind: NoticeKind, text: impl Into<String>) {
        self.said.push((kind, text.into()));
    }

    /// Today, or the first day of the calendar while nobody has said.
    pub fn today(&self) -> Day {
        self.view.today.unwrap_or(Day(0))
    }

    /// Who is at this computer.
    pub fn me(&self) -> Option<&'a MeView> {
        self.view.me.as_ref()
    }

    /// Whether this program knows the rules in force here.
    pub fn judges(&self) -> bool {
        self.view.commons.as_ref().is_none_or(|c| c.judges)
    }

    /// Whether this device may write here.
    pub fn may_write(&self) -> bool {
        self.view.commons.as_ref().is_some_and(|c| c.may_write)
    }
}

/// What a form has asked for and not yet heard of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sent(Option<CommandId>);

/// What became of it.
#[derive(Debug, Clone, PartialEq)]
pub enum SentState<'a> {
    /// Nothing was asked for.
    Idle,
    /// It is at work.
    Saving,
    /// It was not done.
    Failed(&'a Trouble),
}

impl Sent {
    /// Asks, and remembers under which number.
    pub fn send(&mut self, desk: &mut Desk<'_>, request: Request) {
        let command = desk.command();
        desk.actions.push(Action::Do(command, request));
        self.0 = Some(command);
    }

    /// Asks the system for paths and does with them what is asked, and remembers under which number.
    pub fn pick(&mut self, desk: &mut Desk<'_>, what: PickFor) {
        let command = desk.command();
        desk.actions.push(Action::Pick(command, what));
        self.0 = Some(command);
    }

    /// What became of it. A finished request is idle: [`Sent::take_done`] says so once.
    pub fn state<'a>(&self, view: &'a View) -> SentState<'a> {
        let Some(command) = self.0 else {
            return SentState::Idle;
        };
        match view.answers.get(&command) {
            None => SentState::Saving,
            Some(Answer::Failed(trouble)) => SentState::Failed(trouble),
            Some(Answer::Done(_)) => SentState::Idle,
        }
    }

    /// What it brought, once.
    pub fn take_done<'a>(&mut self, view: &'a View) -> Option<&'a Outcome> {
        match view.answers.get(&self.0?) {
            Some(Answer::Done(outcome)) => {
                self.0 = None;
                Some(outcome)
            }
            _ => None,
        }
    }

    /// Forgets it: the form was closed.
    pub fn forget(&mut self) {
        self.0 = None;
    }
}
