//! What can be done from anywhere in the window: one list, which feeds the menu, the palette, the keys and the help.

use egui::{Context, Event, Key, KeyboardShortcut, Modifiers};

use crate::action::Route;
use crate::ui::icon;
use crate::view::View;
use crate::words::commands as w;

/// One thing that can be done from anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doing {
    /// Opens the palette.
    Palette,
    /// Puts the keyboard into the search field of the catalogue.
    Search,
    /// Opens the form of a new design.
    NewDesign,
    /// Imports manifests.
    Import,
    /// Opens the form that logs work.
    LogWork,
    /// Shows what waits for this person.
    WaitsForMe,
    /// Opens the form of an invitation.
    Invite,
    /// Opens the form of a new organisation.
    AddOrganisation,
    /// The catalogue.
    Catalogue,
    /// Since this person last looked.
    Since,
    /// The ledger.
    Ledger,
    /// Reciprocity.
    Reciprocity,
    /// The books.
    Books,
    /// People and devices.
    People,
    /// Settings.
    Settings,
    /// The page before.
    Back,
    /// The page after.
    Forward,
    /// The page that is shown, as a line that others can open.
    CopyLink,
    /// Meets whoever is near.
    SyncNow,
    /// Founds or joins another commons.
    Another,
    /// Writes everything to a stick.
    WriteStick,
    /// Reads a stick.
    ReadStick,
    /// Writes a backup.
    Backup,
    /// Restores a backup.
    Restore,
    /// Everything larger.
    Larger,
    /// Everything smaller.
    Smaller,
    /// Everything as large as it was made.
    FullSize,
    /// Light or dark, the other way round.
    OtherTheme,
    /// The help.
    Help,
}

/// What belongs together in the menu and the help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Find and open.
    Find,
    /// Make and write.
    Make,
    /// Pages.
    Pages,
    /// Others.
    Others,
    /// Looks and help.
    Window,
}

impl Group {
    /// All of them, in their order.
    pub const ALL: [Group; 5] = [
        Group::Find,
        Group::Make,
        Group::Pages,
        Group::Others,
        Group::Window,
    ];
}

/// What decides whether something can be done now.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// The frame's view.
    pub view: &'a View,
    /// Whether there is a page to go back to.
    pub can_back: bool,
    /// Whether there is one to go forward to.
    pub can_forward: bool,
}

