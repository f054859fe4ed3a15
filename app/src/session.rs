//! The engine's thread: takes what the window asks for, keeps the home in exchange with others, and shows
//! the newest view.
//!
//! It owns the engine. Every request is carried out here, one after the other, and is on the disk before
//! its answer shows; the window never waits for it.

use crate::action::{Action, CatalogueQuery, CommandId, EntryFilter, Request, Route};
use crate::chance;
use crate::deed::When;
use crate::engine::{Engine, Entering, Listening};
use crate::files::{OwnFiles, READ_BYTES_MAX};
use crate::home::{Door, Home};
use crate::look::window::digest::Digest;
use crate::mail::{EngineEnd, ToEngine};
use crate::preview::Previews;
use crate::trouble::Trouble;
use crate::view::{Answer, Notice, NoticeKind, Outcome, View};
use crate::words;
use model::day::Day;
use model::id::{CommonsId, FileHash};
use model::rsd1::Period;
use std::ops::Range;
use std::sync::Arc;
use std::sync::mpsc::TryRecvError;
use std::time::{Duration, Instant};
use sync::drivers::files::Files;

mod act;
mod drafts;
mod show;
mod unlock;

/// One step of the engine waits at most so long.
const STEP: Duration = Duration::from_millis(20);
/// What others change shows at most this often.
const SHOW_EVERY: Duration = Duration::from_millis(100);
/// Answers that are kept for the window.
const ANSWERS_MAX: usize = 300;
/// Notices that are kept for the window.
const NOTICES_MAX: usize = 16;

/// How the window's engine starts.
#[derive(Debug, Clone, Default)]
pub struct Start {
    /// The commons to show first.
    pub commons: Option<CommonsId>,
    /// The same by its name, where the home is opened later.
    pub named: Option<String>,
    /// The day of entries, when it is not today.
    pub day: Option<Day>,
    /// How to go onto the network.
    pub listening: Listening,
}

/// The engine with everything that the window looks at.
pub struct Session {
    engine: Engine,
    own_files: Option<OwnFiles>,
    end: EngineEnd,
    previews: Arc<Previews>,
    current: Option<CommonsId>,
    day: Option<Day>,
    listening: Listening,
    looking: Looking,
    view: View,
    digest: Digest,
    digest_version: Option<Version>,
    books_version: Option<(Option<Version>, Option<Period>)>,
    shown: Option<Shown>,
    shown_at: Instant,
    dirty: bool,
    meeting: Vec<act::Meeting>,
    joining: Option<PendingJoin>,
    /// Whether the person founds or joins another commons beside those of this home.
    another: bool,
    notice: u64,
    is_demo: bool,
    /// How often a passphrase was asked for.
    questions: u64,
}

/// What was shown last: the commons, its version, who was near, and how files arrived.
type Shown = (Option<CommonsId>, u64, usize, u64);

/// A commons, how much was entered in it, and a day.
type Version = (CommonsId, u64, Day);

/// What the window looks at.
#[derive(Debug, Clone, Default)]
struct Looking {
    route: Route,
    query: CatalogueQuery,
    cards: Range<usize>,
    filter: EntryFilter,
    entries: Range<usize>,
    as_of: Option<Day>,
    period: Option<Period>,
}

/// A join that waits for somebody of the commons.
struct PendingJoin {
    /// Which request it answers; `None` where it goes on from an earlier start of the program.
    command: Option<CommandId>,
    entering: Entering,
}

impl Session {
    /// Works on the engine's thread until the window has closed; a home that is behind a passphrase is opened first.
    pub fn work(door: Door, start: &Start, mut end: EngineEnd, previews: Arc<Previews>) {
        if let Some(home) = unlock::unlocked(door, &mut end) {
            Session::start(home, start, end, previews).run();
        }
    }

    /// Opens what the home holds and goes onto the network.
    fn start(home: Home, start: &Start, end: EngineEnd, previews: Arc<Previews>) -> Session {
        let engine = Engine::new(home);
        let mut session = Session {
            engine,
            own_files: None,
            end,
            previews,
            current: None,
            day: start.day,
            listening: start.listening.clone(),
            looking: Looking {
                cards: 0..FIRST_CARDS,
                entries: 0..FIRST_CARDS,
                ..Looking::default()
            },
            view: View::default(),
            digest: Digest::default(),
            digest_version: None,
            books_version: None,
            shown: None,
            shown_at: Instant::now(),
            dirty: true,
            meeting: vec![],
            joining: None,
            another: false,
            notice: 0,
            is_demo: false,
            questions: 0,
        };
        session.open(start);
        session
    }

