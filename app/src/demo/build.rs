//! Building the demo: three homes that found, join, work and meet over real connections on this machine.
//!
//! ```text
//! HOME/                  the founder's home, on which the window opens
//!   demo.json            written last; a demo without it did not come to its end and is built anew
//!   neighbours/<key>/    the homes of the others
//! ```

mod designs;
mod play;

use super::pictures::picture;
use super::script::{self, ScriptError, Story};
use crate::chance;
use crate::commons::Commons;
use crate::deed::When;
use crate::deed::people::{Founding, Inviting, found};
use crate::deed::profile::ProfileChange;
use crate::engine::{Engine, Joining, Listening, join_through};
use crate::home::{Home, write_whole};
use crate::trouble::Trouble;
use model::charter::Role;
use model::day::Day;
use model::id::{AgentId, CommonsId, DocumentId, FactId};
use model::invitation::Invitation;
use model::rsd1::Preset;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use sync::address::PeerAddress;

/// What the demo is, once built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoReport {
    /// Which commons.
    pub commons: CommonsId,
    /// What it is called.
    pub name: String,
    /// Its peers, the founder first.
    pub peers: Vec<DemoPeer>,
    /// How many designs it has.
    pub designs: u64,
    /// How many entries its ledgers have.
    pub entries: u64,
    /// Where those stand whom the story names.
    pub statuses: Vec<DemoStatus>,
    /// Whether it was built now; otherwise it was there.
    pub is_new: bool,
}

/// One of the peers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoPeer {
    /// Whose it is.
    pub name: String,
    /// Where it lies.
    pub home: PathBuf,
    /// What it holds.
    pub fingerprint: String,
}

/// Where somebody stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoStatus {
    /// Who.
    pub agent: String,
    /// On which day.
    pub as_of: Day,
    /// The code (RSD-1 section 8).
    pub code: &'static str,
    /// In a sentence.
    pub sentence: String,
}

/// Builds the demo in this folder, or opens the one that is there. `progress` is told what happens.
///
/// It ends with all homes holding the same, and with the statuses that the story promises, or not at all.
pub fn build(root: &Path, mut progress: impl FnMut(&str)) -> Result<DemoReport, Trouble> {
    let story = script::story()?;
    if let Some(mark) = read_mark(root) {
        return reopen(root, &mark, &story);
    }
    prepare(root)?;
    let pictures = draw_ahead();
    let mut demo = Demo::found(root, &story, &mut progress)?;
    progress("The pictures are drawn");
    for drawing in pictures {
        demo.pictures.extend(drawing.join().unwrap_or_default());
    }
    demo.play(&mut progress)?;
    let report = demo.report()?;
    drop(demo);
    let mark = Mark {
        version: MARK_VERSION,
        commons: report.commons.to_string(),
    };
    let text = serde_json::to_vec_pretty(&mark).expect("a mark is plain data");
    write_whole(&root.join(MARK_FILE), &text)?;
    Ok(report)
}

/// Whether the home in this folder is the demo's.
pub fn is_demo(root: &Path) -> bool {
    read_mark(root).is_some()
}

/// Draws the pictures while the homes are founded and joined: it is the longest piece of work.
fn draw_ahead() -> Vec<JoinHandle<Pictures>> {
    let draw = |keys: Vec<&'static str>| {
        move || {
            let drawn = keys
                .into_iter()
                .map(|key| Some((key.to_owned(), picture(key)?)));
            drawn.flatten().collect()
        }
    };
    let keys: Vec<&'static str> = super::DESIGNS.iter().map(|(key, _)| *key).collect();
    keys.chunks(keys.len().div_ceil(DRAWERS))
        .map(|part| std::thread::spawn(draw(part.to_vec())))
        .collect()
}

/// PNGs by the keys of their designs.
type Pictures = BTreeMap<String, Vec<u8>>;

/// Three homes at work.
struct Demo<'a> {
    story: &'a Story,
    id: CommonsId,
    /// In the order of the story's persons; the first is the founder.
    engines: Vec<Engine>,
    agents: BTreeMap<String, AgentId>,
    designs: BTreeMap<String, DocumentId>,
    facts: BTreeMap<String, FactId>,
    pictures: Pictures,
    last: usize,
    minute: i64,
}

