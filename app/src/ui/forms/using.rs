//! Reporting use: who, of what, when, and what it earned.

use super::*;

/// The form; gives whether it stays open.
pub(super) fn use_ui(ui: &mut Ui, desk: &mut Desk<'_>, form: &mut UseForm) -> bool {
    if form.sent.take_done(desk.view).is_some() {
        return false;
    }
    section(ui, w::USE);
    let design = desk.view.design.as_deref();
    if let Some(design) = design.filter(|design| design.id() == form.design) {
        meta(ui, design.content.field(model::design::Field::Name));
    }
    if let Some(me) = desk.me() {
        let mut agents = vec![(Some(me.agent), me.name.clone())];
        agents.extend(
            me.acts_for
                .iter()
                .map(|(agent, name)| (Some(*agent), name.clone())),
        );
        choice(ui, w::USER, &mut form.agent, &agents);
    }
    check(ui, &mut form.commercial, w::COMMERCIAL);
    ui.horizontal(|ui| {
        ui.spacing_mut().text_edit_width = 140.0;
        field(ui, w::FROM, &mut form.from, "2026-01-01");
        field(ui, w::TO, &mut form.to, "2026-03-31");
    });
    if form.commercial {
        ui.horizontal(|ui| {
            ui.spacing_mut().text_edit_width = 200.0;
            let revenue = match desk.view.currency.as_str() {
                "" => w::REVENUE.to_owned(),
                currency => format!("{}, {currency}", w::REVENUE),
            };
            field(ui, &revenue, &mut form.revenue, "45,000.00");
            ui.spacing_mut().text_edit_width = 120.0;
            field(ui, w::PART, &mut form.part, w::PART_HINT);
        });
    }
    stays_ui(ui, desk);
    let days = form
        .from
        .parse::<Day>()
        .ok()
        .zip(form.to.parse::<Day>().ok());
    let ready = match days {
        None => Err(w::DAY_FIRST),
        Some(_) if form.commercial && form.revenue.trim().is_empty() => Err(w::QUANTITY_FIRST),
        Some(_) => Ok(()),
    };
    let (save, stay) = ends(ui, desk, &form.sent, w::USE_SAVE, ready);
    if save && let (Some((from, to)), Some(agent)) = (days, form.agent) {
        let report = UseReport {
            agent,
            design: form.design,
            commercial: form.commercial,
            from,
            to,
            revenue: form.revenue.trim().to_owned(),
            part: form.part.trim().to_owned(),
        };
        form.sent.send(desk, Request::Use(report));
    }
    sent_trouble_ui(ui, desk, &form.sent);
    stay
}
