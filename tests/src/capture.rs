//! Everything that crosses the cards of a network made by a test, as it is on the wire.

use model::id::CommonsId;
use socket2::{Domain, Protocol, Socket, Type};
use std::collections::BTreeSet;
use std::io::Read;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::time::{Duration, Instant};

/// Packets of every protocol (`ETH_P_ALL` of packet(7)), in the order of bytes of the network.
const EVERYTHING: i32 = (0x0003u16).to_be() as i32;
const ETHERNET_BYTES: usize = 14;
const VERSION_4: [u8; 2] = [0x08, 0x00];
const UDP: u8 = 17;

/// Listens on all cards of the network that the test runs in.
#[derive(Debug)]
pub struct Capture(Socket);

/// One packet of version 4 of the Internet protocol. Each crosses two cards and is seen as often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Packet {
    /// A datagram.
    Udp {
        /// Who sent it.
        from: SocketAddrV4,
        /// To whom.
        to: SocketAddrV4,
        /// What it says.
        says: Vec<u8>,
    },
    /// Anything else, with the number of its protocol.
    Other {
        /// Who sent it.
        from: Ipv4Addr,
        /// To whom.
        to: Ipv4Addr,
        /// The number of its protocol: 2 is IGMP, by which a card asks to be sent what goes to a group.
        protocol: u8,
    },
}

impl Packet {
    /// What a datagram says.
    pub fn says(&self) -> Option<&Vec<u8>> {
        match self {
            Packet::Udp { says, .. } => Some(says),
            Packet::Other { .. } => None,
        }
    }
}

/// So many bytes in a row are no accident.
const WINDOW_BYTES: usize = 16;

/// What must not stand in what is sent.
#[derive(Debug, Clone, Default)]
pub struct Needles {
    words: Vec<Vec<u8>>,
    windows: BTreeSet<[u8; WINDOW_BYTES]>,
}

impl Needles {
    /// These words, as they are.
    pub fn add(&mut self, words: &str) {
        self.words.push(words.as_bytes().to_vec());
    }

    /// An id as the program prints it, and its bytes.
    pub fn add_id(&mut self, id: &str) {
        self.add(id);
        let bytes = id.parse::<CommonsId>().expect("an id").0;
        self.words.push(bytes.to_vec());
    }

    /// Any sixteen bytes in a row of these.
    pub fn add_windows(&mut self, bytes: &[u8]) {
        let windows = bytes.windows(WINDOW_BYTES);
        self.windows
            .extend(windows.map(|window| <[u8; WINDOW_BYTES]>::try_from(window).expect("so long")));
    }

    /// The first of them that stands in `says`.
    pub fn found_in(&self, says: &[u8]) -> Option<String> {
        let is_in = |word: &&Vec<u8>| says.windows(word.len()).any(|part| part == word.as_slice());
        let word = self.words.iter().find(is_in).cloned();
        let window = || {
            let mut windows = says.windows(WINDOW_BYTES);
            windows.find(|window| self.windows.contains(*window))
        };
        word.or_else(|| window().map(<[u8]>::to_vec))
            .map(|found| String::from_utf8_lossy(&found).into_owned())
    }
}

impl Capture {
    /// Begins to listen; needs the rights that [`crate::network::inside`] gives.
    pub fn begin() -> Capture {
        let protocol = Some(Protocol::from(EVERYTHING));
        let socket = Socket::new(Domain::PACKET, Type::RAW, protocol).expect("the right to listen");
        let step = Some(Duration::from_millis(100));
        socket.set_read_timeout(step).expect("a socket waits");
        Capture(socket)
    }

    /// What comes in so long a time, and what was waiting before.
    pub fn listen(&mut self, time: Duration) -> Vec<Packet> {
        let (start, mut packets) = (Instant::now(), vec![]);
        let mut frame = vec![0; 65_536];
        while start.elapsed() < time {
            if let Ok(length) = self.0.read(&mut frame) {
                packets.extend(read(&frame[..length]));
            }
        }
        packets
    }
}

fn read(frame: &[u8]) -> Option<Packet> {
    if frame.get(12..ETHERNET_BYTES)? != VERSION_4 {
        return None;
    }
    let packet = &frame[ETHERNET_BYTES..];
    let header = usize::from(packet.first()? & 0x0f) * 4;
    let place = |at: usize| -> Option<Ipv4Addr> {
        let bytes: [u8; 4] = packet.get(at..at + 4)?.try_into().ok()?;
        Some(Ipv4Addr::from(bytes))
    };
    let number = |at: usize| -> Option<u16> {
        Some(u16::from_be_bytes(packet.get(at..at + 2)?.try_into().ok()?))
    };
    let (from, to, protocol) = (place(12)?, place(16)?, *packet.get(9)?);
    if protocol != UDP {
        return Some(Packet::Other { from, to, protocol });
    }
    let end = header + usize::from(number(header + 4)?);
    Some(Packet::Udp {
        from: SocketAddrV4::new(from, number(header)?),
        to: SocketAddrV4::new(to, number(header + 2)?),
        says: packet.get(header + 8..end)?.to_vec(),
    })
}