impl<'a> Demo<'a> {
    fn found(
        root: &Path,
        story: &'a Story,
        progress: &mut impl FnMut(&str),
    ) -> Result<Demo<'a>, Trouble> {
        let (founder, others) = story
            .persons
            .split_first()
            .ok_or_else(|| broken("nobody"))?;
        let day = day(&story.commons.day)?;
        progress(&format!("{} founds {}", founder.name, story.commons.name));
        let mut home = Home::open(root, chance::bytes())?;
        settle_in(&mut home, &founder.name)?;
        let preset: Preset = story
            .commons
            .preset
            .parse()
            .map_err(|_| broken(&story.commons.preset))?;
        let founding = Founding {
            name: &story.commons.name,
            purpose: &story.commons.purpose,
            person: &founder.name,
            device: &founder.device,
            preset,
            open: false,
            reviewers: None,
            attesters: None,
            quorum: None,
        };
        let commons = found(&home, &founding, at(day, 0))?;
        let mut engine = Engine::new(home);
        let id = engine.adopt(commons);
        let address = engine.listen(&loopback())?;
        let mut demo = Demo {
            story,
            id,
            engines: vec![engine],
            agents: BTreeMap::new(),
            designs: BTreeMap::new(),
            facts: BTreeMap::new(),
            pictures: Pictures::new(),
            last: 0,
            minute: 1,
        };
        let invitation = demo.invite(&address, others.len(), day)?;
        for person in others {
            progress(&format!("{} joins, over a real connection", person.name));
            let mut home = Home::open(
                &root.join(NEIGHBOURS_FOLDER).join(&person.key),
                chance::bytes(),
            )?;
            settle_in(&mut home, &person.name)?;
            demo.join(home, &invitation, &person.name, &person.device, day)?;
        }
        demo.together()?;
        for person in &story.persons {
            let agent = demo.commons(0).find_agent(&person.name)?;
            demo.agents.insert(person.key.clone(), agent);
        }
        demo.introduce(day)?;
        Ok(demo)
    }

    /// Each says where their workshop is.
    fn introduce(&mut self, day: Day) -> Result<(), Trouble> {
        for (home, person) in self.story.persons.iter().enumerate() {
            let change = ProfileChange {
                note: Some(person.workshop.clone()),
                ..ProfileChange::default()
            };
            let (agent, when) = (self.agents[&person.key], self.when(day));
            self.commons_mut(home).change_profile(agent, change, when)?;
        }
        self.together()
    }

    fn invite(
        &mut self,
        address: &PeerAddress,
        uses: usize,
        day: Day,
    ) -> Result<Invitation, Trouble> {
        // Peers look at their own clock whether an invitation still holds, and the story is of last winter.
        let today = When::now(None).day;
        let days = u32::try_from(today.0.saturating_sub(day.0)).unwrap_or(0) + INVITATION_DAYS;
        let inviting = Inviting {
            role: Role::Steward,
            uses: uses as u32,
            days,
            for_person: None,
            addresses: vec![address.to_string()],
        };
        let when = self.when(day);
        self.commons_mut(0).invite(inviting, when)
    }

    fn join(
        &mut self,
        home: Home,
        invitation: &Invitation,
        person: &str,
        device: &str,
        day: Day,
    ) -> Result<(), Trouble> {
        let mut engine = Engine::new(home);
        engine.listen(&loopback())?;
        let joining = Joining {
            invitation,
            person,
            device,
            replica: false,
            peers: &[],
            wait: PATIENCE,
            when: self.when(day),
        };
        let host = &mut self.engines[0];
        join_through(&mut engine, &joining, |_| {
            host.step(Duration::ZERO);
        })?;
        self.engines.push(engine);
        Ok(())
    }

    fn commons(&self, home: usize) -> &Commons {
        self.engines[home]
            .commons(self.id)
            .expect("it stays open while the demo is built")
    }

    fn commons_mut(&mut self, home: usize) -> &mut Commons {
        self.engines[home]
            .commons_mut(self.id)
            .expect("it stays open while the demo is built")
    }

    /// The home of a person of the story.
    fn home_of(&self, key: &str) -> Result<usize, Trouble> {
        let found = self.story.persons.iter().position(|it| it.key == key);
        found.ok_or_else(|| broken(key))
    }

    /// The same day, and each time a minute later.
    fn when(&mut self, day: Day) -> When {
        self.minute += 1;
        at(day, self.minute)
    }

    /// Makes it the turn of that home: first it hears what the others did.
    fn turn(&mut self, key: &str) -> Result<usize, Trouble> {
        let home = self.home_of(key)?;
        if home != self.last {
            self.together()?;
            self.last = home;
        }
        Ok(home)
    }

    /// Lets the homes talk until all of them hold the same.
    fn together(&mut self) -> Result<(), Trouble> {
        self.talk_until("they came to hold the same", |demo| Ok(demo.is_equal()))
    }

    fn is_equal(&self) -> bool {
        let first = self.commons(0).core().fingerprint();
        (1..self.engines.len()).all(|home| self.commons(home).core().fingerprint() == first)
    }

    fn talk_until(
        &mut self,
        what: &str,
        mut done: impl FnMut(&mut Self) -> Result<bool, Trouble>,
    ) -> Result<(), Trouble> {
        let start = Instant::now();
        while !done(self)? {
            if start.elapsed() > PATIENCE {
                return Err(Trouble::new(
                    "The demo was not built",
                    format!("half a minute went by before {what}"),
                    "try again; if this computer forbids connections to itself (127.0.0.1), allow them",
                ));
            }
            for engine in &mut self.engines {
                if engine.step(STEP) {
                    engine.catch_up()?;
                }
                if let Some(commons) = engine.commons_mut(self.id) {
                    commons.take_failure().map_or(Ok(()), Err)?;
                }
            }
        }
        Ok(())
    }

    /// Each home in turn fetches the files that it lacks.
    fn fetch_files(&mut self) -> Result<(), Trouble> {
        for home in 0..self.engines.len() {
            self.talk_until("the files of the designs had come", |demo| {
                let id = demo.id;
                let engine = &mut demo.engines[home];
                engine.fetch_files(id)?;
                has_files(engine, id)
            })?;
        }
        Ok(())
    }

    /// One home leaves the network.
    fn leave(&mut self, home: usize) {
        self.engines[home].go_quiet();
    }

    /// It comes back and meets the founder.
    fn come_back(&mut self, home: usize) -> Result<(), Trouble> {
        let id = self.id;
        let host = self.engines[0].net().map(|net| net.address());
        let engine = &mut self.engines[home];
        engine.listen(&loopback())?;
        if let Some(host) = host {
            engine.dial(&host, id);
        }
        self.together()
    }

    /// What there is now, after every promise of the story was looked at in every home.
    fn report(&mut self) -> Result<DemoReport, Trouble> {
        let mut peers = vec![];
        for (at, person) in self.story.persons.iter().enumerate() {
            peers.push(DemoPeer {
                name: person.name.clone(),
                home: self.engines[at].home.root().to_path_buf(),
                fingerprint: self.commons(at).core().fingerprint(),
            });
        }
        if let Some(other) = peers
            .iter()
            .find(|it| it.fingerprint != peers[0].fingerprint)
        {
            return Err(unlike(&format!("{} holds something else", other.name)));
        }
        let (story, agents) = (self.story, self.agents.clone());
        let of = |key: &str| agents.get(key).copied().ok_or_else(|| broken(key));
        let statuses = statuses(self.commons_mut(0), story, of)?;
        for (found, promised) in statuses.iter().zip(&story.statuses) {
            if found.code != promised.code {
                let (agent, code) = (&found.agent, found.code);
                return Err(unlike(&format!(
                    "{agent} stands at {code}, not at {}",
                    promised.code
                )));
            }
        }
        for home in 1..self.engines.len() {
            if self::statuses(self.commons_mut(home), story, of)? != statuses {
                return Err(unlike("two homes derive different statuses"));
            }
        }
        let commons = self.commons(0);
        Ok(DemoReport {
            commons: self.id,
            name: commons.charter().name().to_owned(),
            designs: commons.index().design_documents()?.len() as u64,
            entries: commons.index().entry_count()?,
            peers,
            statuses,
            is_new: true,
        })
    }
}

