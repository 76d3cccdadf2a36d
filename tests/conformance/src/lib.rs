//! Does a generated client speak as the document says? This crate reads the merged OpenAPI document by itself, as plain
//! JSON and not through the generator, holds every request against it, and answers with bodies made from its schemas.
//!
//! The parts: [`document`] reads the operations and [`credential`] what they ask for, [`schema`] turns their schemas into JSON Schema, [`sample`] makes
//! values that fit them, [`cases`] says what is tried, [`check`] judges a request, [`run`] lets a client be called and
//! collects what went wrong. [`across`] holds the client of one document against the API of a later one.

pub mod across;
pub mod cases;
pub mod check;
pub mod credential;
pub mod document;
mod heirs;
pub mod http;
pub mod media;
pub mod report;
pub mod run;
pub mod sample;
pub mod schema;
pub mod style;
