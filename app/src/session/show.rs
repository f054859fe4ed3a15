//! Making the view: what every page shares, and the page that is shown.

use super::{Session, today};
use crate::action::{Graphics, Route};
use crate::look::window::{
    books, catalogue, design, digest::Digest, ledger, members, people, periods, reciprocity,
    recovery, rules, since,
};
use crate::trouble::Trouble;
use crate::view::{
    CommonsChoice, CommonsView, FilePlace, FirstStartView, JoinStage, SettingsView, StatusBar,
};
use crate::words::since as since_words;
use model::charter::Role;
use model::id::CommonsId;

/// The count beside *What is new* goes up to here.
const UNSEEN_MAX: usize = 999;

impl Session {
    /// Makes the view of what the window looks at; `is_asked`: the person did something, and wants to see what came of it.
    pub(super) fn make_view(&mut self, is_asked: bool) -> Result<(), Trouble> {
        let day = today(self.day);
        self.view.today = Some(day);
        self.settings();
        self.view.others = self.others();
        let Some(id) = self.current.filter(|_| !self.another) else {
            self.view.commons = None;
            self.first_start();
            return Ok(());
        };
        self.shared(id, is_asked)?;
        self.page(id)
    }

    fn others(&self) -> Vec<CommonsChoice> {
        let others = self
            .engine
            .all()
            .filter(|commons| Some(commons.id()) != self.current)
            .filter(|commons| commons.charter().foundation().is_some())
            .filter(|commons| commons.coming_back().is_none());
        others
            .map(|commons| CommonsChoice {
                id: commons.id(),
                name: commons.charter().name().to_owned(),
            })
            .collect()
    }

    fn first_start(&mut self) {
        let check = self.view.first_start.check.take();
        let known = self.engine.home.settings().person_name.clone();
        self.view.first_start = FirstStartView {
            name_offered: if known.is_empty() {
                std::env::var("USER").unwrap_or_default()
            } else {
                known
            },
            check,
            pasted: None,
            near: people::near(&self.engine, None),
            stage: self.join_stage(),
            demo: super::act::HAS_DEMO,
            back: self
                .current
                .and_then(|id| self.engine.commons(id))
                .map(|commons| commons.charter().name().to_owned()),
        };
    }

    /// Whether somebody asks to be taken back with this home.
    pub(super) fn asking_stage(&self) -> JoinStage {
        let asking = self.engine.all().map(recovery::asking);
        let first = asking.filter_map(|asking| asking.ok().flatten()).next();
        first.map_or(JoinStage::None, JoinStage::Asking)
    }

