//! How a person comes into a commons: founding one, looking at the demo, bringing a backup back.

use super::{Done, Session};
use crate::action;
use crate::chance;
use crate::deed::backup;
use crate::deed::people::{Founding, found};
use crate::engine;
use crate::home::{Home, this_computer};
use crate::passphrase::{self, Passphrase};
use crate::session::Start;
use crate::trouble::Trouble;
use crate::view::{NoticeKind, Outcome, ProgressView};
use crate::words;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

impl Session {
    pub(super) fn found(&mut self, founding: &action::Founding) -> Done {
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
    pub(super) fn open_demo(&mut self) -> Done {
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
                named: None,
            },
        );
        Ok(Outcome::Written)
    }

    /// Brings a backup back into the place of what is here, which is set aside and not deleted.
    ///
    /// The backup is restored beside it first, so that nothing has changed when that fails.
    pub(super) fn restore(&mut self, from: &Path, passphrase: Option<&Passphrase>) -> Done {
        let root = self.engine.home.root().to_path_buf();
        let is_new = self.engine.home.commons()?.is_empty();
        let was_protected = self.engine.home.is_protected();
        let (fresh, aside) = (beside(&root, "restored"), beside(&root, "set-aside"));
        let device = this_computer();
        let (home, restored) = backup::restore(from, passphrase, &fresh, &device, self.when())?;
        self.leave_home(home);
        let taken = self.engine.home.take_place(&root, &aside);
        let start = Start {
            commons: restored.commons.first().map(|commons| commons.id),
            named: None,
            day: self.day,
            listening: self.listening.clone(),
        };
        self.open(&start);
        if let Err(error) = taken {
            return Err(Trouble::new(
                "The backup came back into a folder of its own",
                error.to_string(),
                words::settings::open_there(&fresh),
            ));
        }
        if is_new {
            // Nothing but an unused key lies in it, and the old folder keeps what could not be removed.
            let _ = std::fs::remove_dir_all(&aside);
        }
        let mut said: Vec<String> = restored.commons.iter().map(|it| it.words()).collect();
        if !is_new {
            said.push(words::settings::set_aside(&aside));
        }
        if was_protected {
            said.push(words::passphrase::RESTORED_OPEN.to_owned());
        }
        self.notice(NoticeKind::Good, said.join(" "));
        Ok(Outcome::Written)
    }

    pub(super) fn protect(&mut self, now: Option<&Passphrase>, new: Option<Passphrase>) -> Done {
        let seal = new.map(passphrase::seal).transpose()?;
        let protected = self.engine.home.protect(now, seal.as_ref());
        protected.map_err(|error| Trouble {
            what: words::passphrase::NOT_SET.to_owned(),
            ..error.into()
        })?;
        Ok(Outcome::Written)
    }

    pub(super) fn remember_name(&mut self, person: impl Into<String>) -> Result<(), Trouble> {
        let person = person.into();
        Ok(self
            .engine
            .home
            .change_settings(|settings| settings.person_name = person)?)
    }
}

/// A folder beside this one that is not there yet.
fn beside(root: &Path, what: &str) -> PathBuf {
    let name = root.file_name().unwrap_or_default().to_string_lossy();
    let first = root.with_file_name(format!("{name}-{what}"));
    let numbered = (2..).map(|n: u32| root.with_file_name(format!("{name}-{what}-{n}")));
    std::iter::once(first)
        .chain(numbered)
        .find(|place| !place.exists())
        .expect("of endlessly many names one is free")
}