fn statuses(
    commons: &mut Commons,
    story: &Story,
    of: impl Fn(&str) -> Result<AgentId, Trouble>,
) -> Result<Vec<DemoStatus>, Trouble> {
    let mut found = vec![];
    for promised in &story.statuses {
        let as_of = day(&promised.as_of)?;
        let page = crate::look::status::status(commons, of(&promised.agent)?, as_of)?;
        found.push(DemoStatus {
            agent: page.account.name,
            as_of,
            code: page.status.code.name(),
            sentence: page.account.sentence,
        });
    }
    Ok(found)
}

/// A demo that was built before, as it stands now: its owner may have gone on with it.
fn reopen(root: &Path, mark: &Mark, story: &Story) -> Result<DemoReport, Trouble> {
    let id: CommonsId = mark.commons.parse().map_err(|_| foreign(root))?;
    let home = Home::open(root, chance::bytes())?;
    if !home.commons()?.contains(&id) {
        return Err(foreign(root));
    }
    let mut commons = Commons::open(&home, id)?;
    let mut peers = vec![];
    for (at, person) in story.persons.iter().enumerate() {
        let place = match at {
            0 => root.to_path_buf(),
            _ => root.join(NEIGHBOURS_FOLDER).join(&person.key),
        };
        let fingerprint = match at {
            0 => commons.core().fingerprint(),
            _ => Commons::open(&Home::open(&place, chance::bytes())?, id)?
                .core()
                .fingerprint(),
        };
        peers.push(DemoPeer {
            name: person.name.clone(),
            home: place,
            fingerprint,
        });
    }
    let names: BTreeMap<&str, &str> = story
        .persons
        .iter()
        .map(|it| (it.key.as_str(), it.name.as_str()))
        .chain(
            story
                .organisations
                .iter()
                .map(|it| (it.key.as_str(), it.name.as_str())),
        )
        .collect();
    let mut agents = BTreeMap::new();
    for promised in &story.statuses {
        let name = names
            .get(promised.agent.as_str())
            .ok_or_else(|| broken(&promised.agent))?;
        agents.insert(promised.agent.as_str(), commons.find_agent(name)?);
    }
    let of = |key: &str| agents.get(key).copied().ok_or_else(|| broken(key));
    let statuses = statuses(&mut commons, story, of)?;
    Ok(DemoReport {
        commons: id,
        name: commons.charter().name().to_owned(),
        designs: commons.index().design_documents()?.len() as u64,
        entries: commons.index().entry_count()?,
        peers,
        statuses,
        is_new: false,
    })
}

