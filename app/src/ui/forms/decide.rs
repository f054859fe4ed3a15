//! What stewards decide about a user: an agreement, or that a report of use does not count.

use super::*;
use crate::action::{Agreed, AgreedTerms};
use crate::ui::widgets::{flow, small_link};
use crate::words::{decide as d, questions as q, sharing as s};

pub(super) struct AgreeForm {
    agent: AgentId,
    name: String,
    by_rate: bool,
    flat: String,
    rate: String,
    /// For which designs; empty for all.
    designs: Vec<(DocumentId, String)>,
    from: String,
    to: String,
    text: String,
    note: String,
    sent: Sent,
}

impl Typed for AgreeForm {
    fn typed(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![
            ("flat", &mut self.flat),
            ("rate", &mut self.rate),
            ("note", &mut self.note),
        ]
    }
}

impl Place for AgreeForm {
    fn place(&self) -> String {
        format!("agree/{}", self.agent)
    }
}

impl AgreeForm {
    /// With somebody, from that day to the end of its year.
    pub(super) fn new(agent: AgentId, name: &str, from: Day) -> Self {
        let last = Day::from_civil(from.civil().0, 12, 31).unwrap_or(from);
        AgreeForm {
            agent,
            name: name.to_owned(),
            by_rate: false,
            flat: String::new(),
            rate: String::new(),
            designs: vec![],
            from: from.to_string(),
            to: last.to_string(),
            text: String::new(),
            note: String::new(),
            sent: Sent::default(),
        }
    }

    /// As it was recorded before, to be put right.
    pub(super) fn again(agreed: &Agreed, name: &str, designs: &[(DocumentId, String)]) -> Self {
        let (by_rate, flat, rate) = match &agreed.terms {
            AgreedTerms::Flat(flat) => (false, flat.clone(), String::new()),
            AgreedTerms::Rate(rate) => (true, String::new(), rate.clone()),
        };
        AgreeForm {
            by_rate,
            flat,
            rate,
            designs: designs.to_vec(),
            to: agreed.to.map(|to| to.to_string()).unwrap_or_default(),
            note: agreed.note.clone(),
            ..AgreeForm::new(agreed.agent, name, agreed.from)
        }
    }

    fn agreed(&self) -> Result<Agreed, &'static str> {
        let day = |text: &str| text.trim().parse::<Day>().map_err(|_| w::DAY_FIRST);
        let terms = match self.by_rate {
            true => AgreedTerms::Rate(self.rate.trim().to_owned()),
            false => AgreedTerms::Flat(self.flat.trim().to_owned()),
        };
        let (AgreedTerms::Flat(typed) | AgreedTerms::Rate(typed)) = &terms;
        if typed.is_empty() {
            return Err(w::QUANTITY_FIRST);
        }
        let from = day(&self.from)?;
        let to = match self.to.trim() {
            "" => None,
            to => Some(day(to)?),
        };
        if to.is_some_and(|to| from > to) {
            return Err(d::ORDER_FIRST);
        }
        Ok(Agreed {
            agent: self.agent,
            terms,
            designs: self.designs.iter().map(|(design, _)| *design).collect(),
            from,
            to,
            text: match self.text.trim() {
                "" => None,
                path => Some(path.into()),
            },
            note: self.note.trim().to_owned(),
        })
    }
}

/// Draws the form of an agreement; gives whether it stays open.
pub(super) fn agree_ui(ui: &mut Ui, desk: &mut Desk<'_>, form: &mut AgreeForm) -> bool {
    if form.sent.take_done(desk.view).is_some() {
        return false;
    }
    section(ui, d::AGREE);
    meta(ui, &form.name);
    meta(ui, d::AGREE_WHY);
    let ways = [
        (false, d::BY_FLAT.to_owned()),
        (true, d::BY_RATE.to_owned()),
    ];
    choice(ui, d::WAY, &mut form.by_rate, &ways);
    match form.by_rate {
        true => field(ui, d::RATE, &mut form.rate, "2 %"),
        false => {
            let label = d::flat(&desk.view.currency);
            field(ui, &label, &mut form.flat, "250.00")
        }
    };
    agreed_designs_ui(ui, desk, form);
    ui.horizontal(|ui| {
        ui.spacing_mut().text_edit_width = 208.0;
        field(ui, d::FROM, &mut form.from, "2026-01-01");
        field(ui, s::UNTIL, &mut form.to, "2026-12-31");
    });
    field(ui, d::TEXT, &mut form.text, d::TEXT_HINT);
    meta(ui, w::EVIDENCE_WHY);
    area(ui, w::NOTE, &mut form.note, 2, "");
    let agreed = form.agreed();
    let ready = agreed.as_ref().map(|_| ()).map_err(|why| *why);
    let (save, stay) = ends(ui, desk, &form.sent, d::AGREE_SAVE, ready);
    if save && let Ok(agreed) = agreed {
        form.sent.send(desk, Request::Agree(Box::new(agreed)));
    }
    sent_trouble_ui(ui, desk, &form.sent);
    stay
}

/// For which designs it is: all, or those that were chosen.
fn agreed_designs_ui(ui: &mut Ui, desk: &Desk<'_>, form: &mut AgreeForm) {
    let mut more: Option<DocumentId> = None;
    let name = match form.designs.is_empty() {
        true => d::ALL_DESIGNS,
        false => d::ONE_MORE,
    };
    let mut choices = vec![(None, name.to_owned())];
    let is_in = |design: &DocumentId| form.designs.iter().any(|(known, _)| known == design);
    let others = desk.view.designs.iter();
    let others = others.filter(|(design, _)| !is_in(design));
    choices.extend(others.map(|(design, name)| (Some(*design), name.clone())));
    if choice(ui, d::DESIGNS, &mut more, &choices)
        && let Some(design) = more
        && let Some((_, name)) = choices.into_iter().find(|(one, _)| *one == more)
    {
        form.designs.push((design, name));
    }
    let mut removed = None;
    for (place, (_, name)) in form.designs.iter().enumerate() {
        flow(ui, |ui| {
            ui.label(name);
            if small_link(ui, &d::not_this(name)).clicked() {
                removed = Some(place);
            }
        });
    }
    if let Some(place) = removed {
        form.designs.remove(place);
    }
}

/// Draws the form that leaves an entry out; gives whether it stays open.
pub(super) fn leave_out_ui(ui: &mut Ui, desk: &mut Desk<'_>, form: &mut LeaveOutForm) -> bool {
    if form.sent.take_done(desk.view).is_some() {
        return false;
    }
    let (title, why) = match form.leave {
        Leave::Use => (d::LEAVE_OUT, d::LEAVE_OUT_WHY),
        Leave::Entry => (q::LEAVE_OUT_TITLE, q::LEAVE_OUT_WHY),
        Leave::Question => (q::STANDS_TITLE, q::STANDS_WHY),
        Leave::Pause => (s::END_PAUSE_TITLE, s::END_PAUSE_WHY),
    };
    section(ui, title);
    meta(ui, &form.name);
    meta(ui, why);
    area(ui, d::REASON, &mut form.reason, 2, "");
    let ready = match form.reason.trim().is_empty() {
        true => Err(d::REASON_FIRST),
        false => Ok(()),
    };
    let (save, stay) = ends(ui, desk, &form.sent, d::LEAVE_OUT_SAVE, ready);
    if save {
        let request = Request::LeaveOut(form.fact, form.reason.trim().to_owned());
        form.sent.send(desk, request);
    }
    sent_trouble_ui(ui, desk, &form.sent);
    stay
}
