//! What can be done from anywhere: names and sentences for the menu, the palette and the help.

use crate::ui::commands::{Doing, Group};
use crate::words::{books, catalogue, ledger, people, settings, shell};

/// The menu.
pub const MENU: &str = "Menu";
/// The palette.
pub const PALETTE: &str = "Go to anything";
/// The hint of its field.
pub const PALETTE_HINT: &str = "A design, a page, or what you want to do";
/// Nothing fits.
pub const PALETTE_NONE: &str = "Nothing here is called that";
/// How it is used.
pub const PALETTE_KEYS: &str = "↑ ↓ choose · Enter opens · Esc closes";
/// A design among the finds.
pub const IS_DESIGN: &str = "Design";
/// A commons among the finds.
pub const IS_COMMONS: &str = "Commons";
/// A pasted link.
pub const IS_LINK: &str = "Link";
/// A pasted link that leads to a commons that is not here.
pub const LINK_ELSEWHERE: &str = "That link leads to a commons that is not on this computer";
/// The help.
pub const HELP: &str = "Help";
/// Its first part.
pub const HELP_KEYS: &str = "What you can do from anywhere";
/// Its second part.
pub const HELP_WORDS: &str = "Words";
/// Without keys.
pub const NO_KEYS: &str = "in the menu";
/// After the link of a page was copied.
pub const LINK_COPIED: &str =
    "The link is copied. It opens this page for anyone who is in this commons.";

/// What something is called.
pub fn name(doing: Doing) -> &'static str {
    match doing {
        Doing::Palette => PALETTE,
        Doing::Search => "Search the catalogue",
        Doing::NewDesign => catalogue::NEW,
        Doing::Import => catalogue::IMPORT,
        Doing::LogWork => ledger::LOG,
        Doing::WaitsForMe => "What waits for me",
        Doing::Invite => people::INVITE,
        Doing::AddOrganisation => people::ADD_ORGANISATION,
        Doing::Catalogue => catalogue::TITLE,
        Doing::Since => "What is new",
        Doing::Ledger => ledger::TITLE,
        Doing::Reciprocity => "Reciprocity",
        Doing::Books => books::TITLE,
        Doing::People => people::TITLE,
        Doing::Settings => settings::TITLE,
        Doing::Back => shell::BACK,
        Doing::Forward => shell::FORWARD,
        Doing::CopyLink => "Copy a link to this page",
        Doing::SyncNow => people::SYNC,
        Doing::Another => "Join or start another commons",
        Doing::WriteStick => people::WRITE,
        Doing::ReadStick => people::READ,
        Doing::Backup => settings::WRITE_BACKUP,
        Doing::Restore => settings::RESTORE,
        Doing::Larger => "Larger",
        Doing::Smaller => "Smaller",
        Doing::FullSize => "Size 100 %",
        Doing::OtherTheme => "Light or dark",
        Doing::Help => HELP,
    }
}

/// What it does, in a sentence.
pub fn tooltip(doing: Doing) -> &'static str {
    match doing {
        Doing::Palette => "Finds a design, a page or something to do by a few letters.",
        Doing::Search => "Finds designs by their words, parts and people.",
        Doing::NewDesign => "Starts a design. A name is enough.",
        Doing::Import => "Brings in Open Know-How manifests from files.",
        Doing::LogWork => "Says what you did, for how long and for whom.",
        Doing::WaitsForMe => "Entries that you can review or confirm.",
        Doing::Invite => "Makes a line or a code with which others join.",
        Doing::AddOrganisation => "Names a company, cooperative or association.",
        Doing::Catalogue => "All designs of this commons.",
        Doing::Since => "What others changed since you last looked.",
        Doing::Ledger => "Who contributed, used and paid what.",
        Doing::Reciprocity => "Where you and those you act for stand, and why.",
        Doing::Books => "What a period brought, and the books for other programs.",
        Doing::People => "Who is here, on which devices, and how to meet them.",
        Doing::Settings => "Your name, looks, network and backups.",
        Doing::Back => "To the page before.",
        Doing::Forward => "To the page after.",
        Doing::CopyLink => "A line that opens this page for others of this commons.",
        Doing::SyncNow => "Meets whoever is near, at once.",
        Doing::Another => "This computer can hold several; each keeps to itself.",
        Doing::WriteStick => "Everything in one file, for somebody without a network.",
        Doing::ReadStick => "Takes in such a file.",
        Doing::Backup => "One file with everything, for the day this computer is lost.",
        Doing::Restore => "Brings a backup back, under a new key.",
        Doing::Larger => "Makes everything larger.",
        Doing::Smaller => "Makes everything smaller.",
        Doing::FullSize => "Back to the usual size.",
        Doing::OtherTheme => "Changes between the light and the dark look.",
        Doing::Help => "What you can do, its keys, and what the words mean.",
    }
}

/// The heading of a group.
pub fn group(group: Group) -> &'static str {
    match group {
        Group::Find => "Find",
        Group::Make => "Make and write",
        Group::Pages => "Pages",
        Group::Others => "Others, sticks and backups",
        Group::Window => "Window",
    }
}

/// What the words of the program mean.
pub const GLOSSARY: [(&str, &str); 10] = [
    (
        "Commons",
        "The people, designs and books that belong together. Each computer in it holds all of it.",
    ),
    (
        "Maker, steward",
        "A maker changes designs and logs work. A steward also invites people and confirms payments.",
    ),
    (
        "Version",
        "A state of a design that somebody has given a number. It never changes.",
    ),
    (
        "Reviewed, unsafe",
        "What somebody said of exactly that state. \"Unsafe\" stands at the top for everybody.",
    ),
    (
        "Entry",
        "A line in the ledger, signed by whoever wrote it. It is corrected by another one, never erased.",
    ),
    (
        "Reciprocity",
        "What the rules of this commons ask of those who earn money with its designs.",
    ),
    (
        "In balance",
        "Nothing is due: what was used has been given back by work or by money.",
    ),
    (
        "Peer",
        "Another computer of this commons that this one is talking with.",
    ),
    (
        "Fingerprint",
        "A short code that is equal on two computers which hold the same.",
    ),
    (
        "Only on this computer",
        "Saved here, and as far as is known nowhere else yet. It travels when somebody is met.",
    ),
];
