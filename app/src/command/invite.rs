//! `invite`: makes an invitation, lists those that were made, and takes them back.

use super::{Everywhere, Report, open_in};
use super::{open_home, role_of};
use crate::deed::When;
use crate::deed::people::Inviting;
use crate::engine::with_places;
use crate::home::Home;
use crate::trouble::Trouble;
use crate::words::invitations as words;
use clap::{Args, Subcommand};
use serde_json::json;
use std::net::SocketAddr;
use std::path::PathBuf;
use sync::address::PeerAddress;

/// What `invite` is told.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  commonwright invite --role steward --uses 2 --days 30\n  commonwright invite list\n  commonwright invite withdraw 3fa94c21"
)]
pub struct InviteArgs {
    /// Without one of these, an invitation is made.
    #[command(subcommand)]
    pub action: Option<InviteAction>,
    /// What the person will be: guest, maker, steward or treasurer
    #[arg(long, value_name = "ROLE", default_value = "maker")]
    pub role: String,
    /// How many people may join with it
    #[arg(long, value_name = "PEOPLE", default_value_t = 1)]
    pub uses: u32,
    /// For how many days it holds
    #[arg(long, value_name = "DAYS", default_value_t = 14)]
    pub days: u32,
    /// An address of this computer to name in it, besides the last known ones
    #[arg(long, value_name = "IP:PORT")]
    pub address: Vec<SocketAddr>,
    /// Write it as a QR picture (SVG)
    #[arg(long, value_name = "FILE")]
    pub qr: Option<PathBuf>,
}

/// What can be done with invitations that were made.
#[derive(Debug, Subcommand)]
pub enum InviteAction {
    /// List all invitations: for whom, until when, and who came by them
    #[command(after_help = "Example:\n  commonwright invite list")]
    List,
    /// Take an invitation back; who came by it stays
    #[command(
        after_help = "Examples:\n  commonwright invite withdraw 3fa94c21\n  commonwright invite withdraw 3fa94c21 --except Mallory"
    )]
    Withdraw {
        /// Its id, or the beginning of it
        invitation: String,
        /// Who came by it and does not stay
        #[arg(long, value_name = "NAME")]
        except: Vec<String>,
    },
}

impl InviteArgs {
    /// Makes the invitation and prints it as one line, or does what is asked with earlier ones.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        match &self.action {
            None => self.make(everywhere),
            Some(InviteAction::List) => super::invitations::list(everywhere),
            Some(InviteAction::Withdraw { invitation, except }) => {
                super::invitations::withdraw(everywhere, invitation, except)
            }
        }
    }

    fn make(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let role = role_of(&self.role)?;
        let home = with_places(open_home(everywhere)?);
        let mut commons = open_in(&home, everywhere)?;
        let addresses = addresses(&home, &self.address);
        let named = where_to_meet(&addresses);
        let leads_here = leads_here(&addresses);
        let inviting = Inviting {
            role,
            uses: self.uses,
            days: self.days,
            for_person: None,
            addresses,
        };
        let invitation = commons.invite(inviting, When::now(everywhere.day))?;
        let line = invitation.to_string();
        if let Some(file) = &self.qr {
            write_qr(file, &line)?;
        }
        let text = format!(
            "{line}\n\nWhoever has it can join {}: hand it only to those whom you mean.\n{named}",
            commons.charter().name()
        );
        let expires = invitation.expires.map(|day| day.to_string());
        Ok(Report::new(
            json!({"invitation": line, "role": self.role, "uses": self.uses, "expires": expires, "leads_here": leads_here}),
            text,
        ))
    }
}

/// Where the invitation leads, for the person who hands it on.
pub fn where_to_meet(addresses: &[String]) -> String {
    if !leads_here(addresses) {
        return words::NO_PLACE.to_owned();
    }
    let place = addresses.first().and_then(|text| text.split_once('@'));
    words::leads_to(place.map_or("", |(_, places)| places))
}

/// Whether another computer could reach this one at a place that is named.
pub fn leads_here(addresses: &[String]) -> bool {
    let all = addresses.iter().filter_map(|text| text.parse().ok());
    let mut places = all.flat_map(|peer: PeerAddress| peer.addresses);
    places.any(|place| !place.ip().is_loopback() && !place.ip().is_unspecified())
}

/// This home's address as others can use it: the last known places and those given, best first.
pub fn addresses(home: &Home, given: &[SocketAddr]) -> Vec<String> {
    let known = home
        .settings()
        .last_addresses
        .iter()
        .filter_map(|text| text.parse::<SocketAddr>().ok());
    let mut all: Vec<SocketAddr> = given.to_vec();
    all.extend(known);
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|address| seen.insert(*address));
    all.truncate(sync::address::ADDRESS_PLACES_MAX);
    vec![
        PeerAddress {
            endpoint: home.endpoint(),
            addresses: all,
        }
        .to_string(),
    ]
}

/// Writes a text as a QR picture.
pub fn write_qr(file: &std::path::Path, text: &str) -> Result<(), Trouble> {
    let failed = |why: String| {
        Trouble::new(
            "The QR picture was not made",
            why,
            "hand on the line of text instead",
        )
    };
    // Capital letters make a code with fewer, larger squares.
    let code = fast_qr::QRBuilder::new(text.to_ascii_uppercase())
        .build()
        .map_err(|error| failed(error.to_string()))?;
    let side = code.size + 2 * QR_MARGIN;
    let mut path = String::new();
    for row in 0..code.size {
        for column in 0..code.size {
            if code[row][column].value() {
                path.push_str(&format!(
                    "M{},{}h1v1h-1z",
                    column + QR_MARGIN,
                    row + QR_MARGIN
                ));
            }
        }
    }
    let picture = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\"><rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\"{path}\"/></svg>\n"
    );
    std::fs::write(file, picture).map_err(|error| failed(error.to_string()))
}

/// The empty margin that readers of QR codes need, in modules (ISO/IEC 18004).
const QR_MARGIN: usize = 4;
