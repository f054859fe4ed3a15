//! The icons that the window uses, by what they mean here.

use egui_material_icons::icons as m;

macro_rules! icons {
    ($($(#[$doc:meta])* $name:ident = $symbol:ident;)*) => {
        $( $(#[$doc])* pub const $name: &str = m::$symbol.codepoint; )*
    };
}

icons! {
    /// The catalogue.
    CATALOGUE = ICON_GRID_VIEW;
    /// Since you last looked.
    SINCE = ICON_HISTORY;
    /// The ledger.
    LEDGER = ICON_MENU_BOOK;
    /// Reciprocity.
    RECIPROCITY = ICON_BALANCE;
    /// The books.
    BOOKS = ICON_ACCOUNT_BALANCE;
    /// People and devices.
    PEOPLE = ICON_GROUP;
    /// Behind a passphrase.
    LOCK = ICON_LOCK;
    /// Settings.
    SETTINGS = ICON_SETTINGS;
    /// Search.
    SEARCH = ICON_SEARCH;
    /// Add.
    ADD = ICON_ADD;
    /// One less.
    FEWER = ICON_REMOVE;
    /// Close, clear.
    CLOSE = ICON_CLOSE;
    /// Back.
    BACK = ICON_ARROW_BACK;
    /// Forward.
    FORWARD = ICON_ARROW_FORWARD;
    /// Good.
    GOOD = ICON_CHECK_CIRCLE;
    /// Reviewed.
    REVIEWED = ICON_VERIFIED;
    /// Look here.
    WARNING = ICON_WARNING;
    /// Unsafe.
    UNSAFE = ICON_DANGEROUS;
    /// Wrong.
    ERROR = ICON_ERROR;
    /// News.
    INFO = ICON_INFO;
    /// Waits.
    WAITS = ICON_SCHEDULE;
    /// Waits for a person.
    WAITS_FOR_PERSON = ICON_HOURGLASS_TOP;
    /// Not counted.
    NOT_COUNTED = ICON_CANCEL;
    /// Paused.
    PAUSED = ICON_PAUSE_CIRCLE;
    /// Built by others.
    BUILT = ICON_BUILD;
    /// Import.
    IMPORT = ICON_UPLOAD_FILE;
    /// A file.
    FILE = ICON_DESCRIPTION;
    /// A picture.
    PICTURE = ICON_IMAGE;
    /// A three-dimensional model.
    MODEL = ICON_DEPLOYED_CODE;
    /// Save, download.
    DOWNLOAD = ICON_DOWNLOAD;
    /// Remove.
    REMOVE = ICON_DELETE;
    /// Edit.
    EDIT = ICON_EDIT;
    /// Copy.
    COPY = ICON_CONTENT_COPY;
    /// A device near by.
    NEAR = ICON_LAN;
    /// No connection.
    OFFLINE = ICON_CLOUD_OFF;
    /// A memory stick.
    STICK = ICON_USB;
    /// Join.
    JOIN = ICON_GROUP_ADD;
    /// Invite.
    INVITE = ICON_PERSON_ADD;
    /// Found.
    FOUND = ICON_ADD_CIRCLE;
    /// Look around.
    EXPLORE = ICON_EXPLORE;
    /// A machine.
    MACHINE = ICON_PRECISION_MANUFACTURING;
    /// A part.
    PART = ICON_SETTINGS_SUGGEST;
    /// A building.
    BUILDING = ICON_HOME_WORK;
    /// A seed line.
    SEED = ICON_SPA;
    /// A protocol.
    PROTOCOL = ICON_SCIENCE;
    /// A recipe.
    RECIPE = ICON_RESTAURANT_MENU;
    /// Software.
    SOFTWARE = ICON_CODE;
    /// Sync.
    SYNC = ICON_SYNC;
    /// A collision.
    COLLISION = ICON_CALL_SPLIT;
    /// Payment.
    PAYMENT = ICON_PAYMENTS;
    /// Log work.
    WORK = ICON_TIMER;
    /// Release.
    RELEASE = ICON_PUBLISH;
    /// An organisation.
    ORGANISATION = ICON_APARTMENT;
    /// A device.
    DEVICE = ICON_COMPUTER;
    /// A person.
    PERSON = ICON_PERSON;
    /// Parts.
    PARTS = ICON_LIST_ALT;
    /// Backup.
    BACKUP = ICON_BACKUP;
    /// Restore a backup.
    RESTORE = ICON_RESTORE_PAGE;
    /// A link outside.
    OUTSIDE = ICON_OPEN_IN_NEW;
    /// Day.
    LIGHT = ICON_LIGHT_MODE;
    /// Night.
    DARK = ICON_DARK_MODE;
    /// Open a foldout.
    FOLDED = ICON_CHEVRON_RIGHT;
    /// Close a foldout.
    UNFOLDED = ICON_EXPAND_MORE;
    /// Up.
    UP = ICON_ARROW_UPWARD;
    /// Down.
    DOWN = ICON_ARROW_DOWNWARD;
    /// Agreement.
    AGREEMENT = ICON_HANDSHAKE;
    /// Use.
    USE = ICON_SELL;
    /// A folder.
    FOLDER = ICON_FOLDER_OPEN;
    /// Versions.
    VERSIONS = ICON_FLAG;
    /// The menu.
    MENU = ICON_MENU;
    /// The help.
    HELP = ICON_HELP;
    /// A link to a page.
    LINK = ICON_LINK;
    /// The size of everything.
    TEXT_SIZE = ICON_FORMAT_SIZE;
}
