//! Somebody at the other end of a stream who is no device of this world: a stranger, or a device that does not play fair.

use super::World;
use model::id::EndpointId;
use sync::core::{Core, Input, LinkId, Message};
use sync::wire::{Access, Hello, hello_tag};

/// The stream that somebody outside talks on.
pub const OUTSIDE: LinkId = LinkId(9_999);

impl World {
    /// The conversation of a device that is on.
    pub fn core(&self, device: usize) -> &Core {
        self.devices[device]
            .core
            .as_ref()
            .expect("the device is on")
    }

    /// Somebody with this name on the network opens a stream to a device.
    pub fn comes_in(&mut self, device: usize, peer: EndpointId) {
        let connected = Input::Connected {
            link: OUTSIDE,
            peer,
            we_dialled: false,
        };
        self.tell(device, connected);
    }

    /// Who came in sends these bytes.
    pub fn sends(&mut self, device: usize, frame: Vec<u8>) {
        let received = Input::Received {
            link: OUTSIDE,
            frame,
        };
        self.tell(device, received);
    }

    /// Who came in says this.
    pub fn says(&mut self, device: usize, message: &Message) {
        self.sends(device, message.encode());
    }

    /// The hello with which a peer who claims to give everything greets a device.
    pub fn hello_of(&self, peer: EndpointId, device: usize) -> Hello {
        Hello {
            tag: hello_tag(self.commons(), peer, self.devices[device].endpoint()),
            program: "false".into(),
            rule_set: 1,
            proof: None,
            access: Access::Everything,
            charter: [0; 16],
            root: [0; 32],
        }
    }
}
