//! Decides which redirects are followed. The HTTP library would send the body, and credentials in custom headers, to
//! another host, and would turn a POST into a GET. Here, such a redirect is not followed, and is reported as an error
//! with its status.

use reqwest::header::LOCATION;
use reqwest::{Method, Response, Url};

use super::uri;

/// How many redirects an attempt follows.
pub(super) const MAX: usize = 10;

/// Returns the URL that a response redirects a request to, if the same request may be sent there: scheme, host and port
/// must be the same.
pub(super) fn target(method: &Method, from: &Url, response: &Response) -> Option<Url> {
    match response.status().as_u16() {
        // Other methods would become a GET, depending on the client. A request that changes something is not repeated
        // on a guess.
        301..=303 if matches!(*method, Method::GET | Method::HEAD) => {}
        307 | 308 => {}
        _ => return None,
    }
    let location = response.headers().get(LOCATION)?;
    let location = std::str::from_utf8(location.as_bytes()).ok().filter(|it| !it.is_empty())?;
    let to = from.join(location).ok()?;
    // A user name in a URL is a credential, and this client has its own.
    let plain = to.username().is_empty() && to.password().is_none();
    let fits = to.as_str().len() <= uri::MAX_URL;
    (plain && fits && to.origin() == from.origin()).then_some(to)
}
