//! Tests whether a generated client does on the wire what the document says. This crate reads the merged OpenAPI
//! document on its own, as plain JSON and without the generator. It checks every request against the document, and
//! responds with bodies made from its schemas.
//!
//! [`document`] reads the operations, and [`credential`] the credentials that they require. [`schema`] converts their
//! schemas to JSON Schema, and [`sample`] makes values for them. [`cases`] decides which calls are made, [`check`]
//! checks a request, and [`run`] makes the calls and collects the failures. [`across`] checks the client of one document
//! against the API of a later one.

pub mod across;
pub mod cases;
pub mod check;
pub mod credential;
pub mod document;
pub mod http;
mod marks;
pub mod media;
mod multipart;
pub mod parameter;
pub mod problem;
mod references;
pub mod report;
pub mod run;
pub mod sample;
pub mod schema;
pub mod style;
mod subtypes;
mod travel;
