//! RSD-1: how reciprocity status is derived. Policy is data, numbers are exact, the result explains itself.

pub mod policy;

pub use policy::{AgentClass, Policy, Preset};