/// What says that a demo came to its end.
#[derive(Debug, Serialize, Deserialize)]
struct Mark {
    version: u32,
    commons: String,
}

fn read_mark(root: &Path) -> Option<Mark> {
    let text = fs::read(root.join(MARK_FILE)).ok()?;
    let mark: Mark = serde_json::from_slice(&text).ok()?;
    (mark.version == MARK_VERSION).then_some(mark)
}

/// An empty place. What an interrupted demo left there goes; a home of somebody's own stays.
fn prepare(root: &Path) -> Result<(), Trouble> {
    let unfinished = root.join(UNFINISHED_FILE);
    let failed = |error: std::io::Error| {
        Trouble::new(
            "The demo was not built",
            format!("{}: {error}", root.display()),
            "name a folder in which you may write with --home",
        )
    };
    if unfinished.exists() {
        // Its lock first: another program may be building it this moment.
        drop(Home::open(root, chance::bytes())?);
        fs::remove_dir_all(root).map_err(failed)?;
    }
    let is_empty = fs::read_dir(root).map_or(true, |mut entries| entries.next().is_none());
    if !is_empty {
        return Err(foreign(root));
    }
    fs::create_dir_all(root).map_err(failed)?;
    fs::write(unfinished, "The demo is being built here.\n").map_err(failed)
}

fn settle_in(home: &mut Home, person: &str) -> Result<(), Trouble> {
    home.change_settings(|settings| {
        settings.person_name = person.to_owned();
        // Three made-up people need not show up at the neighbours'.
        settings.seen_nearby = false;
    })?;
    Ok(())
}

fn has_files(engine: &Engine, id: CommonsId) -> Result<bool, Trouble> {
    let (Some(files), Some(commons)) = (engine.files(), engine.commons(id)) else {
        return Ok(true);
    };
    for (file, _) in commons.index().named_files()? {
        if files.has(file)?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}

fn loopback() -> Listening {
    Listening {
        listen: Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))),
        nearby: Some(false),
    }
}

fn at(day: Day, minute: i64) -> When {
    const DAY_MS: i64 = 86_400_000;
    const MINUTE_MS: i64 = 60_000;
    // From nine in the morning to five in the afternoon.
    let minute = 540 + minute.rem_euclid(480);
    When {
        day,
        time_ms: i64::from(day.0) * DAY_MS + minute * MINUTE_MS,
    }
}

fn day(text: &str) -> Result<Day, Trouble> {
    text.parse().map_err(|_| broken(text))
}

fn broken(what: &str) -> Trouble {
    unlike(&format!("its script names \"{what}\", which is not there"))
}

fn unlike(why: &str) -> Trouble {
    Trouble::new(
        "The demo was not built",
        why,
        "this is a fault of the program: report it with this sentence",
    )
}

fn foreign(root: &Path) -> Trouble {
    Trouble::new(
        "The demo was not built",
        format!("the folder {} holds something else", root.display()),
        "name a new folder with --home",
    )
}

impl From<ScriptError> for Trouble {
    fn from(error: ScriptError) -> Self {
        unlike(&error.to_string())
    }
}

const MARK_FILE: &str = "demo.json";
const MARK_VERSION: u32 = 1;
const UNFINISHED_FILE: &str = "demo-unfinished";
const NEIGHBOURS_FOLDER: &str = "neighbours";
/// One home listens at most so long before the next one has its turn.
const STEP: Duration = Duration::from_millis(1);
const PATIENCE: Duration = Duration::from_secs(30);
const INVITATION_DAYS: u32 = 30;
/// So many pictures are drawn at one time.
const DRAWERS: usize = 4;
