//! Previews of pictures and models, made away from the window, with limits.
//!
//! Whoever owns the files hands bytes in; a bounded number of workers decode pictures and draw models
//! into plain pixels; the window takes what is ready and uploads a few per frame. A file may come from a
//! stranger: everything that is read has a limit, and what cannot be read says why.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use egui::ColorImage;
use model::id::FileHash;

use crate::action::PreviewKey;

pub mod mesh;
pub mod picture;
pub mod raster;

/// So many previews are made at the same time.
const WORKERS: usize = 2;
/// So many may wait; the oldest is dropped, because it has likely scrolled out of sight.
const WAITING_MAX: usize = 64;
/// So many models are kept after they were read, so that turning one does not read it again.
const MODELS_KEPT_MAX: usize = 3;
/// A file longer than this is not previewed.
pub const FILE_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// Reads the bytes of a file when a worker gets to it; gives in words why it cannot.
pub type Source = Box<dyn FnOnce() -> Result<Vec<u8>, String> + Send>;

/// A preview that was made, or why it was not.
pub type Made = (PreviewKey, Result<ColorImage, String>);

/// The workers. Dropping it lets them finish what they hold, and end.
pub struct Previews {
    desk: Arc<Desk>,
}

struct Desk {
    state: Mutex<State>,
    work: Condvar,
    wake: Box<dyn Fn() + Send + Sync>,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<(PreviewKey, Source)>,
    made: Vec<Made>,
    models: BTreeMap<FileHash, (Arc<mesh::Mesh>, u64)>,
    tick: u64,
    closed: bool,
}

impl Previews {
    /// Starts the workers; `wake` is called after each preview, so that the window takes it.
    pub fn start(wake: impl Fn() + Send + Sync + 'static) -> Previews {
        let desk = Arc::new(Desk {
            state: Mutex::default(),
            work: Condvar::new(),
            wake: Box::new(wake),
        });
        for number in 0..WORKERS {
            let desk = desk.clone();
            let name = format!("preview {number}");
            let started = thread::Builder::new().name(name).spawn(move || desk.work());
            if let Err(error) = started {
                tracing::warn!(%error, "a preview worker could not be started");
            }
        }
        Previews { desk }
    }

    /// Asks for a preview. `source` is called by a worker.
    pub fn ask(&self, key: PreviewKey, source: Source) {
        let mut state = self.desk.lock();
        // Only the newest turn of a model matters: the ones before it are already out of date.
        if matches!(key, PreviewKey::Model(..)) {
            state.waiting.retain(
                |(other, _)| !matches!(other, PreviewKey::Model(file, _) if *file == key.file()),
            );
        }
        state.waiting.push_back((key, source));
        if state.waiting.len() > WAITING_MAX {
            state.waiting.pop_front();
        }
        self.desk.work.notify_one();
    }

    /// Takes what was made since the last time.
    pub fn take(&self) -> Vec<Made> {
        std::mem::take(&mut self.desk.lock().made)
    }
}

impl Drop for Previews {
    fn drop(&mut self) {
        self.desk.lock().closed = true;
        self.desk.work.notify_all();
    }
}

impl Desk {
    /// A worker that died while holding the desk leaves plain data behind, so the others go on.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        while let Some((key, source)) = self.next() {
            let made = self.make(key, source);
            self.lock().made.push((key, made));
            (self.wake)();
        }
    }

    fn next(&self) -> Option<(PreviewKey, Source)> {
        let mut state = self.lock();
        loop {
            if state.closed {
                return None;
            }
            if let Some(job) = state.waiting.pop_back() {
                return Some(job);
            }
            state = self
                .work
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn make(&self, key: PreviewKey, source: Source) -> Result<ColorImage, String> {
        match key {
            PreviewKey::Picture(_, pixels) => {
                picture::read(&source()?, u32::from(pixels)).map_err(|error| error.to_string())
            }
            PreviewKey::Model(file, turn) => {
                let mesh = self.mesh(file, source)?;
                Ok(raster::draw(&mesh, turn))
            }
        }
    }

    fn mesh(&self, file: FileHash, source: Source) -> Result<Arc<mesh::Mesh>, String> {
        if let Some(mesh) = self.kept(file) {
            return Ok(mesh);
        }
        let mesh = mesh::read_stl(&source()?).map_err(|error| error.to_string())?;
        let mesh = Arc::new(mesh);
        let mut state = self.lock();
        state.tick += 1;
        let tick = state.tick;
        state.models.insert(file, (mesh.clone(), tick));
        while state.models.len() > MODELS_KEPT_MAX {
            let oldest = state.models.iter().min_by_key(|(_, (_, seen))| *seen);
            let Some(oldest) = oldest.map(|(file, _)| *file) else {
                break;
            };
            state.models.remove(&oldest);
        }
        Ok(mesh)
    }

    fn kept(&self, file: FileHash) -> Option<Arc<mesh::Mesh>> {
        let mut state = self.lock();
        state.tick += 1;
        let tick = state.tick;
        let (mesh, seen) = state.models.get_mut(&file)?;
        *seen = tick;
        Some(mesh.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn a_worker_makes_a_preview_and_says_what_it_cannot_read() {
        let (wake, woken) = mpsc::channel();
        let wake = Mutex::new(wake);
        let previews = Previews::start(move || {
            let _ = wake.lock().expect("nobody panics here").send(());
        });
        let key = PreviewKey::Picture(FileHash([1; 32]), 64);
        previews.ask(key, Box::new(|| Ok(b"not a picture".to_vec())));
        woken.recv().expect("the worker wakes the window");
        let made = previews.take();
        assert_eq!(made.len(), 1);
        assert!(made[0].1.as_ref().is_err_and(|why| why.contains("picture")));
        assert!(previews.take().is_empty());
    }
}
