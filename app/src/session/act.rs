//! Carrying out what the window asks for.

use super::{MEET_WAIT, Meeting, Session, Start};
use crate::action::{self, Acceptance, CommandId, Look, Request, ThemeChoice, Through};
use crate::chance;
use crate::commons::Commons;
use crate::deed::entries::{Attested, Used, Work, state_of_view};
use crate::deed::people::{Founding, Inviting, found};
use crate::deed::{self, When};
use crate::engine::{self, join_through};
use crate::files::Kept;
use crate::home::{Home, this_computer};
use crate::look::since::{look_at, look_at_all};
use crate::trouble::Trouble;
use crate::view::{
    ImportReport, InvitationCheck, InvitationFound, InvitationView, JoinStage, NoticeKind, Outcome,
    ProgressView,
};
use crate::words;
use model::design::{Edit, Position, View as Content};
use model::id::{ChangeHash, CommonsId, DocumentId, EndpointId, FileHash, LineId};
use model::invitation::Invitation;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use sync::address::PeerAddress;

/// Whether the built-in demo can be opened from the first start.
pub(super) const HAS_DEMO: bool = true;
/// Somebody who joins looks so long for a peer.
const JOIN_WAIT: Duration = Duration::from_secs(600);
/// Files that may be handed to another program: what is looked at, never what is run.
const OPENED_ENDINGS: [&str; 20] = [
    "png",
    "jpg",
    "jpeg",
    "webp",
    "svg",
    "pdf",
    "stl",
    "3mf",
    "step",
    "stp",
    "md",
    "txt",
    "csv",
    "fcstd",
    "scad",
    "dxf",
    "kicad_pcb",
    "kicad_sch",
    "blend",
    "odt",
];

type Done = Result<Outcome, Trouble>;

impl Session {
    /// Carries out a request; `None` where the answer comes later.
    pub(super) fn carry_out(&mut self, command: CommandId, request: Request) -> Option<Done> {
        Some(match request {
            Request::Found(founding) => self.found(&founding),
            Request::Join(joining) => self.join(&joining),
            Request::OpenDemo => self.open_demo(),
            Request::SyncNow => return self.sync_now(command),
            Request::Meet(address) => return self.meet(command, &address),
            Request::MeetNear(endpoint) => return self.meet_near(command, endpoint),
            Request::SeenInWorkshop(seen) => self.seen_in_workshop(seen),
            Request::Import(paths) => self.import(&paths),
            Request::Attach(design, path) => self.attach(design, &path),
            Request::Contribute(contribution) => self.contribute(&contribution),
            Request::Invite { role, uses, days } => self.invite(role, uses, days),
            Request::BundleWrite(path) => self.write_bundle(&path),
            Request::BundleRead(path) => self.read_bundle(&path),
            Request::Backup(path) => self.back_up(&path),
            Request::Restore(path) => Err(restore_elsewhere(&path)),
            Request::Rename(_) => Err(Trouble::new(
                "The name was not changed",
                "a name stands in the act by which you joined",
                "join a new commons under another name",
            )),
            other => {
                let when = self.when();
                self.shown_commons()
                    .and_then(|commons| write(commons, other, when))
            }
        })
    }

    fn shown_commons(&mut self) -> Result<&mut Commons, Trouble> {
        let none = || {
            Trouble::new(
                "Nothing was written",
                "no commons is open",
                "found one or join one",
            )
        };
        let id = self.current.ok_or_else(none)?;
        self.engine.commons_mut(id).ok_or_else(none)
    }

    /// Shows another commons.
    pub(super) fn switch(&mut self, id: CommonsId) {
        if self.engine.commons(id).is_none() {
            return;
        }
        self.current = Some(id);
        self.view.design = None;
        self.view.catalogue = Default::default();
        self.view.ledger = Default::default();
        self.view.reciprocity = Default::default();
        self.view.since = Default::default();
        let kept = self
            .engine
            .home
            .change_settings(|settings| settings.last_commons = Some(id.to_string()));
        if let Err(error) = kept {
            self.notice(NoticeKind::Bad, Trouble::from(error).to_string());
        }
    }

