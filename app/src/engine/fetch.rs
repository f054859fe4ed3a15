//! Fetching the files that designs and entries name, from whoever is connected.

use super::Engine;
use crate::commons::Commons;
use crate::trouble::Trouble;
use crate::view::NoticeKind;
use crate::words::settings as w;
use model::design::Table;
use model::id::{CommonsId, EndpointId, FileHash};
use std::collections::{BTreeMap, BTreeSet};
use sync::address::PeerAddress;
use sync::drivers::files::{FetchError, FileEvent};

/// Evidence that a person asked for may be so long; how long it is nobody knows before it comes.
const ASKED_BYTES_MAX: u64 = 4 * 1024 * 1024 * 1024;
/// So many bytes come by themselves of one commons; what is beyond comes when a person asks for it. A maker can name as many
/// files as they like.
pub const UNASKED_BYTES_MAX: u64 = 4 * 1024 * 1024 * 1024;
/// So many files are fetched at one time.
const FETCHES_AT_ONCE: usize = 8;
/// Of so many files it is remembered how long they are although an entry says otherwise.
const SIZES_KNOWN_MAX: usize = 16 * 1024;

/// Which files are on their way, and which could not be had since the network was entered.
#[derive(Debug, Default)]
pub(super) struct Fetching {
    under_way: BTreeMap<FileHash, Coming>,
    failed: BTreeSet<(FileHash, EndpointId)>,
    /// How long files are of which entries said something else.
    sizes: BTreeMap<FileHash, u64>,
    fetched: u64,
    news: u64,
    /// The version of each commons in which everything was looked for.
    looked_at: BTreeMap<CommonsId, u64>,
}

/// A file on its way.
#[derive(Debug)]
struct Coming {
    commons: CommonsId,
    peer: EndpointId,
    arrived: u64,
    /// How long it may become, where nobody asked for it.
    unasked: u64,
}

impl Fetching {
    /// Notes what the network says of a file; gives what has come to its end, and how many bytes of it came.
    fn happened(&mut self, file: FileHash, event: FileEvent) -> Option<(Coming, u64)> {
        self.news += 1;
        match event {
            FileEvent::Progress { bytes, .. } => {
                if let Some(coming) = self.under_way.get_mut(&file) {
                    coming.arrived = bytes;
                }
                None
            }
            FileEvent::Fetched { bytes } => {
                self.fetched += 1;
                Some((self.under_way.remove(&file)?, bytes))
            }
            FileEvent::Failed(why) => {
                // Another peer may have it, or another entry may name it rightly.
                self.looked_at.clear();
                let coming = self.under_way.remove(&file)?;
                if let FetchError::WrongSize { is } = why {
                    if self.sizes.len() >= SIZES_KNOWN_MAX {
                        self.sizes.clear();
                    }
                    self.sizes.insert(file, is);
                } else {
                    self.failed.insert((file, coming.peer));
                }
                let arrived = coming.arrived;
                Some((coming, arrived))
            }
        }
    }

    /// A peer that comes back is asked again for what it did not have.
    pub(super) fn came(&mut self, peer: EndpointId) {
        self.failed.retain(|(_, failed)| *failed != peer);
        self.looked_at.clear();
    }

    /// Asks again for what was refused; `false` when nothing was.
    ///
    /// Who has just joined may be a moment ahead of the news of it.
    pub(super) fn ask_again(&mut self) -> bool {
        let any = !self.failed.is_empty();
        self.failed.clear();
        self.looked_at.clear();
        any
    }

    /// Whether files are on their way.
    pub(super) fn is_busy(&self) -> bool {
        !self.under_way.is_empty()
    }

    /// How many files came since this was asked last.
    pub(super) fn take_fetched(&mut self) -> u64 {
        std::mem::take(&mut self.fetched)
    }
}

impl Engine {
    /// What the network says of a file. One that came is handed on in the commons by which it came, and in no other.
    pub(super) fn file_happened(&mut self, file: FileHash, event: FileEvent) {
        let is_here = matches!(event, FileEvent::Fetched { .. });
        let Some((coming, bytes)) = self.fetching.happened(file, event) else {
            return;
        };
        let Some(commons) = self.commons.get_mut(&coming.commons) else {
            return;
        };
        // What could not be noted is asked for again, and is not handed on until then.
        if is_here {
            let _ = commons.hold_file(file);
        }
        // What has come of a file stays, also when the rest does not come.
        if coming.unasked > 0 && bytes > 0 {
            let _ = commons.count_unasked(bytes);
            if !commons.takes_unasked(0) {
                commons.tell(NoticeKind::News, w::NO_MORE_UNASKED);
            }
        }
    }

