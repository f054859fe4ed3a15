//! A full copy between two engines over the loopback.

use crate::measure::{Spent, Start};
use crate::stock::Stock;
use app::deed::When;
use app::engine::{Engine, Joining, Listening, join_through};
use app::home::Home;
use model::id::CommonsId;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::thread::JoinHandle;
use std::time::Duration;
use sync::address::PeerAddress;

const STEP: Duration = Duration::from_millis(20);

/// Ana's engine on a thread of its own, as `run` drives it.
pub struct Serving {
    address: PeerAddress,
    holdings: (u64, u64),
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// What a copy took.
#[derive(Debug, Clone, Copy)]
pub struct Copied {
    /// Until everything was admitted, on the disk and told to the sender.
    pub held: Spent,
    /// Until the catalogue and the search knew it too; the wall time has a quarter of a second of listening for more in it.
    pub shown: Spent,
    /// The bytes that came.
    pub bytes: u64,
}

impl Serving {
    /// Starts.
    pub fn start(stock: &Stock) -> Serving {
        let (home, id) = (stock.home(), stock.id);
        let stop = Arc::new(AtomicBool::new(false));
        let (tell, told) = channel();
        let stopped = stop.clone();
        let thread = std::thread::spawn(move || {
            let mut engine = Engine::new(home);
            engine.open(id).expect("the commons opens");
            let address = engine
                .listen(&loopback())
                .expect("the loopback can be used");
            let holdings = engine.commons(id).expect("it is open").holdings();
            tell.send((address, holdings))
                .expect("somebody waits for it");
            while !stopped.load(Ordering::Relaxed) {
                engine.step(STEP);
                engine.catch_up().expect("the tables take it");
            }
        });
        let (address, holdings) = told.recv().expect("the engine starts");
        Serving {
            address,
            holdings,
            stop,
            thread: Some(thread),
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

/// Joins from a new home and fetches everything. Each copy adds one person to the commons.
pub fn copy(stock: &Stock, serving: &mut Serving) -> Copied {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let home = Home::open(folder.path(), app::chance::bytes()).expect("the home opens");
    let mut engine = Engine::new(home);
    engine
        .listen(&loopback())
        .expect("the loopback can be used");
    serving.holdings.1 += 1;
    let wanted = serving.holdings;
    let peers = [serving.address.clone()];
    let joining = Joining {
        invitation: &stock.invitation,
        person: "Ben",
        device: "desk",
        replica: false,
        peers: &peers,
        wait: Duration::from_secs(60),
        when: When::now(Some(crate::stock::AS_OF)),
    };
    let start = Start::now();
    let mut held = None;
    join_through(&mut engine, &joining, |engine| {
        if held.is_none() && is_all_here(engine, stock.id, wanted) {
            held = Some(start.spent());
        }
    })
    .expect("Ben joins");
    let shown = start.spent();
    let commons = engine.commons(stock.id).expect("it is open");
    assert_eq!(commons.holdings(), wanted, "everything arrived");
    let bytes = engine
        .net()
        .map_or(0, |net| net.peers().iter().map(|peer| peer.bytes.1).sum());
    Copied {
        held: held.unwrap_or(shown),
        shown,
        bytes,
    }
}

fn is_all_here(engine: &Engine, id: CommonsId, wanted: (u64, u64)) -> bool {
    let Some(commons) = engine.commons(id) else {
        return false;
    };
    // Counting is slow with many documents, so it is asked last.
    commons.core().peers().iter().any(|peer| peer.synced)
        && engine.is_idle(id)
        && commons.holdings() == wanted
}

fn loopback() -> Listening {
    Listening {
        listen: Some("127.0.0.1:0".parse().expect("it is an address")),
        nearby: Some(false),
    }
}
