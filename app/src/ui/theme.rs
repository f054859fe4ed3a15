//! Colours, type and spacing: the only file that names a colour.
//!
//! The tokens are those of interface.md, section 6; every text colour has a contrast of at least 4.5
//! against each of the three grounds it may stand on, and a test computes it.

use std::sync::Arc;

use egui::epaint::text::{FontTweak, VariationCoords};
use egui::{
    Color32, Context, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Shadow,
    Stroke, Style, TextStyle, Theme, Ui, Vec2, Visuals,
};

/// The colours of one theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tokens {
    /// Behind everything.
    pub bg: Color32,
    /// Cards, panels, fields.
    pub surface: Color32,
    /// Buttons, hovered rows, table heads.
    pub surface2: Color32,
    /// Decoration only: 1.4 : 1, nothing may rely on it.
    pub border: Color32,
    /// Words.
    pub text: Color32,
    /// Words that matter less.
    pub muted: Color32,
    /// The borders of fields: at least 3 : 1 against a surface.
    pub field: Color32,
    /// The one colour that invites.
    pub accent: Color32,
    /// Words on the accent.
    pub on_accent: Color32,
    /// Good.
    pub ok: Color32,
    /// Look here.
    pub warn: Color32,
    /// Wrong.
    pub err: Color32,
    /// Neutral news.
    pub info: Color32,
    /// In drawings, beside the others: it says nothing by itself.
    pub apart: Color32,
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// Day.
pub const LIGHT: Tokens = Tokens {
    bg: rgb(0xF6F7F4),
    surface: rgb(0xFFFFFF),
    surface2: rgb(0xECEFE9),
    border: rgb(0xD5DAD0),
    text: rgb(0x1B211C),
    muted: rgb(0x5B665D),
    field: rgb(0x838E86),
    accent: rgb(0x1F6F54),
    on_accent: rgb(0xFFFFFF),
    ok: rgb(0x1E7A3C),
    warn: rgb(0x8A5A00),
    err: rgb(0xB3261E),
    info: rgb(0x1D5FA8),
    apart: rgb(0x8A3F94),
};

/// Night.
pub const DARK: Tokens = Tokens {
    bg: rgb(0x14181A),
    surface: rgb(0x1C2225),
    surface2: rgb(0x262D31),
    border: rgb(0x364045),
    text: rgb(0xE7ECE9),
    muted: rgb(0x9AA8A0),
    field: rgb(0x74827A),
    accent: rgb(0x5BC59B),
    on_accent: rgb(0x08110D),
    ok: rgb(0x6FCF8A),
    warn: rgb(0xE5B454),
    err: rgb(0xF2877F),
    info: rgb(0x7FB4EC),
    apart: rgb(0xD79BE0),
};

/// What a colour is used to say; always together with an icon and a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Nothing special.
    #[default]
    Plain,
    /// Good.
    Good,
    /// Look here.
    Look,
    /// Wrong or dangerous.
    Bad,
    /// Neutral news.
    News,
}

impl Tokens {
    /// The colour of that tone.
    pub fn tone(&self, tone: Tone) -> Color32 {
        match tone {
            Tone::Plain => self.muted,
            Tone::Good => self.ok,
            Tone::Look => self.warn,
            Tone::Bad => self.err,
            Tone::News => self.info,
        }
    }
}

/// `over` painted on `ground` with that many percent.
pub fn mix(ground: Color32, over: Color32, percent: u8) -> Color32 {
    let one = |a: u8, b: u8| {
        ((u32::from(a) * (100 - u32::from(percent)) + u32::from(b) * u32::from(percent)) / 100)
            as u8
    };
    Color32::from_rgb(
        one(ground.r(), over.r()),
        one(ground.g(), over.g()),
        one(ground.b(), over.b()),
    )
}

/// A calm colour for a shape, one of 256 around the circle.
pub fn hue(byte: u8, dark: bool) -> Color32 {
    let (saturation, value) = if dark { (0.45, 0.75) } else { (0.55, 0.6) };
    egui::ecolor::Hsva::new(f32::from(byte) / 256.0, saturation, value, 1.0).into()
}

/// The colours in force here.
pub fn tokens(ui: &Ui) -> &'static Tokens {
    if ui.visuals().dark_mode {
        &DARK
    } else {
        &LIGHT
    }
}