impl Doing {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Doing; 29] = [
        Doing::Palette,
        Doing::Search,
        Doing::NewDesign,
        Doing::Import,
        Doing::LogWork,
        Doing::WaitsForMe,
        Doing::AddOrganisation,
        Doing::Catalogue,
        Doing::Since,
        Doing::Ledger,
        Doing::Reciprocity,
        Doing::Books,
        Doing::People,
        Doing::Settings,
        Doing::Back,
        Doing::Forward,
        Doing::CopyLink,
        Doing::Invite,
        Doing::SyncNow,
        Doing::Another,
        Doing::WriteStick,
        Doing::ReadStick,
        Doing::Backup,
        Doing::Restore,
        Doing::Larger,
        Doing::Smaller,
        Doing::FullSize,
        Doing::OtherTheme,
        Doing::Help,
    ];

    /// What it is called.
    pub fn name(self) -> &'static str {
        w::name(self)
    }

    /// What it does, in a sentence.
    pub fn tooltip(self) -> &'static str {
        w::tooltip(self)
    }

    /// Where it is listed.
    pub fn group(self) -> Group {
        use Doing::*;
        match self {
            Palette | Search | WaitsForMe => Group::Find,
            NewDesign | Import | LogWork | AddOrganisation => Group::Make,
            Catalogue | Since | Ledger | Reciprocity | Books | People | Settings | Back
            | Forward | CopyLink => Group::Pages,
            Invite | SyncNow | Another | WriteStick | ReadStick | Backup | Restore => Group::Others,
            Larger | Smaller | FullSize | OtherTheme | Help => Group::Window,
        }
    }

    /// The page that it goes to.
    pub fn page(self) -> Option<Route> {
        Some(match self {
            Doing::Catalogue => Route::Catalogue,
            Doing::Since => Route::Since,
            Doing::Ledger => Route::Ledger,
            Doing::Reciprocity => Route::Reciprocity,
            Doing::Books => Route::Books,
            Doing::People => Route::People,
            Doing::Settings => Route::Settings,
            _ => return None,
        })
    }

    /// Its icon.
    pub fn icon(self) -> &'static str {
        use Doing::*;
        match self {
            Palette | Search => icon::SEARCH,
            NewDesign => icon::ADD,
            Import => icon::IMPORT,
            LogWork => icon::WORK,
            WaitsForMe => icon::WAITS_FOR_PERSON,
            AddOrganisation => icon::ORGANISATION,
            Catalogue => icon::CATALOGUE,
            Since => icon::SINCE,
            Ledger => icon::LEDGER,
            Reciprocity => icon::RECIPROCITY,
            Books => icon::BOOKS,
            People => icon::PEOPLE,
            Settings => icon::SETTINGS,
            Back => icon::BACK,
            Forward => icon::FORWARD,
            CopyLink => icon::COPY,
            Invite => icon::INVITE,
            SyncNow => icon::SYNC,
            Another => icon::JOIN,
            WriteStick | ReadStick => icon::STICK,
            Backup | Restore => icon::BACKUP,
            Larger => icon::ADD,
            Smaller => icon::FEWER,
            FullSize => icon::TEXT_SIZE,
            OtherTheme => icon::DARK,
            Help => icon::HELP,
        }
    }

    /// Whether it can be done now.
    pub fn is_enabled(self, around: &Around<'_>) -> bool {
        use Doing::*;
        let view = around.view;
        let in_commons = view.commons.is_some();
        let may_write = view.commons.as_ref().is_some_and(|c| c.may_write);
        match self {
            // Beside the commons of a home its backup would take the place of all of them.
            Restore => in_commons || view.first_start.back.is_none(),
            Larger | Smaller | FullSize | OtherTheme | Help => true,
            Back => in_commons && around.can_back,
            Forward => in_commons && around.can_forward,
            NewDesign | Import | LogWork | AddOrganisation => may_write,
            Invite => may_write && view.me.as_ref().is_some_and(|me| me.steward),
            _ => in_commons,
        }
    }

    /// Its keys.
    pub fn keys(self) -> &'static [KeyboardShortcut] {
        use Doing::*;
        const fn with(modifiers: Modifiers, key: Key) -> KeyboardShortcut {
            KeyboardShortcut::new(modifiers, key)
        }
        const CTRL: Modifiers = Modifiers::COMMAND;
        match self {
            Palette => const { &[with(CTRL, Key::K)] },
            Search => const { &[with(CTRL, Key::F)] },
            NewDesign => const { &[with(CTRL, Key::N)] },
            LogWork => const { &[with(CTRL, Key::L)] },
            Catalogue => const { &[with(CTRL, Key::Num1)] },
            Since => const { &[with(CTRL, Key::Num2)] },
            Ledger => const { &[with(CTRL, Key::Num3)] },
            Reciprocity => const { &[with(CTRL, Key::Num4)] },
            Books => const { &[with(CTRL, Key::Num7)] },
            People => const { &[with(CTRL, Key::Num5)] },
            Settings => const { &[with(CTRL, Key::Comma), with(CTRL, Key::Num6)] },
            Back => const { &[with(Modifiers::ALT, Key::ArrowLeft)] },
            Forward => const { &[with(Modifiers::ALT, Key::ArrowRight)] },
            SyncNow => const { &[with(Modifiers::NONE, Key::F5)] },
            Larger => const { &[with(CTRL, Key::Plus), with(CTRL, Key::Equals)] },
            Smaller => const { &[with(CTRL, Key::Minus)] },
            FullSize => const { &[with(CTRL, Key::Num0)] },
            Help => const { &[with(Modifiers::NONE, Key::F1)] },
            _ => &[],
        }
    }

    /// Its keys as they are shown: "Ctrl+K"; empty without keys.
    pub fn keys_shown(self, ctx: &Context) -> String {
        if self == Doing::Help {
            return HELP_LETTER.to_owned();
        }
        let first = self.keys().first();
        first.map_or_else(String::new, |keys| ctx.format_shortcut(keys))
    }

    /// Whether it can be asked for while a form is open: nothing that would open another one.
    fn is_for_forms(self) -> bool {
        matches!(self, Doing::Larger | Doing::Smaller | Doing::FullSize)
    }
}

/// The letter that opens the help, where nothing is being typed.
const HELP_LETTER: &str = "?";

/// What was asked for by keys in this frame.
pub fn pressed(ctx: &Context, around: &Around<'_>) -> Vec<Doing> {
    let in_form = ctx.memory(|memory| memory.top_modal_layer().is_some());
    let mut asked: Vec<Doing> = Doing::ALL
        .into_iter()
        .filter(|doing| !in_form || doing.is_for_forms())
        .filter(|doing| {
            let is_pressed = |keys| ctx.input_mut(|input| input.consume_shortcut(keys));
            // Keys are taken also where nothing can be done, so that no field reads them as its own.
            doing.keys().iter().any(is_pressed) && doing.is_enabled(around)
        })
        .collect();
    if !in_form && !ctx.text_edit_focused() && takes_help_letter(ctx) {
        asked.push(Doing::Help);
    }
    asked
}

/// The letter, not the key: it lies elsewhere on other keyboards.
fn takes_help_letter(ctx: &Context) -> bool {
    ctx.input_mut(|input| {
        let is_letter = |event: &Event| matches!(event, Event::Text(text) if text == HELP_LETTER);
        let before = input.events.len();
        input.events.retain(|event| !is_letter(event));
        input.events.len() != before
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_command_has_a_name_and_keys_of_its_own() {
        let all: BTreeSet<Doing> = Doing::ALL.into_iter().collect();
        assert_eq!(all.len(), Doing::ALL.len(), "none is listed twice");
        let names: BTreeSet<&str> = all.iter().map(|doing| doing.name()).collect();
        assert_eq!(names.len(), all.len());
        let keys: Vec<KeyboardShortcut> =
            all.iter().flat_map(|doing| doing.keys()).copied().collect();
        for (place, one) in keys.iter().enumerate() {
            assert!(!keys[..place].contains(one), "{one:?} is there twice");
        }
    }
}
