//! Neighbours find each other in a workshop's network, with real processes in rooms of their own.

use app::deed::When;
use app::deed::designs::NewDesign;
use app::engine::{Engine, Listening};
use app::home::Home;
use hickory_proto::op::Message;
use hickory_proto::rr::RData;
use model::day::Day;
use model::id::{DocumentId, EndpointId};
use model::invitation::Invitation;
use serde_json::Value;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};
use tests::capture::{Capture, Needles, Packet};
use tests::homes;
use tests::network::{Network, Room, inside};
use tests::process::{Workshop, string};

#[expect(dead_code, reason = "here somebody only joins")]
#[path = "clicks/desk.rs"]
mod desk;

const PROGRAM: &str = env!("CARGO_BIN_EXE_commonwright_under_test");
const ANYWHERE: [&str; 2] = ["--listen", "0.0.0.0:0"];
const ANA: &str = "192.168.77.1";
const BEN: &str = "192.168.77.2";
const FINDS_WITHIN: Duration = Duration::from_secs(30);
/// Before the silence alone would tell (`SILENCE_MAX`).
const MEETS_AGAIN_WITHIN: Duration = Duration::from_secs(12);

/// Ana's and Ben's workshops, of one commons, each in a room; Ana has made something since they met.
struct Street {
    _folder: tempfile::TempDir,
    ana: Workshop,
    ben: Workshop,
    anas_room: Room,
    bens_room: Room,
}

impl Street {
    fn new(network: &Network) -> Street {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (mut ana, mut ben, _) = two_who_met(&folder);
        let (anas_room, bens_room) = (network.room("ana"), network.room("ben"));
        ana.move_to(anas_room.network());
        ben.move_to(bens_room.network());
        Street {
            _folder: folder,
            ana,
            ben,
            anas_room,
            bens_room,
        }
    }

    /// Ana stays on; Ben looks for whoever is near and gets what is new.
    fn ben_finds_ana(&self) {
        let _ana = self.ana.running_as(&ANYWHERE);
        let met = self
            .ben
            .json(&[&["sync", "--wait", "30"][..], &ANYWHERE].concat());
        assert_got_the_design(&met);
    }
}

/// Ana, Ben, and the place where he met her; she has made a design since.
fn two_who_met(folder: &tempfile::TempDir) -> (Workshop, Workshop, String) {
    let ana = Workshop::new(PROGRAM, folder.path(), "ana");
    let ben = Workshop::new(PROGRAM, folder.path(), "ben");
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    let invited = ana.json(&["invite"]);
    let invitation = invited["invitation"].as_str().expect("text");
    let running = ana.running();
    ben.join(invitation, "Ben", &running.address);
    let place = running
        .address
        .rsplit('@')
        .next()
        .expect("an address")
        .to_owned();
    drop(running);
    ana.json(&["design", "new", "Seed cleaner", "--function", "Cleans seed"]);
    (ana, ben, place)
}

fn assert_got_the_design(met: &Value) {
    assert_eq!(met["peers"], 1, "{met}");
    assert!(
        met["received"].as_u64().is_some_and(|count| count > 0),
        "{met}"
    );
}

fn with_net(address: &str) -> String {
    format!("{address}/24")
}

#[test]
fn on_a_network_that_leads_nowhere() {
    let Some(network) = inside("on_a_network_that_leads_nowhere") else {
        return;
    };
    let street = Street::new(&network);
    network.switch("wall");
    street.anas_room.plug("card", "wall", &with_net(ANA));
    street.bens_room.plug("card", "wall", &with_net(BEN));
    street.ben_finds_ana();
}

#[test]
fn on_a_second_card() {
    let Some(network) = inside("on_a_second_card") else {
        return;
    };
    let street = Street::new(&network);
    network.switch("wall");
    network.switch("outside");
    street.anas_room.plug("first", "outside", "10.1.0.1/24");
    street.anas_room.route("10.1.0.254");
    street.bens_room.plug("first", "outside", "10.2.0.1/24");
    street.bens_room.route("10.2.0.254");
    street.anas_room.plug("second", "wall", &with_net(ANA));
    street.bens_room.plug("second", "wall", &with_net(BEN));
    street.ben_finds_ana();
}