/// Between the smallest things.
pub const GAP_TINY: f32 = 4.0;
/// Between things that belong together.
pub const GAP_SMALL: f32 = 8.0;
/// Between rows.
pub const GAP: f32 = 12.0;
/// Between cards.
pub const GAP_CARD: f32 = 16.0;
/// Around a page, and between its sections.
pub const GAP_PAGE: f32 = 24.0;
/// Above a new chapter of a page.
pub const GAP_CHAPTER: f32 = 32.0;
/// How wide text may run before lines get hard to read.
pub const TEXT_WIDTH_MAX: f32 = 760.0;
/// How high anything is that can be hit.
pub const HIT_HEIGHT: f32 = 32.0;
/// Corners of buttons and fields.
pub const RADIUS: u8 = 6;
/// Corners of cards.
pub const RADIUS_CARD: u8 = 8;
/// How much of its tone the ground of a chip takes.
pub const CHIP_FILL_PERCENT: u8 = 10;
/// How much of its tone the border of a chip takes.
pub const CHIP_BORDER_PERCENT: u8 = 40;
/// Corners of dialogs.
pub const RADIUS_DIALOG: u8 = 12;

/// The heavier face of the text font.
pub fn semibold_family() -> FontFamily {
    FontFamily::Name("semibold".into())
}

/// The slanted face of the text font.
pub fn slanted_family() -> FontFamily {
    FontFamily::Name("slanted".into())
}

/// The icons.
pub fn icon_family() -> FontFamily {
    FontFamily::Name("icons".into())
}

/// 16, heavier: titles of cards and sections.
pub fn section_style() -> TextStyle {
    TextStyle::Name("section".into())
}

/// 14, heavier: words that carry a line.
pub fn strong_style() -> TextStyle {
    TextStyle::Name("strong".into())
}

/// Teaches a context the fonts and both themes; once, before its first frame.
pub fn install(ctx: &Context) {
    ctx.set_fonts(fonts());
    ctx.set_style_of(Theme::Light, style(&LIGHT, Visuals::light()));
    ctx.set_style_of(Theme::Dark, style(&DARK, Visuals::dark()));
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let fallback = fonts.families[&FontFamily::Proportional].clone();
    for (name, family, axes) in [
        (
            "inter",
            FontFamily::Proportional,
            [("wght", 400.0), ("slnt", 0.0)],
        ),
        (
            "inter-semibold",
            semibold_family(),
            [("wght", 600.0), ("slnt", 0.0)],
        ),
        (
            "inter-slanted",
            slanted_family(),
            [("wght", 400.0), ("slnt", -10.0)],
        ),
    ] {
        fonts.font_data.insert(name.into(), Arc::new(inter(axes)));
        let mut faces = vec![name.to_owned()];
        faces.extend(fallback.iter().cloned());
        fonts.families.insert(family, faces);
    }
    let mut icons = egui_material_icons::font_insert().data;
    icons.tweak.y_offset_factor = 0.0;
    fonts.font_data.insert("icons".into(), Arc::new(icons));
    fonts.families.insert(icon_family(), vec!["icons".into()]);
    fonts
}

/// One face of Inter: the crate carries the variable font, so a face is a place on its axes.
fn inter(axes: [(&str, f32); 2]) -> FontData {
    FontData::from_static(ttf_inter::REGULAR).tweak(FontTweak {
        coords: VariationCoords::new(axes),
        ..FontTweak::default()
    })
}

fn style(tokens: &Tokens, base: Visuals) -> Style {
    let mut style = Style {
        text_styles: text_styles(),
        visuals: visuals(tokens, base),
        animation_time: 0.08,
        ..Style::default()
    };
    spacing(&mut style);
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.4;
    style.url_in_tooltip = true;
    style
}

fn text_styles() -> std::collections::BTreeMap<TextStyle, FontId> {
    let text = FontFamily::Proportional;
    [
        (TextStyle::Heading, FontId::new(22.0, semibold_family())),
        (section_style(), FontId::new(16.0, semibold_family())),
        (strong_style(), FontId::new(14.0, semibold_family())),
        (TextStyle::Body, FontId::new(14.0, text.clone())),
        (TextStyle::Button, FontId::new(14.0, text.clone())),
        (
            TextStyle::Monospace,
            FontId::new(13.0, FontFamily::Monospace),
        ),
        (TextStyle::Small, FontId::new(12.0, text)),
    ]
    .into()
}

fn spacing(style: &mut Style) {
    let spacing = &mut style.spacing;
    spacing.item_spacing = Vec2::splat(GAP_SMALL);
    spacing.button_padding = Vec2::new(12.0, 6.0);
    spacing.interact_size = Vec2::new(40.0, HIT_HEIGHT);
    spacing.menu_margin = Margin::same(6);
    spacing.window_margin = Margin::same(16);
    spacing.icon_width = 18.0;
    spacing.icon_width_inner = 10.0;
    spacing.combo_height = 320.0;
    spacing.text_edit_width = 320.0;
    spacing.tooltip_width = 360.0;
    // The bar lies over the margin of the page, so that nothing moves when it comes or goes.
    spacing.scroll = egui::style::ScrollStyle::floating();
    spacing.scroll.floating_width = 8.0;
    spacing.scroll.bar_width = 8.0;
    spacing.scroll.dormant_handle_opacity = 0.3;
    spacing.scroll.dormant_background_opacity = 0.0;
    spacing.scroll.active_handle_opacity = 0.4;
    spacing.scroll.active_background_opacity = 0.0;
    spacing.scroll.interact_handle_opacity = 0.7;
    spacing.scroll.fade.strength = 0.0;
}

