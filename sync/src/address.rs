//! Where a peer can be reached: `<endpoint>@ip:port,ip:port`.

use model::id::{EndpointId, IdError};
use std::fmt;
use std::net::{AddrParseError, SocketAddr};
use std::str::FromStr;

/// An address names at most so many places.
pub const ADDRESS_PLACES_MAX: usize = 16;

/// A peer and the places where it was last seen.
///
/// Its text form is what a person types or a QR code carries: the endpoint id in base32, `@`, and
/// socket addresses separated by commas. The places may be missing: then only neighbours find it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct PeerAddress {
    /// Whom to expect there.
    pub endpoint: EndpointId,
    /// Where, best first.
    pub addresses: Vec<SocketAddr>,
}

/// A text that should have been an address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// The part before `@` is not an endpoint id.
    #[error(transparent)]
    Endpoint(#[from] IdError),
    /// A place is not `ip:port`.
    #[error("\"{text}\" is not an address and port: write it as 192.168.1.7:4433")]
    Place {
        /// The text as it came, cut to 80 characters.
        text: String,
        /// What the parser said.
        source: AddrParseError,
    },
    /// Too many places.
    #[error("the address names more than {ADDRESS_PLACES_MAX} places")]
    TooMany,
}

impl fmt::Display for PeerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.endpoint)?;
        for (index, address) in self.addresses.iter().enumerate() {
            let before = if index == 0 { '@' } else { ',' };
            write!(f, "{before}{address}")?;
        }
        Ok(())
    }
}

impl FromStr for PeerAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let (endpoint, places) = text.trim().split_once('@').unwrap_or((text.trim(), ""));
        let endpoint = endpoint.parse()?;
        let addresses = places
            .split(',')
            .map(str::trim)
            .filter(|place| !place.is_empty())
            .map(place)
            .collect::<Result<Vec<_>, _>>()?;
        if addresses.len() > ADDRESS_PLACES_MAX {
            return Err(AddressError::TooMany);
        }
        Ok(Self {
            endpoint,
            addresses,
        })
    }
}

fn place(text: &str) -> Result<SocketAddr, AddressError> {
    text.parse().map_err(|source| AddressError::Place {
        text: text.chars().take(80).collect(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_survives_writing_and_reading() {
        let address = PeerAddress {
            endpoint: EndpointId([7; 32]),
            addresses: vec![
                "192.168.1.7:4433".parse().expect("an address"),
                "[fd00::1]:4433".parse().expect("an address"),
            ],
        };
        assert_eq!(address.to_string().parse(), Ok(address.clone()));
        let bare = PeerAddress {
            addresses: vec![],
            ..address
        };
        assert_eq!(bare.to_string().parse(), Ok(bare));
    }

    #[test]
    fn what_is_wrong_with_an_address_is_named() {
        let endpoint = EndpointId([7; 32]);
        assert!(matches!(
            "ana".parse::<PeerAddress>(),
            Err(AddressError::Endpoint(_))
        ));
        assert!(matches!(
            format!("{endpoint}@192.168.1.7").parse::<PeerAddress>(),
            Err(AddressError::Place { .. })
        ));
        let many = vec!["10.0.0.1:1"; 17].join(",");
        assert_eq!(
            format!("{endpoint}@{many}").parse::<PeerAddress>(),
            Err(AddressError::TooMany)
        );
    }
}