    /// Begins to fetch files that designs of this commons name and that are not here.
    pub fn fetch_files(&mut self, id: CommonsId) -> Result<(), Trouble> {
        let peers: Vec<_> = self
            .links
            .values()
            .filter(|link| link.commons == Some(id))
            .map(|link| link.peer)
            .collect();
        let (false, Some(files), Some(commons)) =
            (peers.is_empty(), &self.files, self.commons.get(&id))
        else {
            return Ok(());
        };
        let seen = commons.version();
        if self.fetching.looked_at.get(&id) == Some(&seen) && !self.fetching.is_busy() {
            return Ok(());
        }
        let mut is_all = true;
        let mut came = vec![];
        // Larger ones come when a person asks for them: `Commons::want_file`.
        let most = self.home.settings().fetch_bytes_max;
        let coming = self.fetching.under_way.values();
        let of_this = coming.filter(|coming| coming.commons == id);
        let mut on_their_way: u64 = of_this.map(|coming| coming.unasked).sum();
        for (file, size) in files_to_have(commons)? {
            if self.fetching.under_way.len() >= FETCHES_AT_ONCE {
                is_all = false;
                break;
            }
            let has_failed = |peer: &&EndpointId| self.fetching.failed.contains(&(file, **peer));
            let Some(peer) = peers.iter().find(|peer| !has_failed(peer)).copied() else {
                continue;
            };
            let known = self.fetching.sizes.get(&file).copied();
            if size.is_some() && known.is_some() && size != known {
                continue;
            }
            let size = size.or(known);
            let is_asked_for = commons.wants_file(file);
            let longest = size.unwrap_or(most);
            let is_wanted =
                is_asked_for || longest <= most && commons.takes_unasked(on_their_way + longest);
            if let Some(coming) = self.fetching.under_way.get(&file) {
                // It may be on its way by another commons.
                is_all &= coming.commons == id;
                continue;
            }
            if !is_wanted {
                continue;
            }
            if commons.holds_file(file) && files.has(file)?.is_some() {
                came.extend(is_asked_for.then_some(file));
            } else {
                let unasked = if is_asked_for { 0 } else { longest };
                on_their_way += unasked;
                let coming = Coming {
                    commons: id,
                    peer,
                    arrived: 0,
                    unasked,
                };
                self.fetching.under_way.insert(file, coming);
                let from = PeerAddress {
                    endpoint: peer,
                    addresses: vec![],
                };
                match size {
                    Some(size) => files.fetch(file, size, from),
                    None if is_asked_for => files.fetch_up_to(file, ASKED_BYTES_MAX, from),
                    None => files.fetch_up_to(file, most, from),
                }
            }
        }
        if is_all {
            self.fetching.looked_at.insert(id, seen);
        }
        if let Some(commons) = self.commons.get_mut(&id) {
            came.into_iter()
                .try_for_each(|file| commons.file_came(file))?;
        }
        Ok(())
    }

    /// Looks again for files that are to come: the person has changed which.
    pub fn look_for_files(&mut self) {
        self.fetching.looked_at.clear();
    }

    /// A number that grows with everything that happens to files on their way.
    pub fn file_news(&self) -> u64 {
        self.fetching.news
    }

    /// How many bytes of a file have come, while it is on its way.
    pub fn arriving(&self, file: FileHash) -> Option<u64> {
        let coming = self.fetching.under_way.get(&file);
        coming.map(|coming| coming.arrived)
    }
}

/// What designs and entries of a commons name, with the sizes that are known: the smallest first, evidence last.
fn files_to_have(commons: &Commons) -> Result<Vec<(FileHash, Option<u64>)>, Trouble> {
    let named = commons.index().named_files()?;
    // Also what a design names: it may say a false size.
    let evidence = commons.index().evidence_files()?.into_iter();
    let named = named.into_iter().map(|(file, size)| (file, Some(size)));
    Ok(named.chain(evidence.map(|file| (file, None))).collect())
}

/// The files that a design names, with their sizes.
pub fn files_of(view: &model::design::View) -> Vec<(FileHash, u64)> {
    view.lines(Table::Files)
        .iter()
        .filter_map(|line| Some((line.file()?, line.size()?)))
        .collect()
}
