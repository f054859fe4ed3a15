//! Which operation a name means in a causal past, when its author's key has signed several strands.

use super::index::{OperationIndex, Past};
use crate::id::DeviceId;

/// The strands of one device that have operations in a past, by their first counters.
pub(super) struct SeenStrands(Vec<SeenStrand>);

struct SeenStrand {
    strand: u32,
    first: u32,
    /// The highest counter of this strand and of all before it in the list.
    most: u32,
}

impl SeenStrands {
    /// Looked for among the device's strands or among those of the past, whichever are fewer: of a device that forked ten
    /// thousand times a past holds few, and of a past with ten thousand strands most devices have one.
    pub(super) fn of(device: DeviceId, index: &OperationIndex, past: &Past<'_>) -> Self {
        let own = index.strands(device);
        let mut strands: Vec<u32> = match own {
            [] | [_] => own.to_vec(),
            [first, beside @ ..] => {
                let seen = index.beside_in(past, device, beside.len());
                let seen = seen.unwrap_or_else(|| beside.to_vec());
                std::iter::once(*first).chain(seen).collect()
            }
        };
        let clock = past.clock();
        strands.retain(|strand| clock.counter(*strand) > 0);
        let seen = strands.into_iter().filter_map(|strand| {
            Some(SeenStrand {
                strand,
                first: index.first_counter(strand)?,
                most: clock.counter(strand),
            })
        });
        let mut seen: Vec<SeenStrand> = seen.collect();
        seen.sort_by_key(|seen| (seen.first, seen.strand));
        let mut most = 0;
        for seen in &mut seen {
            most = seen.most.max(most);
            seen.most = most;
        }
        Self(seen)
    }

    /// The record with this counter; none when there is none in the past, or two.
    ///
    /// Of a device that forked, a past holds one branch, or the change is out of effect for good; then an operation's
    /// name may mean one on either branch, and means neither.
    pub(super) fn record(
        &self,
        counter: u64,
        index: &OperationIndex,
        past: &Past<'_>,
    ) -> Option<u32> {
        let after = self
            .0
            .partition_point(|seen| u64::from(seen.first) <= counter);
        let begun = self.0[..after].iter().rev();
        let begun = begun.take_while(|seen| u64::from(seen.most) >= counter);
        let found = begun.filter_map(|seen| index.find(seen.strand, counter));
        let mut in_past = found.filter(|record| past.contains(*record));
        let record = in_past.next()?;
        in_past.next().is_none().then_some(record)
    }
}
