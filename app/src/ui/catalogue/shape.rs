//! A design without a picture gets a shape of its own, made from its id: always the same one.

use egui::{CornerRadius, Rect, Ui, vec2};
use model::design::Kind;

use crate::ui::icon;
use crate::ui::theme::{hue, mix, tokens};
use crate::ui::widgets::paint_icon;
use crate::view::CardView;

/// Paints it into `rect`.
pub fn paint(ui: &Ui, rect: Rect, corners: CornerRadius, card: &CardView) {
    let seed = card.id.map_or([0; 32], |id| id.0);
    let t = tokens(ui);
    let colour = hue(seed[0], ui.visuals().dark_mode);
    ui.painter()
        .rect_filled(rect, corners, mix(t.surface, colour, 22));
    let inside = ui
        .painter()
        .with_clip_rect(rect.shrink(1.0).intersect(ui.clip_rect()));
    for ring in 0..4_u8 {
        let [x, y, size] = [
            seed[3 * ring as usize + 1],
            seed[3 * ring as usize + 2],
            seed[3 * ring as usize + 3],
        ];
        let at = rect.min + vec2(share(x) * rect.width(), share(y) * rect.height());
        let radius = 18.0 + share(size) * 64.0;
        let shade = mix(t.surface, colour, 28 + 5 * ring);
        if seed[20].is_multiple_of(2) {
            inside.circle_filled(at, radius, shade);
        } else {
            let square = Rect::from_center_size(at, vec2(radius * 2.2, radius * 1.4));
            inside.rect_filled(square, 14, shade);
        }
    }
    inside.rect_filled(
        Rect::from_center_size(rect.center(), vec2(72.0, 72.0)),
        36,
        mix(t.surface, colour, 8),
    );
    paint_icon(
        ui,
        rect.center(),
        card.kind.map_or(icon::CATALOGUE, kind_icon),
        38.0,
        mix(t.text, colour, 70),
    );
}

fn share(byte: u8) -> f32 {
    f32::from(byte) / 255.0
}

/// The icon of a kind.
pub fn kind_icon(kind: Kind) -> &'static str {
    match kind {
        Kind::Machine => icon::MACHINE,
        Kind::Part => icon::PART,
        Kind::Building => icon::BUILDING,
        Kind::SeedLine => icon::SEED,
        Kind::Protocol => icon::PROTOCOL,
        Kind::Recipe => icon::RECIPE,
        Kind::Software => icon::SOFTWARE,
    }
}