    pub(super) fn look(&mut self, look: Look) {
        let kept = self.engine.home.change_settings(|settings| match look {
            Look::Theme(theme) => {
                settings.theme = match theme {
                    ThemeChoice::System => "system",
                    ThemeChoice::Light => "light",
                    ThemeChoice::Dark => "dark",
                }
                .to_owned();
            }
            Look::Percent(percent) => settings.text_percent = percent,
        });
        if let Err(error) = kept {
            self.notice(NoticeKind::Bad, Trouble::from(error).to_string());
        }
    }

    fn found(&mut self, founding: &action::Founding) -> Done {
        let device = this_computer();
        let founding = Founding {
            name: &founding.name,
            purpose: "",
            person: &founding.person,
            device: &device,
            preset: founding.preset,
            open: founding.open,
            reviewers: Some(founding.reviewers),
            attesters: Some(founding.attesters),
            quorum: Some(founding.quorum),
        };
        let commons = found(&self.engine.home, &founding, self.when())?;
        let id = self.engine.adopt(commons);
        self.remember_name(founding.person)?;
        self.switch(id);
        Ok(Outcome::Written)
    }

    /// Builds the demo in a home beside this one, and works there from now on, offline.
    fn open_demo(&mut self) -> Done {
        let root = self.engine.home.root();
        let mut name = root.file_name().unwrap_or_default().to_os_string();
        name.push("-demo");
        let place = root.with_file_name(name);
        let (view, end) = (&mut self.view, &self.end);
        let demo = crate::demo::build::build(&place, |what| {
            view.status.progress = Some(ProgressView {
                what: what.to_owned(),
                done: 0,
                total: None,
            });
            end.show(view.clone());
        })?;
        let home = Home::open(&place, chance::bytes())?;
        self.move_to(
            home,
            &Start {
                commons: Some(demo.commons),
                // The days of the story go on where it ends.
                day: demo.statuses.first().map(|status| status.as_of),
                listening: engine::Listening {
                    listen: Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))),
                    nearby: Some(false),
                },
            },
        );
        Ok(Outcome::Written)
    }

    fn remember_name(&mut self, person: &str) -> Result<(), Trouble> {
        Ok(self
            .engine
            .home
            .change_settings(|settings| settings.person_name = person.to_owned())?)
    }

    pub(super) fn check_invitation(&mut self, text: String) {
        let found = text
            .parse::<Invitation>()
            .map_err(Trouble::from)
            .map(|invitation| InvitationFound {
                commons: invitation.commons_name,
                role: invitation.role,
                expires: invitation.expires,
            });
        self.view.first_start.check = Some(InvitationCheck { text, found });
    }

    fn join(&mut self, joining: &action::Joining) -> Done {
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
            peers: &peers,
            wait: JOIN_WAIT,
            when: self.when(),
        };
        let tried = peers.len() + invitation.addresses.len();
        let name = &invitation.commons_name;
        let (view, end) = (&mut self.view, &self.end);
        let mut shown = Instant::now();
        let joined = join_through(&mut self.engine, &deed, |engine| {
            let stage = stage(engine, invitation.commons, name, tried);
            if view.first_start.stage != stage || shown.elapsed() > super::SHOW_EVERY {
                shown = Instant::now();
                view.first_start.stage = stage;
                end.show(view.clone());
            }
        });
        self.view.first_start.stage = JoinStage::None;
        let id = joined?;
        self.remember_name(&joining.person)?;
        self.switch(id);
        Ok(Outcome::Written)
    }

    fn near(&self, endpoint: EndpointId) -> Option<PeerAddress> {
        self.engine
            .near()
            .find(|address| address.endpoint == endpoint)
            .cloned()
    }

    fn sync_now(&mut self, command: CommandId) -> Option<Done> {
        let near: Vec<PeerAddress> = self.engine.near().cloned().collect();
        let id = self.current?;
        let commons = self.engine.commons(id)?;
        if !commons.core().peers().is_empty() {
            return Some(Ok(Outcome::Written));
        }
        let members: Vec<PeerAddress> = near
            .into_iter()
            .filter(|address| commons.charter().endpoint_is_member(address.endpoint))
            .collect();
        match members.first() {
            None => Some(Err(Trouble::new(
                "Nobody was met",
                "no other device of this commons is near",
                "type the address of another device under People, or carry a stick",
            ))),
            Some(first) => {
                let first = first.endpoint;
                self.engine.dial_absent(&members, id);
                self.wait_for(command, first)
            }
        }
    }

    fn meet(&mut self, command: CommandId, address: &str) -> Option<Done> {
        let peers = match crate::command::peers(&[address.trim().to_owned()]) {
            Ok(peers) => peers,
            Err(trouble) => return Some(Err(trouble)),
        };
        let endpoint = peers.first()?.endpoint;
        let id = self.current?;
        self.engine.dial_absent(&peers, id);
        self.wait_for(command, endpoint)
    }

    fn meet_near(&mut self, command: CommandId, endpoint: EndpointId) -> Option<Done> {
        let Some(address) = self.near(endpoint) else {
            return Some(Err(Trouble::new(
                "Nobody was met",
                "that device has gone",
                "wait until it shows again",
            )));
        };
        let id = self.current?;
        self.engine.dial_absent(&[address], id);
        self.wait_for(command, endpoint)
    }

    fn wait_for(&mut self, command: CommandId, peer: EndpointId) -> Option<Done> {
        self.meeting.push(Meeting {
            command,
            peer,
            until: Instant::now() + MEET_WAIT,
        });
        None
    }

    fn seen_in_workshop(&mut self, seen: bool) -> Done {
        self.engine
            .home
            .change_settings(|settings| settings.seen_nearby = seen)?;
        if let Some(net) = self.engine.net() {
            net.set_lan(seen);
        }
        Ok(Outcome::Written)
    }

    fn import(&mut self, paths: &[PathBuf]) -> Done {
        let when = self.when();
        self.shown_commons()?;
        let (view, end) = (&mut self.view, &self.end);
        let mut shown = Instant::now();
        let commons = self
            .current
            .and_then(|id| self.engine.commons_mut(id))
            .expect("asked for just above");
        let imported = commons.import(paths, when, |done, total| {
            if shown.elapsed() > super::SHOW_EVERY {
                shown = Instant::now();
                view.status.progress = Some(ProgressView {
                    what: "designs".to_owned(),
                    done: done as u64,
                    total: Some(total as u64),
                });
                end.show(view.clone());
            }
        })?;
        Ok(Outcome::Import(ImportReport {
            imported: imported.designs.len(),
            refused: imported.refused,
            warnings: imported.warnings,
        }))
    }

    fn write_bundle(&mut self, to: &Path) -> Done {
        self.shown_commons()?;
        let commons = self.current.and_then(|id| self.engine.commons(id));
        let commons = commons.expect("asked for just above");
        let written = commons.write_bundle(to, None, self.files())?;
        Ok(Outcome::Said(format!(
            "{} changes and {} files are in {}. It is not locked: whoever has it can read it.",
            words::number(written.changes),
            words::number(written.files),
            to.display()
        )))
    }

    fn read_bundle(&mut self, from: &Path) -> Done {
        let bundle = deed::bundle::open(from, &self.engine.home.commons()?)?;
        let id = bundle.head().commons;
        self.engine.open(id)?;
        // Two borrows of the engine cannot stand side by side, so the commons is taken out for a moment.
        let mut commons = self.engine.close(id).expect("it was just opened");
        let read = commons.read_bundle(&bundle, self.files());
        self.engine.adopt(commons);
        let read = read?;
        Ok(Outcome::Said(format!(
            "{} changes and {} files were new here.",
            words::number(read.changes),
            words::number(read.files)
        )))
    }

    fn back_up(&mut self, to: &Path) -> Done {
        let files = self.files().ok_or_else(files_closed)?;
        let made = deed::backup::write(&self.engine.home, self.engine.all(), files, to)?;
        Ok(Outcome::Said(format!(
            "{} commons and {} files are in {}. Keep it as safe as a key: whoever has it can act as you.",
            made.commons,
            words::number(made.files),
            to.display()
        )))
    }

    fn keep(&self, path: &Path) -> Result<Kept, Trouble> {
        crate::files::keep(self.files().ok_or_else(files_closed)?, path)
    }

    fn attach(&mut self, design: DocumentId, path: &Path) -> Done {
        let kept = self.keep(path)?;
        let when = self.when();
        self.shown_commons()?.attach(design, &kept, None, when)?;
        Ok(Outcome::Written)
    }

    fn contribute(&mut self, work: &action::Contribution) -> Done {
        let evidence = match &work.evidence {
            Some(path) => vec![self.keep(path)?.hash],
            None => vec![],
        };
        let when = When {
            day: work.day,
            ..self.when()
        };
        let deed = Work {
            kind: &work.work,
            quantity: &work.quantity,
            design: work.design,
            on_behalf: work.for_whom,
            provider: None,
            from: None,
            evidence,
            note: &work.note,
        };
        self.shown_commons()?.contribute(&deed, when)?;
        Ok(Outcome::Written)
    }

    fn invite(&mut self, role: model::charter::Role, uses: u32, days: u32) -> Done {
        let inviting = Inviting {
            role,
            uses,
            days,
            for_person: None,
            addresses: crate::command::invite::addresses(&self.engine.home, &[]),
        };
        let when = self.when();
        let invitation = self.shown_commons()?.invite(inviting, when)?;
        Ok(Outcome::Invitation(InvitationView {
            text: invitation.to_string(),
            role,
            uses,
            expires: invitation.expires,
        }))
    }

    /// Saves a file of the shown design where another program can read it, and says so to the window.
    pub(super) fn open_file(&mut self, file: FileHash) {
        match self.save_to_open(file) {
            Ok(path) => self.end.tell(|news| news.opened.push(path)),
            Err(trouble) => self.notice(NoticeKind::Bad, trouble.to_string()),
        }
    }

    fn save_to_open(&self, file: FileHash) -> Result<PathBuf, Trouble> {
        let what = "The file was not opened";
        let line = self.view.design.as_deref().and_then(|design| {
            let mut lines = design.content.lines(model::design::Table::Files).iter();
            lines.find(|line| line.file() == Some(file))
        });
        let name = line
            .map(|line| line.cell(model::design::Column::Name))
            .unwrap_or_default();
        let ending = Path::new(name)
            .extension()
            .map(|ending| ending.to_string_lossy().to_lowercase())
            .unwrap_or_default();
        if !OPENED_ENDINGS.contains(&ending.as_str()) {
            return Err(Trouble::new(
                what,
                "this kind of file could be a program",
                "save it with `design file` and look at it yourself",
            ));
        }
        let folder = self.engine.home.root().join("opened");
        let path = folder.join(format!("{}.{ending}", file.short()));
        if path.exists() {
            return Ok(path);
        }
        let failed =
            |error: std::io::Error| Trouble::new(what, error.to_string(), "make room on the disk");
        std::fs::create_dir_all(&folder).map_err(failed)?;
        let files = self.files().ok_or_else(files_closed)?;
        files.export(file, &path)?;
        Ok(path)
    }
}

