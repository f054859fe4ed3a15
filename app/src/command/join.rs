//! `join`: joins a commons through any peer that is there.

use super::show::Show;
use super::{Everywhere, Report, open_home, peers, tell_news};
use crate::commons::Commons;
use crate::deed::When;
use crate::engine::{Engine, Joining, Listening, join_through};
use crate::home::this_computer;
use crate::trouble::Trouble;
use crate::words::compare;
use clap::Args;
use model::invitation::{Invitation, InvitationError};
use serde_json::json;
use std::net::SocketAddr;
use std::time::Duration;

/// What `join` is told.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  commonwright join commonwright:... --person Ben")]
pub struct JoinArgs {
    /// The invitation, as it was given to you
    pub invitation: String,
    /// Your own name; a further device of yours needs none
    #[arg(long, value_name = "NAME")]
    pub person: Option<String>,
    /// The address of a peer, as its `run` prints it
    #[arg(long, value_name = "ADDRESS")]
    pub peer: Vec<String>,
    /// How long to look for a peer
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    pub wait: u64,
    /// What this device is called
    #[arg(long, value_name = "NAME")]
    pub device: Option<String>,
    /// Only read here and pass on, and never write: for a computer that is always on
    #[arg(long)]
    pub replica: bool,
    /// Where to listen (default: the port of last time, on all addresses)
    #[arg(long, value_name = "IP:PORT")]
    pub listen: Option<SocketAddr>,
    /// Do not look for peers on the local network, and do not be seen there
    #[arg(long)]
    pub hidden: bool,
}

impl JoinArgs {
    /// Joins, and fetches what there is.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let invitation: Invitation = self.invitation.parse()?;
        let Some(person) = self.name(&invitation) else {
            return Err(Trouble::usage(
                "You have not joined",
                "it is not said what you are called",
                "say it with --person NAME",
            ));
        };
        let peers = peers(&self.peer)?;
        let device = self.device.clone().unwrap_or_else(this_computer);
        let mut engine = Engine::new(open_home(everywhere)?);
        engine.listen(&Listening {
            listen: self.listen,
            nearby: self.hidden.then_some(false),
        })?;
        let joining = Joining {
            invitation: &invitation,
            person,
            device: &device,
            replica: self.replica,
            peers: &peers,
            wait: Duration::from_secs(self.wait),
            when: When::now(everywhere.day),
        };
        let looks_like = self.looks_like(&engine, &invitation)?;
        if let Some(warning) = &looks_like {
            eprintln!("{warning}");
        }
        let mut show = Show::new();
        let id = join_through(&mut engine, &joining, |engine| show.progress(engine))?;
        show.end();
        engine.commons_mut(id).into_iter().for_each(tell_news);
        let commons = engine.commons(id);
        let name = commons.map(|commons| commons.charter().name().to_owned());
        let name = name.unwrap_or_default();
        // A further device of somebody is theirs, whatever name was given with it.
        let known = commons.and_then(|commons| Some(commons.called(commons.me()?)));
        let is_further = invitation.for_person.is_some();
        let person = known.filter(|_| is_further).unwrap_or(person.to_owned());
        let kept = person.clone();
        engine
            .home
            .change_settings(|settings| settings.person_name = kept)?;
        let json = json!({"commons": name, "id": id.to_string(), "person": person, "device": device, "looks_like": looks_like});
        Ok(Report::new(
            json,
            format!("You have joined {name} as {person}."),
        ))
    }

    /// A warning where another commons of this home has the same name, or one that looks like it.
    fn looks_like(
        &self,
        engine: &Engine,
        invitation: &Invitation,
    ) -> Result<Option<String>, Trouble> {
        let mut known = vec![];
        for id in engine.home.commons()? {
            // One that cannot be opened has no name to be taken for; what is wrong with it is said where it is used.
            if id != invitation.commons
                && let Ok(commons) = Commons::open(&engine.home, id)
            {
                known.push(commons.charter().name().to_owned());
            }
        }
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        Ok(compare::commons_warning(&invitation.commons_name, &known))
    }

    /// What to be called; `None` where a new person has not said.
    fn name(&self, invitation: &Invitation) -> Option<&str> {
        // The charter has the name of whose further device this is, and only that is written.
        let further = invitation.for_person.map(|_| "me");
        self.person.as_deref().or(further)
    }
}

impl From<InvitationError> for Trouble {
    fn from(error: InvitationError) -> Self {
        let remedy = match error {
            InvitationError::NewerVersion(_) => "install the newer program",
            _ => "copy the whole line again, or ask for it once more",
        };
        Trouble::usage("The invitation cannot be used", error.to_string(), remedy)
    }
}