#[test]
fn on_a_card_that_comes_later() {
    let Some(network) = inside("on_a_card_that_comes_later") else {
        return;
    };
    let street = Street::new(&network);
    network.switch("wall");
    street.anas_room.plug("card", "wall", &with_net(ANA));
    let _ana = street.ana.running_as(&ANYWHERE);
    let words = [&["sync", "--wait", "40"][..], &ANYWHERE].concat();
    let met = std::thread::scope(|scope| {
        let ben = scope.spawn(|| street.ben.json(&words));
        // He looks where there is no network at all, and then somebody plugs in a cable.
        sleep(Duration::from_secs(3));
        street.bens_room.plug("card", "wall", &with_net(BEN));
        ben.join().expect("he finds her")
    });
    assert_got_the_design(&met);
}

/// Nobody types an address, and the invitation names none that leads anywhere: Ben joins by a command, Cleo at her window.
#[test]
fn who_joins_finds_a_neighbour_without_any_address() {
    let Some(network) = inside("who_joins_finds_a_neighbour_without_any_address") else {
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| Workshop::new(PROGRAM, folder.path(), name);
    let (mut ana, mut ben) = (at("ana"), at("ben"));
    let (anas_room, bens_room) = (network.room("ana"), network.room("ben"));
    ana.move_to(anas_room.network());
    ben.move_to(bens_room.network());
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    ana.json(&["design", "new", "Seed cleaner"]);
    // There is no network yet, so that there is no place to name that others could reach.
    let invited = ana.json(&["invite", "--uses", "2"]);
    assert_eq!(invited["leads_here"], false);
    let invitation = string(&invited["invitation"]);
    let read: Invitation = invitation.parse().expect("an invitation");
    let places = read
        .addresses
        .iter()
        .filter_map(|text| text.split_once('@'));
    for place in places.flat_map(|(_, places)| places.split(',')) {
        let place: SocketAddr = place.parse().expect("a place");
        assert!(place.ip().is_loopback(), "{place} would lead to Ana");
    }

    network.switch("wall");
    network.address("wall", &with_net("192.168.77.3"));
    anas_room.plug("card", "wall", &with_net(ANA));
    bens_room.plug("card", "wall", &with_net(BEN));
    let running = ana.running_as(&ANYWHERE);
    let words = ["join", &invitation, "--person", "Ben", "--wait", "40"];
    let joined = ben.json(&[&words[..], &ANYWHERE].concat());
    assert_eq!(joined["commons"], "Valley Tools");
    let designs = ben.json(&["design", "list"]);
    assert_eq!(designs["designs"][0]["name"], "Seed cleaner");

    let (id, _) = running.address.split_once('@').expect("an address");
    let endpoint: EndpointId = id.parse().expect("an id");
    cleo_joins_at_her_window(&folder.path().join("cleo"), &invitation, endpoint);
    drop(running);
    let people = ana.json(&["person", "list"]);
    let names: Vec<String> = people["people"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|person| string(&person["name"]))
        .collect();
    assert_eq!(names.len(), 3, "{names:?}");
}

/// Before she has joined she is told of Ana's computer its short id, and nothing of the commons or its people.
fn cleo_joins_at_her_window(home: &Path, invitation: &str, anas: EndpointId) {
    let listening = Listening {
        listen: Some("0.0.0.0:0".parse().expect("a place")),
        nearby: None,
    };
    let mut cleo = desk::Desk::open_at(home, None, listening);
    cleo.write("Your name", "Cleo");
    cleo.press("Continue");
    cleo.press("Join");
    cleo.sees("Meet them");
    cleo.press("on this network");
    cleo.sees(&anas.short());
    let near = &cleo.screen.state().view().first_start.near;
    let ana = near.iter().find(|near| near.endpoint == anas);
    let ana = ana.expect("she is near").clone();
    assert_eq!((ana.label, ana.person), (anas.short(), None));
    for secret in ["Ana", "Ben", "Valley Tools"] {
        assert!(
            !cleo.words().iter().any(|word| word.contains(secret)),
            "{secret}"
        );
    }
    cleo.write("Invitation", invitation);
    cleo.sees("Valley Tools: ");
    cleo.press(&anas.short());
    cleo.press("Join");
    cleo.sees("Seed cleaner");
    cleo.close();
}

/// Where announcements go (RFC 6762).
const GROUP: SocketAddrV4 = SocketAddrV4::new(Ipv4Addr::new(224, 0, 0, 251), 5353);
/// How a card asks to be sent what goes to a group; it says nothing about this program.
const IGMP: u8 = 2;
const LISTENED_FOR: Duration = Duration::from_secs(8);

#[test]
fn a_home_announces_its_id_and_its_place_here_and_nothing_else() {
    let Some(network) = inside("a_home_announces_its_id_and_its_place_here_and_nothing_else")
    else {
        return;
    };
    let street = Street::new(&network);
    network.switch("wall");
    network.switch("outside");
    street.anas_room.plug("card", "wall", &with_net(ANA));
    street.anas_room.plug("far", "outside", "203.0.113.7/24");
    street.anas_room.route("203.0.113.1");
    let mut capture = Capture::begin();
    let ana = street.ana.running_as(&ANYWHERE);
    let packets = capture.listen(LISTENED_FOR);
    let (id, places) = ana.address.split_once('@').expect("an address");
    let port = places.rsplit(':').next().expect("a port");
    let mut hers = Needles::default();
    let commons = std::fs::read_dir(street.ana.home().join("commons")).expect("a folder");
    for one in commons.flatten() {
        hers.add_id(&one.file_name().to_string_lossy());
    }
    for words in ["Valley Tools", "Ana", "Ben", "Seed cleaner"] {
        hers.add(words);
    }
    let mut announced = 0;
    for packet in packets {
        let found = packet.says().and_then(|says| hers.found_in(says));
        assert_eq!(found, None, "of what is hers");
        match packet {
            Packet::Other { protocol: IGMP, .. } => {}
            Packet::Udp {
                from,
                to: GROUP,
                says,
            } => {
                assert_eq!(from.ip().to_string(), ANA, "only on the workshop's card");
                announced += assert_says_only(&says, id, port);
            }
            other => panic!("this was sent too: {other:?}"),
        }
    }
    assert!(announced > 0, "it can be found");
}

/// Asks for this service, or names this id and this place; says how often it names the place.
fn assert_says_only(says: &[u8], id: &str, port: &str) -> usize {
    let service = "_commonwright._udp.local.";
    let (own, target) = (format!("{id}.{service}"), format!("{id}-{port}.local."));
    let message = Message::from_vec(says).expect("it can be read by anybody");
    for query in &message.queries {
        assert_eq!(query.name().to_string(), service);
    }
    for answer in &message.answers {
        match &answer.data {
            RData::PTR(name) => {
                assert_eq!(answer.name.to_string(), service);
                assert_eq!(name.0.to_string(), own);
            }
            RData::SRV(place) => {
                assert_eq!(answer.name.to_string(), own);
                assert_eq!(place.target.to_string(), target);
                assert_eq!(place.port.to_string(), port);
            }
            other => panic!("this is announced too: {other:?}"),
        }
    }
    for more in &message.additionals {
        assert_eq!(more.name.to_string(), target);
        assert_eq!(more.data.to_string(), ANA);
    }
    assert!(message.authorities.is_empty());
    message.additionals.len()
}

#[test]
fn a_home_that_is_not_to_be_seen_says_nothing() {
    let Some(network) = inside("a_home_that_is_not_to_be_seen_says_nothing") else {
        return;
    };
    let street = Street::new(&network);
    network.switch("wall");
    street.anas_room.plug("card", "wall", &with_net(ANA));
    Home::open(street.ana.home(), [0; 32])
        .and_then(|mut home| home.change_settings(|settings| settings.seen_nearby = false))
        .expect("the home is hers");
    let mut capture = Capture::begin();
    let _ana = street.ana.running_as(&ANYWHERE);
    assert_eq!(capture.listen(LISTENED_FOR), []);
}

#[test]
fn a_home_falls_silent_when_the_person_says_so() {
    let Some(network) = inside("a_home_falls_silent_when_the_person_says_so") else {
        return;
    };
    network.switch("wall");
    network.address("wall", &with_net(ANA));
    let room = network.room("ben");
    room.plug("card", "wall", &with_net(BEN));
    let home = homes::Home::at(71, "0.0.0.0:0", true);
    let mut capture = Capture::begin();
    assert_ne!(capture.listen(LISTENED_FOR), [], "it is seen");
    home.net.set_lan(false);
    capture.listen(Duration::from_secs(1));
    assert_eq!(capture.listen(LISTENED_FOR), []);
}

#[test]
fn who_was_met_once_is_looked_for_there_again() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (ana, ben, anas_place) = two_who_met(&folder);
    let at = |place| ["--hidden", "--listen", place];
    let _ana = ana.running_as(&at(&anas_place));
    let met = ben.json(&[&["sync"][..], &at("127.0.0.1:0")].concat());
    assert_got_the_design(&met);
}

