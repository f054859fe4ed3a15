//! Logging work: what, how long, for whom; and correcting what was logged.

use super::*;
use crate::view::Correctable;
use crate::words::{correcting as c, sharing as s};

pub(super) struct WorkForm {
    design: Option<DocumentId>,
    fixed: bool,
    work: String,
    quantity: String,
    for_whom: Option<AgentId>,
    day: String,
    from: String,
    thing: String,
    share: String,
    note: String,
    machine: String,
    evidence: String,
    /// The entry that is corrected, and how it was.
    corrects: Option<(FactId, Box<Correctable>)>,
    sent: Sent,
}

impl Typed for WorkForm {
    fn typed(&mut self) -> Vec<(&'static str, &mut String)> {
        let (quantity, thing) = (&mut self.quantity, &mut self.thing);
        vec![
            ("quantity", quantity),
            ("thing", thing),
            ("note", &mut self.note),
            ("machine", &mut self.machine),
        ]
    }
}

impl Place for WorkForm {
    fn place(&self) -> String {
        match (&self.corrects, self.design.filter(|_| self.fixed)) {
            (Some((fact, _)), _) => format!("correct/{fact}"),
            (None, Some(design)) => format!("work/{design}"),
            (None, None) => "work/-".to_owned(),
        }
    }
}

impl WorkForm {
    /// On that design, or on one to be chosen.
    pub(super) fn new(
        desk: &Desk<'_>,
        design: Option<DocumentId>,
        for_whom: Option<AgentId>,
    ) -> Self {
        WorkForm {
            design,
            fixed: design.is_some(),
            work: first_work(desk),
            quantity: String::new(),
            for_whom,
            day: desk.today().to_string(),
            from: String::new(),
            thing: String::new(),
            share: String::new(),
            note: String::new(),
            machine: String::new(),
            evidence: String::new(),
            corrects: None,
            sent: Sent::default(),
        }
    }

    /// As it was logged before, to be put right.
    pub(super) fn again(said: &Contribution) -> Self {
        let (thing, share) = said.part_of.clone().unwrap_or_default();
        WorkForm {
            design: said.design,
            fixed: false,
            work: said.work.clone(),
            quantity: said.quantity.clone(),
            for_whom: said.for_whom,
            day: said.day.to_string(),
            from: said.from.map(|from| from.to_string()).unwrap_or_default(),
            thing,
            share,
            note: said.note.clone(),
            machine: said.machine.clone(),
            evidence: String::new(),
            corrects: None,
            sent: Sent::default(),
        }
    }

    /// With what that entry says.
    pub(super) fn correcting(fact: FactId, entry: &Correctable) -> Self {
        let from = (entry.from != entry.to).then(|| entry.from.to_string());
        WorkForm {
            design: entry.design,
            fixed: false,
            work: entry.work.clone(),
            quantity: entry.quantity.clone(),
            for_whom: None,
            day: entry.to.to_string(),
            from: from.unwrap_or_default(),
            thing: entry.thing.clone(),
            share: entry.share.clone(),
            note: entry.note.clone(),
            machine: entry.machine.clone(),
            evidence: String::new(),
            corrects: Some((fact, Box::new(entry.clone()))),
            sent: Sent::default(),
        }
    }

    /// The first and the last day.
    fn days(&self) -> Result<(Option<Day>, Day), &'static str> {
        let day = |text: &str| text.trim().parse::<Day>().map_err(|_| w::DAY_FIRST);
        let last = day(&self.day)?;
        let first = match self.from.trim() {
            "" => None,
            from => Some(day(from)?),
        };
        match first.is_some_and(|first| first > last) {
            true => Err(w::DAYS_ORDER),
            false => Ok((first, last)),
        }
    }

    /// Whether reviews of the corrected entry say nothing of this one.
    fn needs_new_reviews(&self) -> bool {
        let Some((_, entry)) = &self.corrects else {
            return false;
        };
        let thing = (self.thing.trim(), self.share.trim());
        let days = self.days().ok();
        let days = days.map(|(from, to)| (from.unwrap_or(to), to));
        self.work != entry.work
            || thing != (entry.thing.as_str(), entry.share.as_str())
            || days.is_some_and(|days| days != (entry.from, entry.to))
    }

    /// Whether it can be saved.
    fn ready(&self) -> Result<(), &'static str> {
        if self.quantity.trim().is_empty() {
            return Err(w::QUANTITY_FIRST);
        }
        self.days()?;
        match self.thing.trim().is_empty() == self.share.trim().is_empty() {
            true => Ok(()),
            false => Err(s::THING_FIRST),
        }
    }

    fn said(&self, from: Option<Day>, day: Day) -> Contribution {
        Contribution {
            design: self.design,
            work: self.work.clone(),
            quantity: self.quantity.trim().to_owned(),
            for_whom: self.for_whom,
            day,
            from,
            part_of: match self.thing.trim() {
                "" => None,
                thing => Some((thing.to_owned(), self.share.trim().to_owned())),
            },
            note: self.note.trim().to_owned(),
            machine: self.machine.trim().to_owned(),
            evidence: match self.evidence.trim() {
                "" => None,
                path => Some(path.into()),
            },
            corrects: self.corrects.as_ref().map(|(fact, _)| *fact),
        }
    }
}

