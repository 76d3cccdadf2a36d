//! Is the judge right, and what does it say of clients, values and changes? One program, so that the parts that build
//! clients run side by side.

mod clients;
mod json_texts;
mod mutants;
mod plans;
mod program;
mod published_schemas;
mod related_parts;
mod requests;
mod reserved;
mod samples;
mod values;
