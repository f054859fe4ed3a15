//! The books: what leaves the program, statements, incomes that are shared out, and what a use would lead to.

use super::{Done, Session};
use crate::action::{Part, Request, Sharing, Split};
use crate::commons::Commons;
use crate::deed::When;
use crate::deed::export::Exporting;
use crate::deed::sharing::{ToShare, one_bucket, read_share, three_buckets};
use crate::deed::statement::{Checked, read_statement};
use crate::look::quarter::quarter;
use crate::look::sharing::planned;
use crate::trouble::Trouble;
use crate::view::Outcome;
use crate::words;
use model::id::DocumentId;
use model::ledger::Bucket;
use std::path::Path;

impl Session {
    /// Looks whether a statement is as it was signed, and computes it again where its commons is here.
    pub(super) fn check_statement(&mut self, path: &Path) -> Done {
        let signed = match read_statement(path)? {
            Ok(signed) => signed,
            Err(error) => {
                return Ok(Outcome::Statement {
                    good: false,
                    lines: vec![words::statement::broken(error)],
                });
            }
        };
        let today = When::now(None).day;
        let checked = match self.engine.commons_mut(signed.commons) {
            Some(commons) => commons.compute_again(signed, today)?,
            None => Checked::elsewhere(signed, today),
        };
        Ok(Outcome::Statement {
            good: checked.is_good(),
            lines: words::statement::checked(&checked),
        })
    }
}

/// What needs nothing but the commons; `None` for what is about something else.
pub(super) fn write(commons: &mut Commons, request: &Request, when: When) -> Option<Done> {
    Some(match request {
        Request::ExportBooks(format, to) => {
            let exporting = Exporting {
                formats: &[*format],
                to,
                as_of: when.day,
                overwrite: false,
            };
            let exported = commons.export_books(&exporting, |_| {});
            exported.map(|exported| Outcome::Said(words::books::exported(&exported)))
        }
        Request::WritePage(period, to) => quarter(commons, *period, when.day)
            .and_then(|page| commons.write_page(*period, &page, to, false))
            .map(|file| Outcome::Said(words::quarter::written(&file))),
        Request::WriteStatement(agent, as_of, to) => {
            let written = commons.write_statement(*agent, *as_of, to, false, when);
            written.map(|[file, page]| {
                let (file, page) = (file.display().to_string(), page.display().to_string());
                Outcome::Said(words::statement::written(&file, &page))
            })
        }
        Request::PlanSharing(sharing) => with(sharing, |to_share| {
            let plan = commons.plan_sharing(to_share, when)?;
            Ok(Outcome::Shared(Box::new(planned(commons, &plan))))
        }),
        Request::ShareOut(sharing) => with(sharing, |to_share| {
            commons.share_out(to_share, when)?;
            Ok(Outcome::Written)
        }),
        Request::WhatIf(used) => {
            let used = super::write::deed_of(used);
            let account = used.and_then(|used| commons.what_if(&used, when));
            account.map(|page| Outcome::WhatIf(Box::new(page.account)))
        }
        _ => return None,
    })
}

fn with(sharing: &Sharing, does: impl FnOnce(&ToShare<'_>) -> Done) -> Done {
    let buckets = match &sharing.split {
        Split::One => one_bucket(),
        Split::Three => three_buckets(),
        Split::Own(parts) => {
            let each = parts.iter().map(own_bucket);
            each.collect::<Result<Vec<Bucket>, Trouble>>()?
        }
    };
    let amount = sharing.amount.trim();
    let designs: Vec<DocumentId> = sharing.design.into_iter().collect();
    does(&ToShare {
        period: sharing.period,
        amount: (!amount.is_empty()).then_some(amount),
        designs: &designs,
        buckets,
        note: &sharing.note,
    })
}

/// A part as it was typed into the form.
fn own_bucket(part: &Part) -> Result<Bucket, Trouble> {
    let share = read_share(&part.share).ok_or_else(|| words::books::share_unclear(&part.share))?;
    Ok(Bucket {
        name: part.name.trim().to_owned(),
        share,
        way: part.way,
        kinds: part.kinds.clone(),
    })
}
