//! A file of JSON-LD, node by node.

use super::folder::Out;
use crate::trouble::Trouble;
use model::valueflows::{self, Node};

/// The file while nodes are put into it.
pub(super) struct Linked<'a> {
    out: Out<'a>,
    is_first: bool,
}

impl<'a> Linked<'a> {
    pub(super) fn begin(mut out: Out<'a>) -> Result<Linked<'a>, Trouble> {
        out.write(valueflows::head().as_bytes(), 0)?;
        Ok(Linked {
            out,
            is_first: true,
        })
    }

    /// One node on a line of its own.
    pub(super) fn put(&mut self, node: &Node) -> Result<(), Trouble> {
        let comma = if self.is_first { "" } else { ",\n" };
        self.is_first = false;
        let line = format!("{comma}{}", node.to_json());
        self.out.write(line.as_bytes(), node.statements())
    }

    pub(super) fn end(mut self) -> Result<(), Trouble> {
        self.out.write(valueflows::TAIL.as_bytes(), 0)?;
        self.out.end()
    }
}
