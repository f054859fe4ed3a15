//! Founding, inviting, joining, roles and organisations: the acts of the charter.

use super::When;
use crate::chance;
use crate::commons::Commons;
use crate::home::Home;
use crate::look::alike::Alike;
use crate::trouble::Trouble;
use crate::view::NoticeKind;
use model::charter::act::Invited;
use model::charter::build::{self, NewCommons, NewDevice};
use model::charter::title::NameProblem;
use model::charter::{ActRefusal, InvitationDoor, Role};
use model::id::AgentId;
use model::invitation::{Invitation, InvitationKey};
use model::key::DeviceKey;
use model::name::DocumentName;
use model::rsd1::{Policy, Preset};

/// What founding a commons needs.
#[derive(Debug, Clone)]
pub struct Founding<'a> {
    /// What it is called.
    pub name: &'a str,
    /// What it is for; may be empty.
    pub purpose: &'a str,
    /// Who founds it.
    pub person: &'a str,
    /// What this device is called.
    pub device: &'a str,
    /// The rules to start with.
    pub preset: Preset,
    /// Whether anyone who knows an address may read.
    pub open: bool,
    /// How many others must review a contribution; `None` as the preset says.
    pub reviewers: Option<u32>,
    /// How many must vouch for who owns an organisation; `None` as the preset says.
    pub attesters: Option<u32>,
    /// How many stewards close a period; `None` as the preset says.
    pub quorum: Option<u32>,
}

/// What inviting needs.
#[derive(Debug, Clone)]
pub struct Inviting {
    /// What who joins may do.
    pub role: Role,
    /// How many may join.
    pub uses: u32,
    /// For how many days.
    pub days: u32,
    /// Whose other device may join; `None` for new people.
    pub for_person: Option<AgentId>,
    /// Where this home can be met.
    pub addresses: Vec<String>,
}

/// Founds a commons in this home.
pub fn found(home: &Home, founding: &Founding<'_>, when: When) -> Result<Commons, Trouble> {
    let policy = Policy::preset(founding.preset);
    let people = (
        founding.reviewers.unwrap_or(policy.reviews),
        founding.attesters.unwrap_or(policy.attesters),
        founding.quorum.unwrap_or(policy.seal_quorum),
    );
    let policy = policy.with_people(people.0, people.1, people.2);
    let endpoint = home.endpoint_key();
    let new = NewCommons {
        nonce: chance::bytes(),
        name: founding.name,
        purpose: founding.purpose,
        open: founding.open,
        policy: &policy,
        person_name: founding.person,
    };
    let id = build::new_commons_id(&endpoint, founding.device, when.day, &new)?;
    let key = home.first_key(id);
    let device = NewDevice {
        endpoint: &endpoint,
        device: key.device(),
        label: founding.device,
        replica: false,
    };
    let act = build::found(id, &device, when.day, &new)?;
    let mut commons = Commons::create(home, DocumentName::charter(key.device(), id), id, None)?;
    match commons.write_act(&act, when) {
        Ok(()) => commons.put_in_place(home),
        Err(trouble) => {
            drop(commons);
            home.forget_making(id)?;
            Err(trouble)
        }
    }
}

impl Commons {
    /// Writes an act into the charter.
    pub fn write_act(&mut self, act: &[u8], when: When) -> Result<(), Trouble> {
        let change = self.charter().next_change(self.key(), when.time_ms, act)?;
        self.write(self.charter_name(), vec![change])
    }

    /// Makes an invitation and gives it as it is handed on.
    pub fn invite(&mut self, inviting: Inviting, when: When) -> Result<Invitation, Trouble> {
        let needed = if inviting.for_person.is_some() {
            Role::Guest
        } else {
            Role::Steward
        };
        let me = self.writer(needed)?;
        let secret: [u8; 32] = chance::bytes();
        let invited = Invited {
            key: InvitationKey(DeviceKey::from_seed(secret).device().0),
            role: inviting.role,
            uses: inviting.uses,
            expires: Some(
                when.day
                    .plus(i32::try_from(inviting.days).unwrap_or(i32::MAX)),
            ),
            for_person: inviting.for_person,
        };
        self.write_act(&build::invite(me, when.day, invited), when)?;
        let invitation = self.charter().write_invitation(secret, inviting.addresses);
        invitation.ok_or_else(|| {
            Trouble::new(
                "The invitation was not made",
                "its act does not stand in the charter",
                "run `check`",
            )
        })
    }

