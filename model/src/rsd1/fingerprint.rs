//! One code for two screens to compare: the same facts, rules and day give the same.

use minicbor::{Encode, Encoder};

use super::RULE_SET;
use super::policies::Policies;
use super::status::Status;
use crate::id::CommonsId;

/// BLAKE3 over the commons, the rule set, the policies, the agent, the day, the facts used (sorted), the code, the
/// amounts, the flags and the lines as data.
pub(super) fn fingerprint(commons: CommonsId, policies: &Policies, status: &Status) -> [u8; 32] {
    let mut e = Encoder::new(Vec::new());
    write(&mut e, commons);
    write(&mut e, RULE_SET);
    write(
        &mut e,
        policies.ids().map(|id| id.to_vec()).collect::<Vec<_>>(),
    );
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
    *blake3::hash(e.writer()).as_bytes()
}

fn write<T: Encode<()>>(e: &mut Encoder<Vec<u8>>, value: T) {
    e.encode(value).expect("writing to memory cannot fail");
}
