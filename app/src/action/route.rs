//! Where the window can be, and the same as a line of text that others can open.
//!
//! ```
//! use app::action::{DesignTab, Route};
//! use model::id::{CommonsId, DocumentId};
//!
//! let (commons, design) = (CommonsId([1; 16]), DocumentId([2; 32]));
//! let route = Route::Design(design, DesignTab::Parts);
//! let link = route.link(commons);
//! assert!(link.starts_with("commons://c/") && link.ends_with("?tab=parts"));
//! assert_eq!(Route::from_link(&link), Some((commons, route)));
//! ```

use model::id::{CommonsId, DocumentId};

/// Where the window can be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Route {
    /// All designs; the home of the window.
    #[default]
    Catalogue,
    /// One design.
    Design(DocumentId, DesignTab),
    /// What has changed since this person last looked.
    Since,
    /// Contributions, uses and payments.
    Ledger,
    /// Where each person or company stands.
    Reciprocity,
    /// The books: what a period brought, and how they leave the program.
    Books,
    /// Which periods are closed, and by whom.
    Periods,
    /// The rules of reciprocity.
    Rules,
    /// Who is in the commons, and on which devices.
    People,
    /// Who may do what.
    Rights,
    /// What does not count, what was turned away, and what waits.
    Aside,
    /// Settings.
    Settings,
}

/// The parts of a design's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum DesignTab {
    /// What it is: read.
    #[default]
    Read,
    /// The same, to be changed.
    Edit,
    /// The parts list.
    Parts,
    /// Files, pictures and models.
    Files,
    /// Released versions, and who changed what.
    Versions,
}

/// What every link begins with.
pub const LINK_START: &str = "commons://c/";

/// The pages that are no design, by their names in a link; these never change.
const PAGE_NAMES: [(&str, Route); 11] = [
    ("catalogue", Route::Catalogue),
    ("since", Route::Since),
    ("ledger", Route::Ledger),
    ("reciprocity", Route::Reciprocity),
    ("books", Route::Books),
    ("periods", Route::Periods),
    ("rules", Route::Rules),
    ("people", Route::People),
    ("rights", Route::Rights),
    ("aside", Route::Aside),
    ("settings", Route::Settings),
];

/// The parts of a design's page, by their names in a link.
const TAB_NAMES: [(&str, DesignTab); 5] = [
    ("read", DesignTab::Read),
    ("edit", DesignTab::Edit),
    ("parts", DesignTab::Parts),
    ("files", DesignTab::Files),
    ("versions", DesignTab::Versions),
];

impl Route {
    /// This place in that commons as a line of text.
    pub fn link(&self, commons: CommonsId) -> String {
        let rest = match self {
            Route::Design(design, DesignTab::Read) => format!("design/{design}"),
            Route::Design(design, tab) => format!("design/{design}?tab={}", tab_name(*tab)),
            page => {
                let known = PAGE_NAMES.iter().find(|(_, route)| route == page);
                known.map_or("catalogue", |(name, _)| name).to_owned()
            }
        };
        format!("{LINK_START}{commons}/{rest}")
    }

    /// The commons and the place that a line of text names; `None` where it names none.
    ///
    /// What a newer program adds behind a `?` is passed over.
    pub fn from_link(text: &str) -> Option<(CommonsId, Route)> {
        let (commons, rest) = text.trim().strip_prefix(LINK_START)?.split_once('/')?;
        let commons = commons.parse().ok()?;
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let route = match place.strip_prefix("design/") {
            Some(design) => Route::Design(design.parse::<DocumentId>().ok()?, tab_of(query)),
            None => {
                let known = PAGE_NAMES.iter().find(|(name, _)| *name == place);
                known.map(|(_, route)| route.clone())?
            }
        };
        Some((commons, route))
    }
}

fn tab_name(tab: DesignTab) -> &'static str {
    let known = TAB_NAMES.iter().find(|(_, known)| *known == tab);
    known.map_or("read", |(name, _)| name)
}

fn tab_of(query: &str) -> DesignTab {
    let wanted = query.split('&').find_map(|part| part.strip_prefix("tab="));
    let known = TAB_NAMES.iter().find(|(name, _)| Some(*name) == wanted);
    known.map_or(DesignTab::Read, |(_, tab)| *tab)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_has_a_line_of_text_that_leads_back_to_it() {
        let (commons, design) = (CommonsId([7; 16]), DocumentId([8; 32]));
        let pages = PAGE_NAMES.map(|(_, route)| route);
        let tabs = TAB_NAMES.map(|(_, tab)| Route::Design(design, tab));
        for route in pages.into_iter().chain(tabs) {
            let link = route.link(commons);
            assert_eq!(Route::from_link(&link), Some((commons, route)), "{link}");
        }
    }

    #[test]
    fn what_is_no_link_leads_nowhere() {
        let commons = CommonsId([7; 16]);
        let at = |rest: &str| format!("{LINK_START}{commons}/{rest}");
        for odd in [
            String::new(),
            "commons://".into(),
            "commons://c/xyz/ledger".into(),
            format!("commons://c/{commons}"),
            format!("https://example.org/{commons}/ledger"),
            at("treasure"),
            at("design/short"),
        ] {
            assert_eq!(Route::from_link(&odd), None, "{odd}");
        }
        let newer = at("ledger?shown=all");
        assert_eq!(Route::from_link(&newer), Some((commons, Route::Ledger)));
    }
}