    /// Works in another home from now on.
    fn move_to(&mut self, home: Home, start: &Start) {
        self.leave_home(home);
        self.day = start.day;
        self.listening = start.listening.clone();
        self.open(start);
    }

    /// Closes everything of the home that was open, which may then be moved, and takes this one.
    fn leave_home(&mut self, home: Home) {
        self.engine.go_quiet();
        self.own_files = None;
        self.engine = Engine::new(home);
        self.current = None;
        self.joining = None;
        self.another = false;
        self.digest_version = None;
        self.shown = None;
        self.view = View {
            answers: std::mem::take(&mut self.view.answers),
            notices: std::mem::take(&mut self.view.notices),
            ..View::default()
        };
    }

    fn open(&mut self, start: &Start) {
        self.hand_out_drafts();
        if self.engine.home.take_was_readable() {
            self.notice(NoticeKind::Bad, words::passphrase::WAS_READABLE.to_owned());
        }
        self.is_demo = crate::demo::build::is_demo(self.engine.home.root());
        let ids = self.engine.home.commons().unwrap_or_default();
        for id in ids {
            if let Err(trouble) = self.engine.open(id) {
                self.notice(NoticeKind::Bad, trouble.to_string());
            }
        }
        let last = self.engine.home.settings().last_commons.clone();
        let last = last.and_then(|text| text.parse().ok());
        let named = self.named(start.named.as_deref());
        let wanted = start.commons.or(named).or(last);
        let known = |id: &CommonsId| {
            self.engine
                .commons(*id)
                .is_some_and(|c| c.charter().foundation().is_some() && c.coming_back().is_none())
        };
        let first = || self.engine.all().map(|commons| commons.id()).find(known);
        self.current = wanted.filter(known).or_else(first);
        self.engine.stay();
        if let Err(trouble) = self.engine.listen(&start.listening) {
            self.notice(NoticeKind::Bad, trouble.to_string());
            self.own_files = crate::files::open(&self.engine.home).ok();
        }
        self.resume_joining();
    }

    /// The commons of that name; where there is none, that is said.
    fn named(&mut self, name: Option<&str>) -> Option<CommonsId> {
        match crate::command::chosen(&self.engine.home, Some(name?)) {
            Ok(id) => Some(id),
            Err(trouble) => {
                self.notice(NoticeKind::Bad, trouble.to_string());
                None
            }
        }
    }

    /// Works until the window has closed.
    fn run(mut self) {
        self.show();
        while self.take_mail() {
            self.engine.step(STEP);
            if let Err(trouble) = self.settle_down() {
                self.view.banner = Some(trouble);
                self.dirty = true;
            }
            let failed = self.engine.take_failed();
            self.go_on_joining(&failed);
            self.end_meetings(&failed);
            self.show_changes();
            self.end.has_taken();
        }
        self.engine.go_quiet();
    }

    /// Takes what the window asks for; `false` once it has closed.
    fn take_mail(&mut self) -> bool {
        loop {
            match self.end.inbox.try_recv() {
                Ok(ToEngine::Act(action)) => {
                    self.end.takes();
                    self.act(action);
                }
                Ok(ToEngine::Stop) | Err(TryRecvError::Disconnected) => return false,
                Err(TryRecvError::Empty) => return true,
            }
        }
    }

    /// Brings the tables of the shown commons up to what arrived, a piece at a time.
    fn settle_down(&mut self) -> Result<(), Trouble> {
        let ids: Vec<CommonsId> = self.engine.all().map(|commons| commons.id()).collect();
        for id in ids {
            let Some(commons) = self.engine.commons_mut(id) else {
                continue;
            };
            if let Some(trouble) = commons.take_failure() {
                return Err(trouble);
            }
            commons.catch_up_entries()?;
            commons.refresh_designs(crate::commons::STEP_DESIGNS)?;
            let is_back = commons.coming_back().is_none() && commons.me().is_some();
            for news in commons.take_news() {
                self.notice(news.kind, news.text);
            }
            self.engine.fetch_files(id)?;
            if self.current.is_none() && self.joining.is_none() && is_back {
                // Somebody has come back, and sees at once what they came back to.
                self.switch(id);
            }
        }
        Ok(())
    }

