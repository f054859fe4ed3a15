//! `remove`: removes a person or one of their devices, and says what of their work stays.

use super::ending::{StaysArgs, device_of, told};
use super::{Everywhere, Report, open_commons};
use crate::deed::endings::Ending;
use crate::trouble::Trouble;
use crate::words::endings as words;
use clap::Args;
use serde_json::json;

/// What `remove` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  commonwright remove Ben --reason \"moved away\"\n  commonwright remove Ben --dry-run\n  commonwright remove Ben --keep 2026-03-31 --keep-of phone=nothing\n  commonwright remove Ben --device phone --keep 2026-03-31\n\nAll that is here of their work stays, unless you say otherwise. What they wrote and nobody has brought\nhere yet is set aside when it comes; `refused` lists it, and a steward may admit it again."
)]
pub struct RemoveArgs {
    /// The person
    pub person: String,
    /// Only this device of theirs
    #[arg(long, value_name = "NAME")]
    pub device: Option<String>,
    /// What stays of their work.
    #[command(flatten)]
    pub stays: StaysArgs,
}

impl RemoveArgs {
    /// Removes them, or the device.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let commons = open_commons(everywhere)?;
        let who = commons.find_agent(&self.person)?;
        let name = commons.called(who);
        let Some(label) = &self.device else {
            let json = json!({"person": who.to_string()});
            let text = words::removed(&name);
            return told(
                commons,
                Ending::Person(who),
                &self.stays,
                everywhere,
                json,
                text,
            );
        };
        let device = device_of(&commons, who, label)?;
        let json = json!({"person": who.to_string(), "device": device.to_string()});
        let text = words::device_retired(label, &name);
        told(
            commons,
            Ending::Device(device),
            &self.stays,
            everywhere,
            json,
            text,
        )
    }
}
