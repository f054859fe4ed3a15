//! What a use would lead to, before anybody uses anything. Nothing is written.

use egui::Ui;
use model::day::Day;
use model::id::{AgentId, DocumentId};

use crate::action::{Request, UseReport, UsedDesign};
use crate::ui::desk::{Desk, Sent};
use crate::ui::fields::{choice, field};
use crate::ui::theme::{GAP_SMALL, GAP_TINY};
use crate::ui::widgets::{
    Weight, card, check, meta, section, send_button, sent_trouble_ui, strong,
};
use crate::view::{AccountView, Outcome};
use crate::words::{ledger as l, what_if as w};

/// What is being typed.
pub struct WhatIfForm {
    agent: Option<AgentId>,
    design: Option<DocumentId>,
    commercial: bool,
    from: String,
    to: String,
    units: String,
    revenue: String,
    part: String,
    sent: Sent,
    found: Option<Box<AccountView>>,
}

impl Default for WhatIfForm {
    fn default() -> Self {
        WhatIfForm {
            agent: None,
            design: None,
            commercial: true,
            from: String::new(),
            to: String::new(),
            units: String::new(),
            revenue: String::new(),
            part: "1".to_owned(),
            sent: Sent::default(),
            found: None,
        }
    }
}

/// Draws the form, and what came out.
pub fn what_if_ui(ui: &mut Ui, form: &mut WhatIfForm, desk: &mut Desk<'_>) {
    if let Some(Outcome::WhatIf(account)) = form.sent.take_done(desk.view) {
        form.found = Some(account.clone());
    }
    let Some(me) = desk.me() else {
        return;
    };
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = GAP_SMALL;
        section(ui, w::TITLE);
        meta(ui, w::WHY);
        let mut agents = vec![(Some(me.agent), me.name.clone())];
        let acts_for = me.acts_for.iter();
        agents.extend(acts_for.map(|(agent, name)| (Some(*agent), name.clone())));
        form.agent = form.agent.or(Some(me.agent));
        let mut is_changed = choice(ui, l::USER, &mut form.agent, &agents);
        let designs = desk.view.designs.iter();
        let designs: Vec<_> = designs
            .map(|(design, name)| (Some(*design), name.clone()))
            .collect();
        is_changed |= choice(ui, w::DESIGN, &mut form.design, &designs);
        is_changed |= check(ui, &mut form.commercial, l::COMMERCIAL).changed();
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().text_edit_width = 130.0;
            is_changed |= field(ui, l::FROM, &mut form.from, "2026-01-01").changed();
            is_changed |= field(ui, l::TO, &mut form.to, "2026-03-31").changed();
            is_changed |= field(ui, l::UNITS, &mut form.units, "").changed();
            if form.commercial {
                is_changed |= field(ui, l::REVENUE, &mut form.revenue, "45,000.00").changed();
                is_changed |= field(ui, l::PART, &mut form.part, l::PART_HINT).changed();
            }
        });
        if is_changed {
            form.found = None;
        }
        compute_ui(ui, form, desk);
        if let Some(found) = &form.found {
            found_ui(ui, found);
        }
    });
}

fn compute_ui(ui: &mut Ui, form: &mut WhatIfForm, desk: &mut Desk<'_>) {
    let days = form
        .from
        .parse::<Day>()
        .ok()
        .zip(form.to.parse::<Day>().ok());
    let ready = match (form.design, days) {
        (None, _) => Err(w::DESIGN_FIRST),
        (_, None) => Err(l::DAY_FIRST),
        _ if form.commercial && form.revenue.trim().is_empty() => Err(l::QUANTITY_FIRST),
        _ => Ok(()),
    };
    if send_button(ui, desk, &form.sent, w::COMPUTE, Weight::Normal, ready)
        && let (Some(agent), Some(design), Some((from, to))) = (form.agent, form.design, days)
    {
        let used = UseReport {
            agent,
            designs: vec![UsedDesign {
                design,
                version: None,
                part: form.part.clone(),
            }],
            commercial: form.commercial,
            from,
            to,
            units: form.units.trim().to_owned(),
            revenue: form.revenue.clone(),
            note: String::new(),
        };
        form.sent.send(desk, Request::WhatIf(used));
    }
    sent_trouble_ui(ui, desk, &form.sent);
}

fn found_ui(ui: &mut Ui, found: &AccountView) {
    meta(ui, w::FOUND);
    strong(ui, found.sentence.as_str());
    ui.spacing_mut().item_spacing.y = GAP_TINY;
    for sentence in &found.why {
        ui.add(egui::Label::new(sentence).wrap());
    }
    if !found.remedies.is_empty() {
        meta(ui, crate::words::reciprocity::CHANGES);
        for remedy in &found.remedies {
            ui.add(egui::Label::new(&remedy.text).wrap());
        }
    }
}