#[test]
fn who_stays_on_looks_for_those_who_were_away() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (ana, ben, _) = two_who_met(&folder);
    let bens_place = {
        let home = Home::open(ben.home(), [0; 32]).expect("his home");
        format!("127.0.0.1:{}", home.settings().port.expect("he was met"))
    };
    let mut ana = engine_at(ana.home(), "127.0.0.1:0", Some(false));
    // He knows only where she was; that they meet is her doing.
    let _ben = ben.running_as(&["--hidden", "--listen", &bens_place]);
    let design = new_design(&mut ana, "Wheel hoe");
    step_until_with_ben(&mut ana, design, FINDS_WITHIN);
}

/// Ana works in this process, and Ben's computer gets another address while they are connected.
#[test]
fn who_gets_another_address_is_met_again_soon() {
    let Some(network) = inside("who_gets_another_address_is_met_again_soon") else {
        return;
    };
    let street = Street::new(&network);
    network.switch("wall");
    network.address("wall", &with_net(ANA));
    street.bens_room.plug("card", "wall", &with_net(BEN));
    let mut ana = engine_at(street.ana.home(), ANYWHERE[1], None);
    let _ben = street.ben.running_as(&ANYWHERE);
    let mut design = new_design(&mut ana, "Wheel hoe");
    step_until_with_ben(&mut ana, design, FINDS_WITHIN);
    street
        .bens_room
        .readdress("card", &with_net(BEN), &with_net("192.168.77.3"));
    design = new_design(&mut ana, "Rocket stove");
    step_until_with_ben(&mut ana, design, MEETS_AGAIN_WITHIN);
}

