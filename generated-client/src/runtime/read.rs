//! What is read of an answer, and what sends a request for it.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use super::decode;
use super::error::Error;
#[cfg(feature = "blocking")]
use super::mode::Blocking;
use super::request::Request;
use super::response::Response;
#[cfg(feature = "blocking")]
use super::send::Arrived;
use super::send::{Answer, Wanted, WantedBody};

/// A way to read an answer. What it reads is taken out of the answer; what it only looks at stays.
pub(crate) trait Read {
    type Output;

    const WANTED: Wanted;

    fn read(answer: &mut Answer) -> Result<Self::Output, Error>;
}

/// JSON, whatever the content type says.
pub(crate) struct Json<T>(PhantomData<T>);

impl<T: DeserializeOwned> Read for Json<T> {
    type Output = T;

    const WANTED: Wanted = Wanted { accept: "application/json", body: WantedBody::Whole };

    fn read(answer: &mut Answer) -> Result<T, Error> {
        decode::json(answer)
    }
}

/// UTF-8.
#[allow(dead_code, reason = "which of these are named depends on the specification")]
pub(crate) struct Text;

impl Read for Text {
    type Output = String;

    const WANTED: Wanted = Wanted { accept: "*/*", body: WantedBody::Whole };

    fn read(answer: &mut Answer) -> Result<String, Error> {
        decode::text(answer)
    }
}

/// The body as it comes.
#[allow(dead_code, reason = "which of these are named depends on the specification")]
pub(crate) struct Bytes;

impl Read for Bytes {
    type Output = Vec<u8>;

    const WANTED: Wanted = Wanted { accept: "*/*", body: WantedBody::Whole };

    fn read(answer: &mut Answer) -> Result<Vec<u8>, Error> {
        Ok(std::mem::take(&mut answer.body))
    }
}

/// Nothing but the status.
#[allow(dead_code, reason = "which of these are named depends on the specification")]
pub(crate) struct Nothing;

impl Read for Nothing {
    type Output = ();

    const WANTED: Wanted = Wanted { accept: "*/*", body: WantedBody::Unread };

    fn read(_: &mut Answer) -> Result<(), Error> {
        Ok(())
    }
}

impl Request {
    /// Sends the request and reads the answer.
    pub(crate) async fn send<R: Read>(self) -> Result<R::Output, Error> {
        self.call.run(R::WANTED).await.read(|mut answer| R::read(&mut answer))
    }

    /// Sends the request and reads the answer, whose status, headers and body are kept.
    pub(crate) async fn send_with_response<R: Read>(self) -> Result<Response<R::Output>, Error> {
        self.call.run(R::WANTED).await.read(whole::<R>)
    }
}

#[cfg(feature = "blocking")]
impl Request<Blocking> {
    /// Sends the request and reads the answer.
    pub(crate) fn send<R: Read>(self) -> Result<R::Output, Error> {
        self.run(R::WANTED).read(|mut answer| R::read(&mut answer))
    }

    /// Sends the request and reads the answer, whose status, headers and body are kept.
    pub(crate) fn send_with_response<R: Read>(self) -> Result<Response<R::Output>, Error> {
        self.run(R::WANTED).read(whole::<R>)
    }

    pub(super) fn run(self, wanted: Wanted) -> Arrived {
        let client = std::sync::Arc::clone(&self.call.client);
        client.wait(async move { self.call.run(wanted).await })
    }
}

fn whole<R: Read>(mut answer: Answer) -> Result<Response<R::Output>, Error> {
    let value = R::read(&mut answer)?;
    let Answer { status, headers, body, attempts, operation: _, mask: _, open: _ } = answer;
    Ok(Response { value, status, headers, body, attempts })
}
