//! How facts stand as they were judged, and until when.

use super::{Facts, No, Standing, Verdict};

impl Facts {
    /// Whether it has enough signers by all rules that have begun, of which this is the last. No fact is looked up where no
    /// number was raised.
    pub(in crate::rsd1) fn is_enough_by(&self, no: No, begun: usize) -> bool {
        self.until.is_empty() || self.until.get(&no).is_none_or(|until| begun < *until)
    }

    /// Whether it waits by the rules that have begun, of which this is the last.
    pub(crate) fn waits_by(&self, no: No, begun: usize) -> bool {
        self.standing(no) == Standing::Waits || !self.is_enough_by(no, begun)
    }

    /// Whether more have to sign it once later rules begin.
    pub(in crate::rsd1) fn has_end(&self, no: No) -> bool {
        self.until.contains_key(&no)
    }

    /// Lets a fact count by all rules, or again until some begin; gives how it was before.
    pub(in crate::rsd1) fn set_end(&mut self, no: No, until: Option<usize>) -> Option<usize> {
        match until {
            Some(until) => self.until.insert(no, until),
            None => self.until.remove(&no),
        }
    }

    /// Lets a fact stand as it was judged; says whether that is new.
    pub(crate) fn judge(&mut self, no: No, verdict: Verdict) -> bool {
        let ended = self.until.remove(&no);
        if ended.is_some() && !matches!(verdict, Verdict::Until(..)) {
            self.waiting.remove(&no);
        }
        let had_end = ended.is_some();
        match verdict {
            Verdict::Counts => self.stand(no, Standing::Counts) != Standing::Counts || had_end,
            Verdict::Refused => self.stand(no, Standing::Refused) != Standing::Refused,
            Verdict::Inert => self.stand(no, Standing::Inert) != Standing::Inert,
            Verdict::Waits(needs) => {
                self.stand(no, Standing::Waits);
                self.waiting.insert(no, needs) != Some(needs)
            }
            Verdict::Until(needs, place) => {
                let before = self.stand(no, Standing::Counts);
                self.until.insert(no, place);
                let is_same = self.waiting.insert(no, needs) == Some(needs);
                before != Standing::Counts || ended != Some(place) || !is_same
            }
        }
    }
}