/// How far a join is.
fn stage(engine: &engine::Engine, id: CommonsId, name: &str, tried: usize) -> JoinStage {
    let progress = engine
        .commons(id)
        .and_then(|commons| commons.progress().values().next().cloned());
    match progress {
        None => JoinStage::Looking {
            commons: name.to_owned(),
            tried,
        },
        Some(progress) => JoinStage::Receiving {
            commons: name.to_owned(),
            progress: ProgressView {
                what: "changes".to_owned(),
                done: progress.changes,
                total: Some(progress.changes_total),
            },
        },
    }
}

/// What needs nothing but the commons.
fn write(commons: &mut Commons, request: Request, when: When) -> Done {
    match request {
        Request::NewDesign(new) => {
            let new = deed::designs::NewDesign {
                name: &new.name,
                function: &new.function,
                licence: &new.licence,
                kind: Some(new.kind),
            };
            return Ok(Outcome::Design(commons.new_design(&new, when)?));
        }
        Request::Edit(design, edits) => {
            commons.edit_design(design, &edits, when)?;
        }
        Request::AddLine(design, table, cells) => {
            let edit = Edit::AddLine {
                table,
                line: LineId(chance::bytes()),
                position: Position::Last,
                cells,
            };
            commons.edit_design(design, &[edit], when)?;
        }
        Request::Settle {
            design,
            place,
            value,
        } => {
            commons.edit_design(design, &[Edit::Settle { place, value }], when)?;
        }
        Request::Release {
            design,
            heads,
            version,
            note,
        } => {
            still_stands(commons, design, &heads)?;
            commons.release(design, &version, &note, when)?;
        }
        Request::ReviewState {
            design,
            heads,
            verdict,
            note,
        } => {
            let seen = Content::at(commons.document(design)?, &heads).ok_or_else(gone)?;
            commons.review_state(state_of_view(&seen), verdict, &note, when)?;
        }
        Request::Looked(design, heads) => {
            still_stands(commons, design, &heads)?;
            look_at(commons, design)?;
        }
        Request::LookedAtAll => look_at_all(commons, when.day)?,
        other => write_entry(commons, other, when)?,
    }
    Ok(Outcome::Written)
}