    fn settings(&mut self) {
        let day = today(self.day);
        let settings = self.engine.home.settings();
        let commons = self.current.and_then(|id| self.engine.commons(id));
        let device = commons.and_then(|commons| {
            commons.charter().device(commons.device())?;
            Some(commons.device_called(commons.device()))
        });
        let person = commons.and_then(|commons| Some(commons.called(commons.me()?)));
        self.view.settings = SettingsView {
            person: person.unwrap_or_else(|| settings.person_name.clone()),
            device: device.unwrap_or_else(crate::home::this_computer),
            home: self.engine.home.root().display().to_string(),
            protected: self.engine.home.is_protected(),
            theme: settings.looks().0,
            graphics: match settings.graphics.as_str() {
                "glow" => Graphics::Glow,
                "wgpu" => Graphics::Wgpu,
                _ => Graphics::Auto,
            },
            percent: settings.looks().1,
            seen_in_workshop: settings.seen_nearby,
            fetch_bytes_max: settings.fetch_bytes_max,
            backed_up: settings
                .backed_up_ms
                .map(|at| since_words::when(at as i64, day)),
            fingerprint: commons
                .map(|commons| commons.core().fingerprint())
                .unwrap_or_default(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        };
    }

    /// What every page of a commons shows.
    ///
    /// While changes arrive without end the entries are not all read anew for each of them: the window would show nothing
    /// of their coming, and the copy would wait for it. They are read when the person asks, and when all is there.
    fn shared(&mut self, id: CommonsId, is_asked: bool) -> Result<(), Trouble> {
        let day = today(self.day);
        let Some(commons) = self.engine.commons_mut(id) else {
            return Ok(());
        };
        let entries = (id, commons.index().entry_count()?, day);
        // What a charter says of people also decides what waits for whom.
        let acts = commons.charter().acts().len() as u64;
        let seen = (entries.0, entries.1 + (acts << 40), entries.2);
        let is_other = self.digest_version.is_none_or(|(of, ..)| of != id);
        let may_wait = !is_asked && !is_other && people::progress(commons).is_some();
        if self.digest_version != Some(seen) && !may_wait {
            self.digest = Digest::of(commons, day)?;
            self.digest_version = Some(seen);
        }
        let charter = commons.charter();
        self.view.commons = Some(CommonsView {
            id,
            name: charter.name().to_owned(),
            people: charter.persons().count(),
            open: charter.is_open(),
            demo: self.is_demo,
            may_write: commons.writer(Role::Maker).is_ok(),
            judges: commons.judges().is_ok(),
        });
        self.view.ended = commons.ended().or(commons.judges().err());
        self.view.me = people::me(commons);
        self.view.designs = catalogue::names(commons)?;
        self.view.releases.clone_from(&self.digest.releases);
        let policy = commons.policy(day);
        let work = |kind: &model::rsd1::policy::ContributionType| (kind.name.clone(), kind.unit);
        self.view.work = policy.types.iter().map(work).collect();
        let own = policy.types.iter();
        let own = own.filter_map(|kind| Some((kind.name.clone(), kind.unit_name.clone()?)));
        self.view.units = own.collect();
        self.view.currency = policy.currency.as_str().to_owned();
        self.view.status = StatusBar {
            connected: commons.core().peers().len(),
            progress: people::progress(commons),
            only_here: people::only_here(commons),
            saved: true,
            unseen: crate::look::since::touched(commons, UNSEEN_MAX)?.len(),
            waiting: self.digest.waits.len(),
        };
        Ok(())
    }

    fn page(&mut self, id: CommonsId) -> Result<(), Trouble> {
        let day = today(self.day);
        let looking = &self.looking;
        if let Route::Design(document, _) = looking.route {
            return self.design_page(id, document);
        }
        let Some(commons) = self.engine.commons_mut(id) else {
            return Ok(());
        };
        if looking.route != Route::Books {
            self.books_version = None;
        }
        match looking.route {
            Route::Catalogue => {
                let view =
                    catalogue::catalogue(commons, &self.digest, &looking.query, &looking.cards)?;
                self.view.catalogue = view;
            }
            Route::Since => self.view.since = since::since(commons, &self.digest, day)?,
            Route::Ledger => {
                self.view.ledger =
                    ledger::ledger(commons, &self.digest, looking.filter, &looking.entries);
                self.find_evidence();
            }
            Route::Reciprocity => {
                let as_of = looking.as_of.unwrap_or(day);
                self.view.reciprocity = reciprocity::reciprocity(commons, &self.digest, as_of)?;
            }
            Route::Rules => self.view.rules = rules::rules(commons, day),
            Route::Periods => self.view.periods = periods::periods(commons, &self.digest, day)?,
            Route::People => {
                if let Some(commons) = self.engine.commons(id) {
                    self.view.people = people::people(&self.engine, commons, &self.digest, day)?;
                }
            }
            Route::Rights => self.view.rights = members::rights(commons),
            Route::Aside => self.view.aside = members::aside(commons)?,
            Route::Books => {
                // The whole books are read for it, so only where something was entered since.
                let seen = Some((self.digest_version, looking.period));
                if self.books_version != seen || !self.view.books.ready {
                    self.view.books = books::books(commons, looking.period, day)?;
                    self.books_version = seen;
                }
            }
            Route::Settings | Route::Design(..) => {}
        }
        Ok(())
    }

    /// Says of the files of the shown entries which are on this computer.
    fn find_evidence(&mut self) {
        let mut entries = std::mem::take(&mut self.view.ledger.entries);
        for evidence in entries.iter_mut().flat_map(|entry| &mut entry.evidence) {
            if self.has_file(evidence.file) {
                evidence.place = FilePlace::Here;
            } else if let Some(bytes) = self.engine.arriving(evidence.file) {
                evidence.place = FilePlace::Arriving(bytes);
            }
        }
        self.view.ledger.entries = entries;
    }

    fn design_page(
        &mut self,
        id: CommonsId,
        document: model::id::DocumentId,
    ) -> Result<(), Trouble> {
        let day = today(self.day);
        if !design::is_here(&self.engine, id, document) {
            self.view.design = None;
            return Ok(());
        }
        let Some(commons) = self.engine.commons_mut(id) else {
            return Ok(());
        };
        let mut page = design::design(commons, &self.digest, document, day)?;
        if let Some(commons) = self.engine.commons(id) {
            let here = |file| self.has_file(file);
            page.places = design::places(&self.engine, commons, here, &page.content);
        }
        self.view.design = Some(Box::new(page));
        Ok(())
    }
}