/// The form; gives whether it stays open.
pub(super) fn work_ui(ui: &mut Ui, desk: &mut Desk<'_>, form: &mut WorkForm) -> bool {
    if form.sent.take_done(desk.view).is_some() {
        return false;
    }
    let is_correction = form.corrects.is_some();
    section(ui, if is_correction { c::TITLE } else { w::LOG });
    if is_correction {
        meta(ui, c::WHY);
    }
    if !form.fixed {
        design_choice(ui, desk, &mut form.design);
    }
    let works: Vec<(String, String)> = desk
        .view
        .work
        .iter()
        .map(|(name, _)| (name.clone(), w::work(name)))
        .collect();
    choice(ui, w::KIND, &mut form.work, &works);
    let unit = desk.view.work.iter().find(|(name, _)| *name == form.work);
    let (name, hint) = w::quantity(unit.map_or(ContributionUnit::Minute, |(_, unit)| *unit));
    let own = desk
        .view
        .units
        .get(&form.work)
        .map(|unit| w::amount_in(unit));
    let name = own.as_deref().unwrap_or(name);
    let quantity = field(ui, name, &mut form.quantity, hint);
    let enter = entered(ui, &quantity);
    if ui.memory(|m| m.focused().is_none()) && form.quantity.is_empty() {
        quantity.request_focus();
    }
    match &form.corrects {
        Some((_, entry)) => drop(meta(ui, c::stays_for(entry.for_whom.as_deref()))),
        None => for_whom_ui(ui, desk, &mut form.for_whom),
    }
    match &form.corrects {
        Some((_, entry)) => {
            let files = entry.files;
            days_ui(ui, form);
            area(ui, w::NOTE, &mut form.note, 2, "");
            if files > 0 {
                meta(ui, c::files_stay(files));
            }
            let _ = foldout(ui, "rest", c::MORE, |ui| rest_ui(ui, form));
        }
        None => {
            let _ = foldout(ui, "more", w::MORE, |ui| {
                days_ui(ui, form);
                area(ui, w::NOTE, &mut form.note, 3, "");
                rest_ui(ui, form);
            });
        }
    }
    if form.needs_new_reviews() {
        banner(ui, icon::INFO, Tone::Look, |ui| ui.label(c::ANEW));
    }
    if is_correction || desk.me().is_some_and(|me| !me.wrote_before) {
        stays_ui(ui, desk);
    }
    let ready = form.ready();
    let text = if is_correction { c::SAVE } else { w::SAVE };
    let (save, stay) = ends(ui, desk, &form.sent, text, ready);
    let save = save || enter && may_send(desk, &form.sent, ready);
    if save && let Ok((from, day)) = form.days() {
        let said = Box::new(form.said(from, day));
        form.sent.send(desk, Request::Contribute(said));
    }
    sent_trouble_ui(ui, desk, &form.sent);
    stay
}

fn days_ui(ui: &mut Ui, form: &mut WorkForm) {
    ui.horizontal(|ui| {
        ui.spacing_mut().text_edit_width = 208.0;
        field(ui, w::DAY, &mut form.day, "2026-02-10");
        field(ui, w::FIRST_DAY, &mut form.from, "");
    });
}

/// What most entries do not need.
fn rest_ui(ui: &mut Ui, form: &mut WorkForm) {
    field(ui, s::THING, &mut form.thing, s::THING_HINT);
    field(ui, s::MY_SHARE, &mut form.share, s::SHARE_HINT);
    field(ui, w::MACHINE, &mut form.machine, w::MACHINE_HINT);
    field(ui, w::EVIDENCE, &mut form.evidence, w::EVIDENCE_HINT);
    meta(ui, w::EVIDENCE_WHY);
}

/// Design work first, where the policy counts it.
fn first_work(desk: &Desk<'_>) -> String {
    let works = &desk.view.work;
    let design = works.iter().find(|(name, _)| name == "design");
    design
        .or(works.first())
        .map_or_else(String::new, |(name, _)| name.clone())
}

fn design_choice(ui: &mut Ui, desk: &Desk<'_>, design: &mut Option<DocumentId>) {
    let mut designs = vec![(None, w::NO_DESIGN.to_owned())];
    designs.extend(
        desk.view
            .designs
            .iter()
            .map(|(id, name)| (Some(*id), name.clone())),
    );
    choice(ui, w::DESIGN, design, &designs);
}

/// Only those who act for an organisation are asked.
fn for_whom_ui(ui: &mut Ui, desk: &Desk<'_>, for_whom: &mut Option<AgentId>) {
    let Some(me) = desk.me().filter(|me| !me.acts_for.is_empty()) else {
        return;
    };
    let mut choices = vec![(None, w::MYSELF.to_owned())];
    choices.extend(
        me.acts_for
            .iter()
            .map(|(agent, name)| (Some(*agent), name.clone())),
    );
    choice(ui, w::FOR_WHOM, for_whom, &choices);
}