fn write_entry(commons: &mut Commons, request: Request, when: When) -> Result<(), Trouble> {
    match request {
        Request::Review(fact, acceptance) => {
            let accepted = match &acceptance {
                Acceptance::Accept(quantity) => Ok(quantity.as_str()),
                Acceptance::Reject(reason) => Err(reason.as_str()),
            };
            commons.review(fact, accepted, when)?;
        }
        Request::WithdrawReview(fact) => {
            commons.withdraw(fact, when)?;
        }
        Request::Confirm(fact) | Request::CoSign(fact) | Request::ConfirmPayment(fact) => {
            commons.confirm(fact, when)?;
        }
        Request::Organisation {
            name,
            class,
            acting,
        } => organisation(commons, &name, class, acting, when)?,
        Request::Attest {
            agent,
            class,
            all_surplus_to_workers,
            evidence,
            from,
        } => {
            let attested = Attested {
                agent,
                class,
                all_surplus_to_workers,
                source: &evidence,
                from,
                to: None,
            };
            commons.attest(&attested, when)?;
        }
        Request::GrantRole(person, role) => commons.grant(person, role, when)?,
        Request::Use(used) => {
            let deed = Used {
                user: used.agent,
                designs: vec![(used.design, None)],
                commercial: used.commercial,
                from: used.from,
                to: used.to,
                revenue: &used.revenue,
                units: 0,
                part: &used.part,
                note: "",
            };
            commons.report_use(&deed, when)?;
        }
        Request::Pay {
            agent,
            amount,
            reference,
            day,
        } => {
            commons.pay(agent, &amount, day, &reference, when)?;
        }
        other => unreachable_request(&other)?,
    }
    Ok(())
}