    /// Writes that this home joins with the invitation, once the charter has arrived. A replica reads and passes on, and
    /// writes nothing else, ever.
    pub fn join(
        &mut self,
        invitation: &Invitation,
        person: &str,
        (device, replica): (&str, bool),
        when: When,
    ) -> Result<(), Trouble> {
        let act = match self.charter().join_door(invitation, when.day) {
            InvitationDoor::Open(act) => act,
            InvitationDoor::NotArrived => {
                return Err(not_joined(
                    "the invitation has not arrived here yet",
                    "meet the person who gave it to you, or somebody who met them since",
                ));
            }
            InvitationDoor::UsedUp => {
                return Err(not_joined(
                    "the invitation has been used as often as it may be",
                    "ask for a new one",
                ));
            }
            InvitationDoor::Expired => {
                return Err(not_joined(
                    "the invitation has expired",
                    "ask for a new one",
                ));
            }
            InvitationDoor::Withdrawn => {
                return Err(not_joined(
                    "the invitation was taken back",
                    "ask for a new one",
                ));
            }
        };
        if self.key_in_doubt().is_some() {
            self.take_next_key()?;
            self.settle_doubt()?;
        }
        let endpoint = self.endpoint_key().clone();
        let new = NewDevice {
            endpoint: &endpoint,
            device: self.device(),
            label: device,
            replica,
        };
        // A further device of somebody comes under the name that they have.
        let known = invitation.for_person;
        let known = known.and_then(|person| self.charter().given_name(person));
        let act = build::join(invitation, act, &new, when.day, known.unwrap_or(person))?;
        self.write_act(&act, when)?;
        self.warn_of_my_name(invitation);
        Ok(())
    }

    /// Says so when somebody has joined by a name that looks like another one here.
    fn warn_of_my_name(&mut self, invitation: &Invitation) {
        let Some(me) = self.me().filter(|_| invitation.for_person.is_none()) else {
            return;
        };
        let others = self.names_like(&Alike::of(self), me);
        if !others.is_empty() {
            let own = self.called(me);
            let told = crate::words::compare::you_look_like(&own, &others);
            self.tell(NoticeKind::Bad, told);
        }
    }

    /// Writes that this device is the person's to whom an older one belonged, whose key vouches for it.
    pub fn take_over(
        &mut self,
        older: &DeviceKey,
        device: &str,
        when: When,
    ) -> Result<(), Trouble> {
        let Some(person) = self
            .charter()
            .device(older.device())
            .map(|device| device.person)
        else {
            return Err(Trouble::new(
                "The device was not taken over",
                "the older device never came to belong to anybody",
                "join with an invitation instead",
            ));
        };
        let endpoint = self.endpoint_key().clone();
        let new = NewDevice {
            endpoint: &endpoint,
            device: self.device(),
            label: device,
            replica: false,
        };
        let act = build::vouch(self.id(), older, person, &new, when.day)?;
        self.write_act(&act, when)
    }

    /// Declares an organisation; without anyone named, I act for it.
    pub fn declare_organisation(
        &mut self,
        name: &str,
        acting: Vec<AgentId>,
        when: When,
    ) -> Result<AgentId, Trouble> {
        let me = self.writer(Role::Maker)?;
        let acting = if acting.is_empty() { vec![me] } else { acting };
        let place = (self.id(), self.device());
        let (id, act) =
            build::declare_organisation(place, me, when.day, chance::bytes(), name, acting)?;
        self.write_act(&act, when)?;
        Ok(id)
    }

    /// Lets another person act for an organisation.
    pub fn let_act_for(
        &mut self,
        organisation: AgentId,
        person: AgentId,
        when: When,
    ) -> Result<(), Trouble> {
        let me = self.writer(Role::Maker)?;
        self.write_act(&build::act_for(me, when.day, organisation, person), when)
    }
}

fn not_joined(why: &str, remedy: &str) -> Trouble {
    Trouble::new("You have not joined", why, remedy)
}

impl From<NameProblem> for Trouble {
    fn from(problem: NameProblem) -> Self {
        Trouble::new(
            "The name cannot be used",
            problem.to_string(),
            "choose another name",
        )
    }
}

impl From<ActRefusal> for Trouble {
    fn from(refusal: ActRefusal) -> Self {
        crate::words::endings::act_refused(refusal)
    }
}
