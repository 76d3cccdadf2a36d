//! The two ways to wait for an answer. They share every type; only what sends differs.

use std::fmt;

/// How a client waits: [`Async`], or `Blocking` with the feature `blocking`.
///
/// It is the parameter of the client, of its handles and of its requests, and [`Async`] where nothing is said. No other
/// type can implement it.
pub trait Mode: sealed::Sealed + Clone + fmt::Debug + Send + Sync + 'static {}

/// What sends returns a future, to be awaited.
#[derive(Clone, Copy, Debug)]
pub enum Async {}

impl Mode for Async {}

/// What sends waits for the answer, and returns it.
#[cfg(feature = "blocking")]
#[derive(Clone, Copy, Debug)]
pub enum Blocking {}

#[cfg(feature = "blocking")]
impl Mode for Blocking {}

mod sealed {
    pub trait Sealed {}

    impl Sealed for super::Async {}

    #[cfg(feature = "blocking")]
    impl Sealed for super::Blocking {}
}
