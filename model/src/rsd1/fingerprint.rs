//! One code for two screens to compare: the same facts, rules and day give the same.

use std::convert::Infallible;

use minicbor::encode::Write;
use minicbor::{Encode, Encoder};

use super::RULE_SET;
use super::policies::Policies;
use super::status::Status;
use crate::id::CommonsId;

/// So many bytes are hashed at once.
const PIECE_BYTES: usize = 64 * 1024;

/// BLAKE3 over the commons, the rule set, the policies that begin by the day with their first days, the agent, the day, the facts used (sorted), the code, the
/// amounts, the flags and the lines as data.
pub(super) fn fingerprint(commons: CommonsId, policies: &Policies, status: &Status) -> [u8; 32] {
    let mut e = Encoder::new(Hashing::default());
    write(&mut e, commons);
    write(&mut e, RULE_SET);
    write(&mut e, policies.begun_by(status.as_of));
    write(&mut e, status.agent);
    write(&mut e, status.as_of);
    write(&mut e, &status.used);
    write(&mut e, status.code);
    write(&mut e, [status.owed, status.accruing]);
    write(&mut e, status.currency);
    write(&mut e, status.due);
    write(&mut e, &status.points);
    write(&mut e, &status.flags);
    write(&mut e, &status.lines);
    write(&mut e, &status.pending);
    write(&mut e, &status.unconfirmed);
    write(&mut e, &status.waiting);
    e.into_writer().end()
}

fn write<T: Encode<()>>(e: &mut Encoder<Hashing>, value: T) {
    e.encode(value).expect("writing to memory cannot fail");
}

/// Hashes what is written, in pieces.
#[derive(Default)]
struct Hashing {
    hasher: blake3::Hasher,
    piece: Vec<u8>,
}

impl Hashing {
    fn end(mut self) -> [u8; 32] {
        self.hasher.update(&self.piece);
        *self.hasher.finalize().as_bytes()
    }
}

impl Write for Hashing {
    type Error = Infallible;

    fn write_all(&mut self, bytes: &[u8]) -> Result<(), Infallible> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE_BYTES {
            self.hasher.update(&self.piece);
            self.piece.clear();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::day::Day;
    use crate::id::{AgentId, CommonsId};
    use crate::rsd1::{Facts, Policies, Policy, Preset, derive};

    #[test]
    fn only_rules_that_begin_by_the_day_are_in_it() {
        let day = Day(20_558);
        let of = |adopted: &[(Day, Preset)]| {
            let mut policies = Policies::founded(Policy::preset(Preset::CopyFair));
            for (from, preset) in adopted {
                policies.adopt(*from, 2, Policy::preset(*preset));
            }
            let (commons, agent) = (CommonsId([3; 16]), AgentId([9; 16]));
            derive(commons, &Facts::default(), &policies, agent, day).fingerprint
        };
        let founded = of(&[]);
        assert_eq!(founded, of(&[(day.plus(1), Preset::Lenient)]));
        let begun = of(&[(day, Preset::Lenient)]);
        assert_ne!(founded, begun);
        assert_ne!(begun, of(&[(day.plus(-1), Preset::Lenient)]));
        assert_eq!(
            begun,
            of(&[(day, Preset::Lenient), (day.plus(90), Preset::PplFaithful)])
        );
    }
}