fn visuals(tokens: &Tokens, base: Visuals) -> Visuals {
    let mut visuals = base;
    visuals.override_text_color = None;
    visuals.weak_text_color = Some(tokens.muted);
    visuals.hyperlink_color = tokens.accent;
    visuals.faint_bg_color = mix(tokens.surface, tokens.surface2, 50);
    visuals.extreme_bg_color = tokens.surface;
    visuals.text_edit_bg_color = Some(tokens.surface);
    visuals.code_bg_color = tokens.surface2;
    visuals.warn_fg_color = tokens.warn;
    visuals.error_fg_color = tokens.err;
    visuals.panel_fill = tokens.bg;
    visuals.window_fill = tokens.surface;
    visuals.window_stroke = Stroke::new(1.0, tokens.border);
    visuals.window_corner_radius = CornerRadius::same(RADIUS_DIALOG);
    visuals.menu_corner_radius = CornerRadius::same(RADIUS_CARD);
    visuals.window_shadow = shadow(8);
    visuals.popup_shadow = shadow(4);
    visuals.selection.bg_fill = mix(tokens.surface, tokens.accent, 30);
    visuals.selection.stroke = Stroke::new(1.0, tokens.text);
    visuals.text_cursor.stroke = Stroke::new(2.0, tokens.accent);
    visuals.text_cursor.blink = false;
    visuals.disabled_alpha = 0.6;
    visuals.striped = false;
    visuals.slider_trailing_fill = true;
    widgets(&mut visuals.widgets, tokens);
    visuals
}

fn shadow(depth: i8) -> Shadow {
    Shadow {
        offset: [0, depth],
        blur: depth as u8 * 3,
        spread: 0,
        color: Color32::from_black_alpha(40),
    }
}

/// The focus ring is the two-point accent stroke of the active state: egui calls a focused widget active.
fn widgets(widgets: &mut egui::style::Widgets, tokens: &Tokens) {
    let states = [
        (
            &mut widgets.noninteractive,
            tokens.surface,
            tokens.border,
            1.0,
        ),
        (&mut widgets.inactive, tokens.surface2, tokens.border, 1.0),
        (
            &mut widgets.hovered,
            mix(tokens.surface2, tokens.text, 8),
            tokens.muted,
            1.0,
        ),
        (
            &mut widgets.active,
            mix(tokens.surface2, tokens.accent, 12),
            tokens.accent,
            2.0,
        ),
        (&mut widgets.open, tokens.surface2, tokens.muted, 1.0),
    ];
    for (state, fill, stroke, width) in states {
        state.bg_fill = fill;
        state.weak_bg_fill = fill;
        state.bg_stroke = Stroke::new(width, stroke);
        state.fg_stroke = Stroke::new(1.0, tokens.text);
        state.corner_radius = CornerRadius::same(RADIUS);
        state.expansion = 0.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(colour: Color32) -> f64 {
        let one = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.03928 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * one(colour.r()) + 0.7152 * one(colour.g()) + 0.0722 * one(colour.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_text_colour_can_be_read_on_every_ground() {
        for t in [LIGHT, DARK] {
            for ground in [t.bg, t.surface, t.surface2] {
                for colour in [
                    t.text, t.muted, t.accent, t.ok, t.warn, t.err, t.info, t.apart,
                ] {
                    let found = contrast(colour, ground);
                    assert!(found >= 4.5, "{colour:?} on {ground:?}: {found:.2}");
                }
            }
            assert!(contrast(t.on_accent, t.accent) >= 4.5);
            assert!(contrast(t.field, t.surface) >= 3.0);
        }
    }

    #[test]
    fn the_words_of_a_chip_can_be_read_on_its_own_fill() {
        for t in [LIGHT, DARK] {
            for colour in [t.ok, t.warn, t.err, t.info] {
                let found = contrast(colour, mix(t.surface, colour, CHIP_FILL_PERCENT));
                assert!(found >= 4.5, "{colour:?}: {found:.2}");
            }
        }
    }

    #[test]
    fn no_text_is_below_twelve_points() {
        assert!(text_styles().values().all(|font| font.size >= 12.0));
    }
}
