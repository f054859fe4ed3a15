//! Reporting use: who, of what, when, and what it earned.

use super::*;
use crate::action::{UseReport, UsedDesign};
use crate::ui::fields::choice_bare;
use crate::ui::widgets::{icon_button, small_link};

/// A report names at most so many designs here; by command there may be more.
const DESIGNS_MAX: usize = 16;

pub(super) struct UseForm {
    /// The design on whose page it was opened.
    opened_on: Option<DocumentId>,
    designs: Vec<UsedForm>,
    agent: Option<AgentId>,
    commercial: bool,
    from: String,
    to: String,
    units: String,
    revenue: String,
    note: String,
    sent: Sent,
}

/// One design of a report.
struct UsedForm {
    design: Option<DocumentId>,
    /// The released version; `None`: as it stands now.
    version: Option<String>,
    part: String,
}

impl UsedForm {
    fn new(design: Option<DocumentId>) -> Self {
        UsedForm {
            design,
            version: None,
            part: "1".to_owned(),
        }
    }
}

impl Typed for UseForm {
    fn typed(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![
            ("revenue", &mut self.revenue),
            ("units", &mut self.units),
            ("note", &mut self.note),
        ]
    }
}

impl Place for UseForm {
    fn place(&self) -> String {
        match self.opened_on {
            Some(design) => format!("use/{design}"),
            None => "use/-".to_owned(),
        }
    }
}

impl UseForm {
    pub(super) fn new(desk: &Desk<'_>, design: DocumentId) -> Self {
        let acts_for = desk
            .me()
            .map(|me| me.acts_for.as_slice())
            .unwrap_or_default();
        let agent = acts_for
            .first()
            .map(|(agent, _)| *agent)
            .or(desk.me().map(|me| me.agent));
        let (from, to) = quarter(desk.today());
        UseForm {
            opened_on: Some(design),
            designs: vec![UsedForm::new(Some(design))],
            agent,
            commercial: true,
            from: from.to_string(),
            to: to.to_string(),
            units: String::new(),
            revenue: String::new(),
            note: String::new(),
            sent: Sent::default(),
        }
    }

    /// As somebody reported it before, to be put right.
    pub(super) fn again(report: &UseReport) -> Self {
        let used = report.designs.iter().map(|used| UsedForm {
            design: Some(used.design),
            version: used.version.clone(),
            part: used.part.clone(),
        });
        UseForm {
            opened_on: None,
            designs: used.collect(),
            agent: Some(report.agent),
            commercial: report.commercial,
            from: report.from.to_string(),
            to: report.to.to_string(),
            units: report.units.clone(),
            revenue: report.revenue.clone(),
            note: report.note.clone(),
            sent: Sent::default(),
        }
    }

    fn report(&self) -> Result<UseReport, &'static str> {
        let day = |text: &str| text.trim().parse::<Day>().map_err(|_| w::DAY_FIRST);
        let (from, to) = (day(&self.from)?, day(&self.to)?);
        if self.commercial && self.revenue.trim().is_empty() {
            return Err(w::QUANTITY_FIRST);
        }
        let units = self.units.trim();
        if !units.is_empty() && units.parse::<u32>().is_err() {
            return Err(w::UNITS_FIRST);
        }
        let used = |used: &UsedForm| {
            Ok(UsedDesign {
                design: used.design.ok_or(w::USED_FIRST)?,
                version: used.version.clone(),
                part: used.part.trim().to_owned(),
            })
        };
        let designs: Result<Vec<UsedDesign>, &'static str> =
            self.designs.iter().map(used).collect();
        Ok(UseReport {
            agent: self.agent.ok_or(w::DAY_FIRST)?,
            designs: designs?,
            commercial: self.commercial,
            from,
            to,
            units: units.to_owned(),
            revenue: self.revenue.trim().to_owned(),
            note: self.note.trim().to_owned(),
        })
    }

    /// One more design: parts that were equal are equal again.
    fn add_design(&mut self) {
        let share = |count: usize| match count {
            1 => "1".to_owned(),
            n => format!("1/{n}"),
        };
        let (before, after) = (share(self.designs.len()), share(self.designs.len() + 1));
        self.designs.push(UsedForm::new(None));
        let were_equal = self.designs.iter().rev().skip(1);
        let mut were_equal = were_equal.map(|used| used.part.trim() == before);
        if were_equal.all(|equal| equal) {
            let parts = self.designs.iter_mut();
            parts.for_each(|used| used.part.clone_from(&after));
        }
    }

    /// Whether the parts add up to more than the whole product.
    fn is_too_much(&self) -> bool {
        let parts = self.designs.iter();
        let parts = parts.filter_map(|used| used.part.trim().parse::<Ratio>().ok());
        let sum = parts.fold(Rational::zero(), |sum, part| &sum + &Rational::from(part));
        sum > Rational::one()
    }
}

