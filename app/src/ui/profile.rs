//! Changing what one is called, one's note and one's picture; and those of an organisation.

use egui::{Rect, Sense, Ui, Vec2, pos2};
use model::id::AgentId;

use crate::action::{Action, PickFor, PreviewKey, Request};
use crate::ui::desk::{Desk, Sent};
use crate::ui::fields::{area, field};
use crate::ui::icon;
use crate::ui::pictures::Shown;
use crate::ui::theme::{GAP, tokens};
use crate::ui::widgets::{
    Weight, button, closes, flow, icon_text_button, meta, modal, paint_icon, section, send_button,
    sent_trouble_ui,
};
use crate::view::ProfileView;
use crate::words::{self, profile as w};

/// The longer side of a picture beside a name, in pixels.
const FACE_PIXELS: u16 = 128;

/// The form of a profile, while it is open.
#[derive(Default)]
pub struct ProfileForm {
    open: Option<Open>,
}

struct Open {
    agent: AgentId,
    before: String,
    is_person: bool,
    name: String,
    note: String,
    sent: Sent,
    picture: Sent,
}

impl ProfileForm {
    /// Opens it for the person at this computer.
    pub fn open_mine(&mut self, desk: &Desk<'_>) {
        if let Some(me) = desk.me() {
            self.open(me.agent, &me.name, &me.profile, true);
        }
    }

    /// Opens it for an organisation.
    pub fn open_organisation(&mut self, agent: AgentId, name: &str, profile: &ProfileView) {
        self.open(agent, name, profile, false);
    }

    fn open(&mut self, agent: AgentId, name: &str, profile: &ProfileView, is_person: bool) {
        self.open = Some(Open {
            agent,
            before: name.to_owned(),
            is_person,
            name: name.to_owned(),
            note: profile.note.clone(),
            sent: Sent::default(),
            picture: Sent::default(),
        });
    }

    /// Draws it while it is open.
    pub fn ui(&mut self, ui: &mut Ui, desk: &mut Desk<'_>) {
        let Some(form) = &mut self.open else {
            return;
        };
        form.picture.take_done(desk.view);
        let mut close = form.sent.take_done(desk.view).is_some();
        let shown = modal(ui, "profile", |ui| {
            ui.set_width(440.0);
            ui.spacing_mut().item_spacing.y = GAP;
            ui.spacing_mut().text_edit_width = 440.0;
            section(ui, w::title(form.is_person));
            picture_ui(ui, form, desk);
            field(ui, w::name(form.is_person), &mut form.name, "");
            area(ui, w::NOTE, &mut form.note, 3, w::note_hint(form.is_person));
            meta(ui, w::WHO_SEES);
            ui.horizontal(|ui| {
                let ready = if form.name.trim().is_empty() {
                    Err(w::NAME_FIRST)
                } else {
                    Ok(())
                };
                if send_button(ui, desk, &form.sent, w::SAVE, Weight::Primary, ready) {
                    let request = Request::Profile {
                        agent: form.agent,
                        name: form.name.trim().to_owned(),
                        note: form.note.trim().to_owned(),
                    };
                    form.sent.send(desk, request);
                }
                close |= button(ui, words::CANCEL, Weight::Normal).clicked();
            });
            sent_trouble_ui(ui, desk, &form.sent);
        });
        if closes(ui, &shown, close) {
            self.open = None;
        }
    }
}

fn picture_ui(ui: &mut Ui, form: &mut Open, desk: &mut Desk<'_>) {
    let profile = shown_profile(desk, form.agent);
    let picture = profile.and_then(|profile| profile.picture);
    let symbol = if form.is_person {
        icon::PERSON
    } else {
        icon::ORGANISATION
    };
    ui.horizontal(|ui| {
        face_ui(ui, picture, symbol, &form.before, 64.0, desk);
        ui.vertical(|ui| {
            flow(ui, |ui| {
                let choose = icon_text_button(ui, Some(icon::PICTURE), w::PICTURE, Weight::Normal);
                if choose.clicked() {
                    form.picture.pick(desk, PickFor::Picture(form.agent));
                }
                if picture.is_some()
                    && send_button(
                        ui,
                        desk,
                        &form.picture,
                        w::NO_PICTURE,
                        Weight::Quiet,
                        Ok(()),
                    )
                {
                    let request = Request::RemovePicture(form.agent);
                    form.picture.send(desk, request);
                }
            });
            meta(ui, w::PICTURE_KINDS);
        });
    });
    sent_trouble_ui(ui, desk, &form.picture);
}

/// The profile as the view has it now.
fn shown_profile<'a>(desk: &Desk<'a>, agent: AgentId) -> Option<&'a ProfileView> {
    let mine = desk.view.me.as_ref().filter(|me| me.agent == agent);
    let organisations = &desk.view.people.organisations;
    let organisation = || organisations.iter().find(|other| other.agent == agent);
    mine.map(|me| &me.profile)
        .or_else(|| organisation().map(|organisation| &organisation.profile))
}

/// A face beside a name: the picture in a circle, or an icon where there is none.
pub fn face_ui(
    ui: &mut Ui,
    picture: Option<model::id::FileHash>,
    symbol: &str,
    name: &str,
    size: f32,
    desk: &mut Desk<'_>,
) {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size), Sense::hover());
    let t = *tokens(ui);
    let texture = picture.and_then(|file| {
        let key = PreviewKey::Picture(file, FACE_PIXELS);
        let (shown, ask) = desk.pictures.show(key);
        if ask {
            desk.push(Action::Preview(key));
        }
        match shown {
            Shown::Texture(texture, size) => Some((texture, size)),
            _ => None,
        }
    });
    let round = (size / 2.0) as u8;
    let Some((texture, pixels)) = texture else {
        ui.painter().rect_filled(rect, round, t.surface2);
        paint_icon(ui, rect.center(), symbol, size * 0.6, t.muted);
        return;
    };
    response.widget_info(|| {
        let name = w::picture_of(name);
        egui::WidgetInfo::labeled(egui::Role::Image, true, name)
    });
    // The middle of it, as a square.
    let share = Vec2::splat(pixels.min_elem()) / pixels * 0.5;
    let uv = Rect::from_min_max(
        pos2(0.5 - share.x, 0.5 - share.y),
        pos2(0.5 + share.x, 0.5 + share.y),
    );
    let brush = egui::epaint::Brush {
        fill_texture_id: texture,
        uv,
    };
    let mut shape = egui::epaint::RectShape::filled(rect, round, egui::Color32::WHITE);
    shape.brush = Some(brush.into());
    ui.painter().add(shape);
}

/// Names that another device wrote at the same time, each to be taken.
pub fn others_ui(ui: &mut Ui, sent: &mut Sent, desk: &mut Desk<'_>) {
    let Some(me) = desk.me() else {
        return;
    };
    for other in me.profile.others.iter().filter(|other| !other.is_empty()) {
        flow(ui, |ui| {
            ui.label(w::other(other));
            let name = w::use_other(other);
            if send_button(ui, desk, sent, &name, Weight::Normal, Ok(())) {
                let request = Request::Profile {
                    agent: me.agent,
                    name: other.clone(),
                    note: me.profile.note.clone(),
                };
                sent.send(desk, request);
            }
        });
    }
}
