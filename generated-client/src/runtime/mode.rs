//! The two ways to wait for a response. They share every type; only the methods that send differ.

use std::fmt;

/// How a client waits: [`Async`], or `Blocking` with the feature `blocking`.
///
/// It is a parameter of the client, its handles and its requests, and defaults to [`Async`]. No other type can
/// implement it.
pub trait Mode: sealed::Sealed + Clone + fmt::Debug + Send + Sync + 'static {}

/// Methods that send return a future.
#[derive(Clone, Copy, Debug)]
pub enum Async {}

impl Mode for Async {}

/// Methods that send block the thread, and return the result.
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
