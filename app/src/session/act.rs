//! Carrying out what the window asks for: one file for each kind of thing.

use super::Session;
use crate::action::{self, AgreedTerms, CommandId, Graphics, Look, PickFor, Request, ThemeChoice};
use crate::commons::Commons;
use crate::deed::When;
use crate::deed::correcting::Corrected;
use crate::deed::decisions::Agreed;
use crate::deed::entries::{Attested, Work};
use crate::deed::people::Inviting;
use crate::deed::profile::ProfileChange;
use crate::look::window::catalogue;
use crate::trouble::Trouble;
use crate::view::{FindsView, InvitationView, NoticeKind, Outcome};
use model::id::{AgentId, CommonsId};
use std::path::Path;

mod begin;
mod books;
mod carry;
mod devices;
mod files;
mod govern;
mod join;
mod meet;
mod members;
mod recovery;
mod write;

pub(super) use meet::Meeting;

/// Whether the built-in demo can be opened from the first start.
pub(super) const HAS_DEMO: bool = true;

type Done = Result<Outcome, Trouble>;

impl Session {
    /// Carries out a request; `None` where the answer comes later.
    pub(super) fn carry_out(&mut self, command: CommandId, request: Request) -> Option<Done> {
        Some(match request {
            Request::Found(founding) => self.found(&founding),
            Request::Join(joining) => return self.join(command, &joining),
            Request::OpenDemo => self.open_demo(),
            Request::SyncNow => return self.sync_now(command),
            Request::Meet(address) => return self.meet(command, &address),
            Request::MeetNear(endpoint) => return self.meet_near(command, endpoint),
            Request::SeenInWorkshop(seen) => self.seen_in_workshop(seen),
            Request::Import(paths) => self.import(&paths),
            Request::Attach(design, path) => self.attach(design, &path),
            Request::Contribute(contribution) => self.contribute(&contribution),
            Request::Agree(agreed) => self.agree(&agreed),
            Request::Attest {
                agent,
                class,
                all_surplus_to_workers,
                evidence,
                file,
                from,
                to,
            } => {
                let attested = Attested {
                    agent,
                    class,
                    all_surplus_to_workers,
                    source: &evidence,
                    evidence: vec![],
                    from,
                    to,
                };
                self.attest(attested, file.as_deref())
            }
            Request::Invite { role, uses, days } => self.invite(role, uses, days),
            Request::WayBack(person) => self.way_back(person),
            Request::ComeBack { line, lost } => self.come_back(&line, lost),
            Request::StopComingBack => self.stop_coming_back(),
            Request::AddDevice => self.add_device(),
            Request::BundleWrite(path, seal) => self.write_bundle(&path, seal),
            Request::BundleRead(path, passphrase) => {
                return self.read_sealed(command, PickFor::BundleRead, path, passphrase);
            }
            Request::Backup(path, seal) => self.back_up(&path, seal),
            Request::Restore(path, passphrase) => {
                return self.read_sealed(command, PickFor::Restore, path, passphrase);
            }
            Request::Protect { now, new } => self.protect(now.as_ref(), new),
            Request::Profile { agent, name, note } => self.profile(agent, name, note),
            Request::Picture(agent, path) => self.picture(agent, Some(&path)),
            Request::RemovePicture(agent) => self.picture(agent, None),
            Request::FetchUpTo(bytes) => self.fetch_up_to(bytes),
            Request::GetFile(file) => self.get_file(file),
            Request::SaveFile(file, to) => self.save_file(file, &to),
            Request::CheckStatement(path) => self.check_statement(&path),
            Request::Foresee(..)
            | Request::End { .. }
            | Request::Leave
            | Request::AdmitAgain(_)
            | Request::WriteAgain(_)
            | Request::WithdrawInvitation(_)
            | Request::CosignAct(_) => {
                let when = self.when();
                self.shown_commons()
                    .and_then(|commons| members::carry_out(commons, request, when))
            }
            other => {
                let when = self.when();
                self.shown_commons()
                    .and_then(|commons| write::write(commons, other, when))
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
        self.another = false;
        self.view.design = None;
        self.view.catalogue = Default::default();
        self.view.ledger = Default::default();
        self.view.reciprocity = Default::default();
        self.view.books = Default::default();
        self.view.periods = Default::default();
        self.view.rules = Default::default();
        self.view.since = Default::default();
        let kept = self
            .engine
            .home
            .change_settings(|settings| settings.last_commons = Some(id.to_string()));
        if let Err(error) = kept {
            self.notice(NoticeKind::Bad, Trouble::from(error).to_string());
        }
    }

    /// Finds designs for the palette.
    pub(super) fn find(&mut self, text: String) {
        let commons = self.current.and_then(|id| self.engine.commons(id));
        let found = commons.map(|commons| catalogue::finds(commons, &text));
        match found.transpose() {
            Ok(designs) => {
                let designs = designs.unwrap_or_default();
                self.view.finds = FindsView { text, designs };
            }
            Err(trouble) => self.notice(NoticeKind::Bad, trouble.to_string()),
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
            Look::Graphics(graphics) => {
                settings.graphics = match graphics {
                    Graphics::Auto => "auto",
                    Graphics::Glow => "glow",
                    Graphics::Wgpu => "wgpu",
                }
                .to_owned();
            }
        });
        if let Err(error) = kept {
            self.notice(NoticeKind::Bad, Trouble::from(error).to_string());
        }
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
        let part_of = work.part_of.as_ref();
        let part_of = part_of.map(|(thing, share)| (thing.as_str(), share.as_str()));
        if let Some(entry) = work.corrects {
            let change = Corrected {
                kind: Some(&work.work),
                quantity: Some(&work.quantity),
                design: Some(work.design),
                from: Some(work.from.unwrap_or(work.day)),
                to: Some(work.day),
                part_of: Some(part_of),
                evidence,
                machine: Some(&work.machine),
                note: Some(&work.note),
            };
            let now = self.when();
            self.shown_commons()?.correct(entry, &change, now)?;
            return Ok(Outcome::Written);
        }
        let deed = Work {
            kind: &work.work,
            quantity: &work.quantity,
            design: work.design,
            on_behalf: work.for_whom,
            provider: None,
            from: work.from,
            to: None,
            evidence,
            part_of,
            machine: &work.machine,
            note: &work.note,
        };
        self.shown_commons()?.contribute(&deed, when)?;
        Ok(Outcome::Written)
    }

    fn agree(&mut self, agreed: &action::Agreed) -> Done {
        let text = agreed.text.as_ref().map(|path| self.keep(path));
        let text = text.transpose()?.map(|kept| kept.hash);
        let (flat, rate) = match &agreed.terms {
            AgreedTerms::Flat(flat) => (Some(flat.as_str()), None),
            AgreedTerms::Rate(rate) => (None, Some(rate.as_str())),
        };
        let deed = Agreed {
            who: agreed.agent,
            flat,
            rate,
            designs: agreed.designs.clone(),
            from: agreed.from,
            to: agreed.to,
            text,
            note: &agreed.note,
        };
        let when = self.when();
        self.shown_commons()?.agree(&deed, when)?;
        Ok(Outcome::Written)
    }

    fn attest(&mut self, mut attested: Attested<'_>, file: Option<&Path>) -> Done {
        let kept = file.map(|path| self.keep(path)).transpose()?;
        attested.evidence.extend(kept.map(|kept| kept.hash));
        let when = self.when();
        self.shown_commons()?.attest(&attested, when)?;
        Ok(Outcome::Written)
    }

    fn profile(&mut self, agent: AgentId, name: String, note: String) -> Done {
        let change = ProfileChange {
            name: Some(name.clone()),
            note: Some(note),
            picture: None,
        };
        let when = self.when();
        let commons = self.shown_commons()?;
        let is_me = commons.me() == Some(agent);
        commons.change_profile(agent, change, when)?;
        if is_me && !name.trim().is_empty() {
            self.remember_name(name.trim())?;
        }
        Ok(Outcome::Written)
    }

    fn picture(&mut self, agent: AgentId, path: Option<&Path>) -> Done {
        let kept = match path {
            Some(path) => {
                let files = self.files().ok_or_else(files_closed)?;
                Some(crate::files::keep_picture(files, path)?)
            }
            None => None,
        };
        let change = ProfileChange {
            picture: Some(kept),
            ..ProfileChange::default()
        };
        let when = self.when();
        self.shown_commons()?.change_profile(agent, change, when)?;
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
        let leads_here = crate::command::invite::leads_here(&inviting.addresses);
        let when = self.when();
        let invitation = self.shown_commons()?.invite(inviting, when)?;
        Ok(Outcome::Invitation(InvitationView {
            text: invitation.to_string(),
            role,
            uses,
            expires: invitation.expires,
            leads_here,
        }))
    }
}

fn files_closed() -> Trouble {
    Trouble::new(
        "The file was not handled",
        "the store of files is closed",
        "start the program again",
    )
}
