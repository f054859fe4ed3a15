//! Everything that crosses the cards of a network made by a test, as it is on the wire.

use socket2::{Domain, Protocol, Socket, Type};
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