/// The program of this home in this process.
fn engine_at(home: &Path, listen: &str, nearby: Option<bool>) -> Engine {
    let home = Home::open(home, [0; 32]).expect("nobody else has it open");
    let mut engine = Engine::new(home);
    engine.open_all().expect("its commons open");
    engine.stay();
    engine
        .listen(&Listening {
            listen: Some(listen.parse().expect("a place")),
            nearby,
        })
        .expect("the network is there");
    engine
}

fn new_design(engine: &mut Engine, name: &str) -> DocumentId {
    let id = engine.all().next().expect("a commons is open").id();
    let new = NewDesign {
        name,
        function: "Helps",
        licence: "CC0-1.0",
        kind: None,
    };
    let when = When {
        day: Day(20_500),
        time_ms: 1,
    };
    let commons = engine.commons_mut(id).expect("it is open");
    commons.new_design(&new, when).expect("she is a maker")
}

/// Until Ben has said that the design is on his disk.
fn step_until_with_ben(engine: &mut Engine, design: DocumentId, patience: Duration) {
    let start = Instant::now();
    let commons = engine.all().next().expect("a commons is open").id();
    let is_with_ben = |engine: &Engine| {
        let commons = engine.commons(commons).expect("it is open");
        !commons.core().with_others(design).is_empty()
    };
    while !is_with_ben(engine) {
        engine.step(Duration::from_millis(20));
        assert!(start.elapsed() < patience, "it did not come to Ben");
    }
    eprintln!("with Ben after {:?}", start.elapsed());
}
