//! Which redirects are followed. The HTTP library would send a body and a credential in a header of its own to another
//! host, and would make a GET of a POST; here such a redirect becomes the answer, and so an error with its status.

use reqwest::header::LOCATION;
use reqwest::{Method, Response, Url};

/// The most redirects that one call follows.
pub(super) const MAX: usize = 10;

/// Returns where an answer sends a request with this method and URL, if the same request may go there: within scheme,
/// host and port.
pub(super) fn target(method: &Method, from: &Url, response: &Response) -> Option<Url> {
    match response.status().as_u16() {
        // Clients turn these into a GET, each in its own way. What was meant to change something is not guessed at.
        301..=303 if matches!(*method, Method::GET | Method::HEAD) => {}
        307 | 308 => {}
        _ => return None,
    }
    let location = response.headers().get(LOCATION)?;
    let location = std::str::from_utf8(location.as_bytes()).ok().filter(|it| !it.is_empty())?;
    let to = from.join(location).ok()?;
    // A user name in a URL is a credential, and this client has its own.
    let plain = to.username().is_empty() && to.password().is_none();
    (plain && to.origin() == from.origin()).then_some(to)
}