fn organisation(
    commons: &mut Commons,
    name: &str,
    class: Option<model::rsd1::AgentClass>,
    acting: Vec<model::id::AgentId>,
    when: When,
) -> Result<(), Trouble> {
    let agent = commons.declare_organisation(name, acting, when)?;
    if let Some(class) = class {
        let attested = Attested {
            agent,
            class,
            all_surplus_to_workers: class == model::rsd1::AgentClass::WorkerOwned,
            source: "",
            from: when.day,
            to: None,
        };
        commons.attest(&attested, when)?;
    }
    Ok(())
}

/// A release and a look are about exactly what was on the screen.
fn still_stands(
    commons: &mut Commons,
    design: DocumentId,
    heads: &[ChangeHash],
) -> Result<(), Trouble> {
    if commons.view_design(design)?.heads == heads {
        return Ok(());
    }
    Err(Trouble::new(
        "Nothing was written",
        "the design changed while you looked at it",
        "look at the newest changes and do it again",
    ))
}

fn gone() -> Trouble {
    Trouble::new(
        "Nothing was written",
        "the state that you looked at is not here any more",
        "look at the design again",
    )
}

fn not_there(what: &str) -> Trouble {
    Trouble::new(
        what,
        "this version cannot do it from the window",
        "do it from the command line: see `commonwright --help`",
    )
}

fn files_closed() -> Trouble {
    Trouble::new(
        "The file was not handled",
        "the store of files is closed",
        "start the program again",
    )
}

/// A backup comes back under a new key, so it needs a folder of its own.
fn restore_elsewhere(from: &Path) -> Trouble {
    Trouble::new(
        "The backup was not restored",
        "this data folder is already in use, and a backup comes back into a new one",
        format!(
            "close the window and run `commonwright restore \"{}\" --home NEW-FOLDER`",
            from.display()
        ),
    )
}

fn unreachable_request(request: &Request) -> Result<(), Trouble> {
    tracing::error!(?request, "a request went the wrong way");
    Err(not_there("Nothing was done"))
}
