//! What goes between the window and the engine: bounded, never waited for by the window.
//!
//! The window hands in actions; the engine hands back the newest view as a whole. A view that was not
//! drawn yet is replaced by the next one, so a slow screen never makes a queue.

use crate::action::Action;
use crate::view::{Drafts, View};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

/// So many actions wait for the engine at most; the window keeps the rest and tries again.
pub const ACTIONS_MAX: usize = 1024;

/// What the window tells the engine.
#[derive(Debug, Clone, PartialEq)]
pub enum ToEngine {
    /// Somebody asked for this.
    Act(Action),
    /// The window has closed.
    Stop,
}

/// How the engine says that there is something new to draw.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// The window's end.
pub struct Bridge {
    sender: SyncSender<ToEngine>,
    sent: AtomicU64,
    taken: Arc<AtomicU64>,
    news: Arc<Mutex<News>>,
}

/// The engine's end.
pub struct EngineEnd {
    /// What the window asks for.
    pub inbox: Receiver<ToEngine>,
    news: Arc<Mutex<News>>,
    count: u64,
    taken: Arc<AtomicU64>,
    wake: Wake,
}

/// What waits to be taken by the window.
#[derive(Default)]
pub struct News {
    /// The newest view; `None` when it was taken.
    pub view: Option<View>,
    /// What was being typed when the program ended last, once for each home.
    pub drafts: Option<Drafts>,
    /// Files that were saved to be opened with another program.
    pub opened: Vec<PathBuf>,
    /// Why the engine has ended, when it has.
    pub ended: Option<String>,
}

/// Makes both ends; `wake` asks for a new frame.
pub fn mail(wake: Wake) -> (Bridge, EngineEnd) {
    let (sender, inbox) = sync_channel(ACTIONS_MAX);
    let news = Arc::new(Mutex::new(News::default()));
    let taken = Arc::new(AtomicU64::new(0));
    let bridge = Bridge {
        sender,
        sent: AtomicU64::new(0),
        taken: taken.clone(),
        news: news.clone(),
    };
    let end = EngineEnd {
        inbox,
        news,
        count: 0,
        taken,
        wake,
    };
    (bridge, end)
}

impl Bridge {
    /// Hands something in; gives it back when the engine has too much to do.
    #[expect(clippy::result_large_err, reason = "the error is the message itself")]
    pub fn send(&self, message: ToEngine) -> Result<(), ToEngine> {
        match self.sender.try_send(message) {
            Ok(()) => {
                self.sent.fetch_add(1, Ordering::Relaxed);
                Ok(())
            }
            Err(TrySendError::Disconnected(_)) => Ok(()),
            Err(TrySendError::Full(message)) => Err(message),
        }
    }

    /// Whether everything that was handed in was carried out, and what came of it was shown.
    pub fn is_caught_up(&self) -> bool {
        self.taken.load(Ordering::Acquire) == self.sent.load(Ordering::Relaxed)
    }

    /// Takes what is new.
    pub fn take(&self) -> News {
        std::mem::take(&mut *self.news.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl EngineEnd {
    /// Shows this view, and wakes the window.
    pub fn show(&self, view: View) {
        self.tell(|news| news.view = Some(view));
    }

    /// One more message was taken out.
    pub fn takes(&mut self) {
        self.count += 1;
    }

    /// All that was taken out was carried out, and what came of it was shown.
    pub fn has_taken(&self) {
        self.taken.store(self.count, Ordering::Release);
    }

    /// Tells the window something, and wakes it.
    pub fn tell(&self, what: impl FnOnce(&mut News)) {
        what(&mut self.news.lock().unwrap_or_else(PoisonError::into_inner));
        (self.wake)();
    }
}

impl Drop for EngineEnd {
    /// When the engine's thread stops in the middle, the window says so.
    fn drop(&mut self) {
        if std::thread::panicking() {
            let why = "its engine stopped in the middle of something".to_owned();
            self.tell(|news| news.ended = Some(why));
        }
    }
}
