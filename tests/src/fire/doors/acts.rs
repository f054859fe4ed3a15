//! Acts: bytes that a member, or a stranger, signs for the charter.

use super::super::history::{Everybody, TIME_MS};
use model::admission::{Context, DocumentState, Verdict, shape};
use model::charter::act::{Invited, RULE_SET};
use model::charter::build::{self, NewCommons, NewDevice};
use model::charter::proof::person_id;
use model::charter::{Act, Charter, Role, WrittenAct};
use model::day::Day;
use model::id::{AgentId, CommonsId};
use model::invitation::InvitationKey;
use model::key::DeviceKey;
use model::name::DocumentName;
use model::rsd1::{Policy, Preset};

/// The id to which its founding leads.
const COMMONS: CommonsId =
    CommonsId(125_667_717_839_468_416_246_737_117_856_691_454_084_u128.to_be_bytes());
const TODAY: Day = Day(20_494);
/// The newest members, and one who is none.
const ANA: u8 = 1;
const BEN: u8 = 2;
const STRANGER: u8 = 9;

/// A commons of two, with an organisation and an open invitation.
pub struct Village {
    charter: Charter,
    state: DocumentState,
    /// The acts as they were written, in order.
    pub acts: Vec<Vec<u8>>,
}

fn key(number: u8) -> DeviceKey {
    DeviceKey::from_seed([number; 32])
}

fn endpoint(number: u8) -> DeviceKey {
    DeviceKey::from_seed([100 + number; 32])
}

fn person(number: u8) -> AgentId {
    person_id(COMMONS, key(number).device())
}

impl Village {
    /// Founds it and lets Ben in.
    pub fn new() -> Self {
        let name = DocumentName::charter(key(ANA).device(), COMMONS);
        let mut village = Self {
            charter: Charter::empty(COMMONS, name.id(COMMONS)),
            state: DocumentState::new(COMMONS, name),
            acts: vec![],
        };
        let policy = Policy::preset(Preset::CopyFair);
        let new = NewCommons {
            nonce: [0xc0; 16],
            name: "Hofwerkstatt",
            purpose: "Tools for small farms",
            open: false,
            policy: &policy,
            person_name: "Ana",
        };
        village.write(
            ANA,
            build::found(COMMONS, &device(ANA, &endpoint(ANA)), TODAY, &new).unwrap(),
        );
        let invited = Invited {
            key: InvitationKey(key(50).device().0),
            role: Role::Maker,
            uses: 3,
            expires: Some(TODAY.plus(14)),
            for_person: None,
        };
        village.write(ANA, build::invite(person(ANA), TODAY, invited));
        let joins = village.join(BEN);
        village.write(BEN, joins);
        let ids = (COMMONS, key(ANA).device());
        let acting = vec![person(ANA)];
        let declared =
            build::declare_organisation(ids, person(ANA), TODAY, [7; 16], "Acme", acting);
        let (organisation, act) = declared.unwrap();
        village.write(ANA, act);
        let grant = build::grant(person(ANA), TODAY, person(BEN), Role::Steward);
        village.write(ANA, grant);
        let acts_for = build::act_for(person(BEN), TODAY, organisation, person(BEN));
        village.write(BEN, acts_for);
        // These are not written yet: a newcomer's two ways in.
        let joins = village.join(STRANGER);
        village.acts.push(joins);
        let home = endpoint(STRANGER);
        let newcomer = device(STRANGER, &home);
        let vouched = build::vouch(COMMONS, &key(BEN), person(BEN), &newcomer, TODAY);
        village.acts.push(vouched.unwrap());
        village
    }

    fn join(&self, number: u8) -> Vec<u8> {
        let invitation = self.charter.write_invitation([50; 32], vec![]).unwrap();
        let open = self.charter.invitations().next().unwrap().id;
        let home = endpoint(number);
        build::join(&invitation, open, &device(number, &home), TODAY, "Ben").unwrap()
    }

    /// The line of its invitation.
    pub fn invitation(&self) -> String {
        let places = vec!["abc@192.168.1.7:4242".into()];
        let invitation = self.charter.write_invitation([50; 32], places);
        invitation.expect("it was written").to_string()
    }

    fn write(&mut self, by: u8, act: Vec<u8>) {
        let change = self.charter.next_change(&key(by), TIME_MS, &act).unwrap();
        let header = shape(&change.bytes).unwrap();
        self.charter.admit_chunk(&change.bytes).unwrap();
        let context = Context {
            authority: &Everybody,
            previous_ledger: &[],
        };
        let verdict = self.state.admit(&header, &change.bytes, &context);
        assert_eq!(verdict, Verdict::Admitted);
        self.acts.push(act);
    }

    /// Bytes as an act of Ana, of Ben, and of somebody who is not known: whether anybody's came in.
    ///
    /// What is read is written again as the same act. What may stand does not keep anybody from going on, and is
    /// judged alike by the charter and by admission.
    pub fn take(&self, bytes: &[u8]) -> bool {
        if let Ok(written) = WrittenAct::decode(bytes)
            && !matches!(written.act, Act::Unknown(_))
        {
            assert_eq!(WrittenAct::decode(&written.encode()), Ok(written));
        }
        let came_in = [ANA, BEN, STRANGER].map(|by| self.take_from(by, bytes));
        came_in.contains(&true)
    }

    fn take_from(&self, by: u8, bytes: &[u8]) -> bool {
        let Ok(change) = self.charter.next_change(&key(by), TIME_MS, bytes) else {
            return false;
        };
        let mut after = self.charter.clone();
        after
            .admit_chunk(&change.bytes)
            .expect("it was just judged");
        let header = shape(&change.bytes).expect("an act has the shape of a change");
        let context = Context {
            authority: &self.charter,
            previous_ledger: &[],
        };
        let verdict = self.state.judge(&header, &change.bytes, &context);
        assert_eq!(verdict, Verdict::Admitted, "the charter alone lets it in");
        let grant = build::grant(person(ANA), TODAY, person(ANA), Role::Guest);
        let next = after.next_change(&key(ANA), TIME_MS, &grant);
        let next = next.expect("the founder goes on");
        after.admit_chunk(&next.bytes).expect("it was just judged");
        assert_eq!(
            after.foundation().map(|founded| founded.rule_set),
            Some(RULE_SET)
        );
        true
    }
}

impl Default for Village {
    fn default() -> Self {
        Self::new()
    }
}

fn device<'a>(number: u8, endpoint: &'a DeviceKey) -> NewDevice<'a> {
    NewDevice {
        endpoint,
        device: key(number).device(),
        label: "laptop",
        replica: false,
    }
}