/// The form; gives whether it stays open.
pub(super) fn use_ui(ui: &mut Ui, desk: &mut Desk<'_>, form: &mut UseForm) -> bool {
    if form.sent.take_done(desk.view).is_some() {
        return false;
    }
    section(ui, w::USE);
    if let Some(me) = desk.me() {
        let mut agents = vec![(Some(me.agent), me.name.clone())];
        agents.extend(
            me.acts_for
                .iter()
                .map(|(agent, name)| (Some(*agent), name.clone())),
        );
        choice(ui, w::USER, &mut form.agent, &agents);
    }
    designs_ui(ui, desk, form);
    check(ui, &mut form.commercial, w::COMMERCIAL);
    ui.horizontal(|ui| {
        ui.spacing_mut().text_edit_width = 132.0;
        field(ui, w::FROM, &mut form.from, "2026-01-01");
        field(ui, w::TO, &mut form.to, "2026-03-31");
        field(ui, w::UNITS, &mut form.units, "12");
    });
    if form.commercial {
        let revenue = match desk.view.currency.as_str() {
            "" => w::REVENUE.to_owned(),
            currency => format!("{}, {currency}", w::REVENUE),
        };
        ui.spacing_mut().text_edit_width = 208.0;
        field(ui, &revenue, &mut form.revenue, "45,000.00");
        ui.spacing_mut().text_edit_width = 440.0;
    }
    area(ui, w::NOTE, &mut form.note, 2, "");
    stays_ui(ui, desk);
    let report = form.report();
    let ready = report.as_ref().map(|_| ()).map_err(|why| *why);
    let (save, stay) = ends(ui, desk, &form.sent, w::USE_SAVE, ready);
    if save && let Ok(report) = report {
        form.sent.send(desk, Request::Use(report));
    }
    sent_trouble_ui(ui, desk, &form.sent);
    stay
}

/// What was used, in which version, and which part of the product each is.
fn designs_ui(ui: &mut Ui, desk: &mut Desk<'_>, form: &mut UseForm) {
    let mut removed = None;
    let is_only = form.designs.len() == 1;
    let commercial = form.commercial;
    for (place, used) in form.designs.iter_mut().enumerate() {
        ui.push_id(("used", place), |ui| {
            if used_ui(ui, desk, used, place + 1, commercial) && !is_only {
                removed = Some(place);
            }
        });
    }
    if let Some(place) = removed {
        form.designs.remove(place);
    }
    if form.designs.len() < DESIGNS_MAX && small_link(ui, w::USED_MORE).clicked() {
        form.add_design();
    }
    if commercial && form.is_too_much() {
        banner(ui, icon::WARNING, Tone::Look, |ui| {
            ui.label(w::PARTS_TOO_MUCH)
        });
    }
}

/// One design; gives whether it is to go.
fn used_ui(
    ui: &mut Ui,
    desk: &Desk<'_>,
    used: &mut UsedForm,
    number: usize,
    commercial: bool,
) -> bool {
    let mut goes = false;
    let designs = designs_named(desk, used.design);
    ui.horizontal(|ui| {
        let before = used.design;
        choice_bare(ui, &w::used(number), &mut used.design, &designs, None);
        if used.design != before {
            used.version = None;
        }
        if number > 1 {
            goes = icon_button(ui, icon::REMOVE, &w::used_less(number)).clicked();
        }
    });
    ui.horizontal(|ui| {
        ui.spacing_mut().text_edit_width = 132.0;
        let mut versions = vec![(None, w::VERSION_NOW.to_owned())];
        let released = used
            .design
            .and_then(|design| desk.view.releases.get(&design));
        versions.extend(
            released
                .into_iter()
                .flatten()
                .map(|version| (Some(version.clone()), w::version(version))),
        );
        choice(ui, &w::used_version(number), &mut used.version, &versions);
        if commercial {
            field(ui, &w::used_part(number), &mut used.part, w::PART_HINT);
        }
    });
    goes
}

/// The designs to choose from, with the one that is chosen.
fn designs_named(desk: &Desk<'_>, chosen: Option<DocumentId>) -> Vec<(Option<DocumentId>, String)> {
    let mut designs = vec![(None, w::USED_NONE.to_owned())];
    let all = desk.view.designs.iter();
    designs.extend(all.map(|(id, name)| (Some(*id), name.clone())));
    let is_there = designs.iter().any(|(id, _)| *id == chosen);
    let open = desk.view.design.as_deref();
    if let Some(open) = open.filter(|open| !is_there && Some(open.id()) == chosen) {
        let name = open.content.field(model::design::Field::Name);
        designs.push((chosen, name.to_owned()));
    }
    designs
}
