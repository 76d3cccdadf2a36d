//! The tests of the whole project, one question a module.

mod bombs;
mod changes;
mod commands;
mod conformance;
mod consumer;
mod crates;
mod determinism;
mod diff;
mod fixtures;
mod freshness;
mod gate;
mod hostile;
mod import;
mod locks;
mod mock;
mod numbers;
mod oracle;
mod proposals;
mod refusals;
mod regions;
mod snapshots;
mod surface;
mod sync;
mod tidy;
mod whole_api;
mod wire;