    fn show_changes(&mut self) {
        let changed = self.shown != Some(self.state()) && self.shown_at.elapsed() >= SHOW_EVERY;
        if self.dirty || changed {
            self.show();
        }
    }

    /// What is to be shown now.
    fn state(&self) -> Shown {
        let commons = self.current.and_then(|id| self.engine.commons(id));
        let version = commons.map_or(0, |commons| commons.version());
        let near = self.engine.near().count();
        (self.current, version, near, self.engine.file_news())
    }

    /// Makes the view anew and hands it to the window.
    fn show(&mut self) {
        self.shown = Some(self.state());
        self.shown_at = Instant::now();
        let is_asked = std::mem::take(&mut self.dirty);
        match self.make_view(is_asked) {
            Ok(()) => {}
            Err(trouble) => self.view.banner = Some(trouble),
        }
        self.end.show(self.view.clone());
    }

    fn answer(&mut self, command: CommandId, result: Result<Outcome, Trouble>) {
        let answer = match result {
            Ok(outcome) => Answer::Done(outcome),
            Err(trouble) => Answer::Failed(trouble),
        };
        self.view.answers.insert(command, answer);
        while self.view.answers.len() > ANSWERS_MAX {
            self.view.answers.pop_first();
        }
        self.dirty = true;
    }

    fn notice(&mut self, kind: NoticeKind, text: String) {
        self.notice += 1;
        self.view.notices.push(Notice {
            number: self.notice,
            kind,
            text,
        });
        let extra = self.view.notices.len().saturating_sub(NOTICES_MAX);
        self.view.notices.drain(..extra);
        self.dirty = true;
    }

    fn when(&self) -> When {
        When::now(self.day)
    }

    /// The store of files, on the network or without it.
    fn files(&self) -> Option<&Files> {
        let own = || self.own_files.as_ref().map(OwnFiles::store);
        self.engine.files().or_else(own)
    }

    fn has_file(&self, file: FileHash) -> bool {
        let files = self.files();
        files.is_some_and(|files| files.has(file).ok().flatten().is_some())
    }

    fn read_file(&self, file: FileHash) -> Result<Vec<u8>, String> {
        let files = self.files().ok_or("the store of files is closed")?;
        files
            .read(file, READ_BYTES_MAX)
            .map_err(|error| error.to_string())
    }

    /// What is asked for and does not write.
    fn act(&mut self, action: Action) {
        // A preview comes by a way of its own; what is being typed stands in the window already.
        self.dirty |= !matches!(action, Action::Preview(_) | Action::Keep(_));
        match action {
            Action::Went(route) => self.looking.route = route,
            Action::Query(query) => {
                self.looking.query = query;
                self.looking.cards = 0..self.looking.cards.len().max(FIRST_CARDS);
            }
            Action::Cards(cards) => self.looking.cards = cards,
            Action::Entries(filter, entries) => {
                self.looking.filter = filter;
                self.looking.entries = entries;
            }
            Action::AsOf(day) => self.looking.as_of = Some(day),
            Action::Period(period) => self.looking.period = Some(period),
            Action::Find(text) => self.find(text),
            Action::Preview(key) => {
                let bytes = self.read_file(key.file());
                self.previews.ask(key, Box::new(move || bytes));
            }
            Action::Keep(drafts) => self.keep_drafts(&drafts),
            Action::CheckInvitation(text) => self.check_invitation(text),
            Action::OpenFile(file) => self.open_file(file),
            Action::Switch(id) => self.switch(id),
            Action::Another(wanted) => self.another = wanted,
            Action::StopJoining => self.stop_joining(),
            Action::Look(look) => self.look(look),
            Action::Do(command, request) => self.take_request(command, request),
            // The window does these itself.
            Action::ReadClipboard | Action::OpenLink(_) | Action::Pick(..) | Action::Picked(..) => {
            }
            // The home is open already.
            Action::Unlock(_) => {}
        }
    }

    fn take_request(&mut self, command: CommandId, request: Request) {
        match self.carry_out(command, request) {
            Some(result) => self.answer(command, result),
            None => self.dirty = true,
        }
    }
}

/// Before the window has said what is in sight.
const FIRST_CARDS: usize = 40;

/// Today, or the day that the person named.
fn today(day: Option<Day>) -> Day {
    day.unwrap_or_else(|| chance::day_of(i64::try_from(chance::now_ms()).unwrap_or(0)))
}
