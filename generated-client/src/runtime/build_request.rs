//! Builds the request of the HTTP library from a call. Every error that is possible before sending is found here.

use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HOST, HeaderMap, HeaderName, HeaderValue,
};
use reqwest::{Body, Method, Url};

use super::call::{Call, CredentialChoice};
use super::credential::{self, PreparedCredential};
use super::error::{ArgumentError, Error, MissingCredentialError};
use super::header;
use super::operation::Operation;
use super::uri::{self, PathProblem};

/// Builds the request of the HTTP library, to the URL of the call or to where it was redirected.
pub(super) fn build(call: &Call, accept: &'static str, redirected: Option<Url>) -> Result<reqwest::Request, Error> {
    let operation = &call.operation;
    if let Some(problem) = &call.problem {
        return Err(ArgumentError::clone(problem).into());
    }
    if operation.session_cookie && !cfg!(feature = "cookies") && !has_own_header(call, &COOKIE) {
        let problem = "is missing, and the server keeps a session in it: enable the feature `cookies` of this crate";
        return Err(ArgumentError::new(operation, "cookie", problem).into());
    }
    let credentials = match credentials(call) {
        Ok(credentials) => credentials,
        // The call has a credential of its own.
        Err(_) if has_own_header(call, &AUTHORIZATION) => Vec::new(),
        Err(missing) => return Err(MissingCredentialError::new(operation, missing).into()),
    };
    let url = redirected.map_or_else(|| url(call, &credentials), Ok)?;
    let method = method(operation)?;
    let mut request = reqwest::Request::new(method, url);
    let body = call.body.encode();
    let body = body.map_err(|problem| ArgumentError::new(operation, problem.argument(), problem.message()))?;
    let headers = request.headers_mut();
    headers.insert(ACCEPT, HeaderValue::from_static(operation.accept.unwrap_or(accept)));
    let bytes = body.map(|(content_type, bytes)| {
        headers.insert(CONTENT_TYPE, content_type);
        bytes
    });
    let length = bytes.as_ref().map_or(0, bytes::Bytes::len);
    // The HTTP library sends the length of any other body.
    if length == 0 && ANTICIPATE_CONTENT.contains(&operation.method) {
        headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    for (name, value) in &call.headers {
        if !header::is_framing(name) {
            headers.insert(name, value.clone());
        } else if name != CONTENT_LENGTH || value.as_bytes() != length.to_string().as_bytes() {
            // Some specifications declare such a header. The HTTP library sets the right length itself.
            let problem = "is a header that only the client can set";
            return Err(ArgumentError::new(operation, name.as_str(), problem).into());
        }
    }
    for ready in &credentials {
        if let PreparedCredential::Header(name, value) = ready {
            headers.insert(name, value.clone());
        }
    }
    add_own_headers(call, headers)?;
    set_cookies(call, &credentials, &mut request);
    *request.body_mut() = bytes.map(Body::from);
    Ok(request)
}

/// The methods that anticipate content. Servers refuse such a request if neither a length nor a transfer coding says where
/// it ends (RFC 9110, section 8.6).
const ANTICIPATE_CONTENT: [&str; 4] = ["PATCH", "POST", "PUT", "QUERY"];

/// Whether the options of this call set the header: a credential of its own, or the cookies of a session.
fn has_own_header(call: &Call, header: &HeaderName) -> bool {
    call.options.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(header.as_str()))
}

/// Adds the headers that the options of this call set.
fn add_own_headers(call: &Call, headers: &mut HeaderMap) -> Result<(), Error> {
    for (name, text) in &call.options.headers {
        let (known, mut value) = header::by_hand(name, text)
            .map_err(|problem| ArgumentError::new(&call.operation, name.as_ref(), problem))?;
        // The value may be a secret, so it is kept out of logs like a credential.
        value.set_sensitive(true);
        headers.insert(known, value);
    }
    if let Some(host) = &call.options.host {
        let value = header::value(host).filter(|value| !value.is_empty());
        let refused = || ArgumentError::new(&call.operation, "host", "cannot be sent in a header");
        headers.insert(HOST, value.ok_or_else(refused)?);
    }
    Ok(())
}

fn credentials(call: &Call) -> Result<Vec<&PreparedCredential>, Vec<String>> {
    let available = &call.client.credentials;
    match call.credentials {
        CredentialChoice::Required => credential::select(available, call.operation.security),
        CredentialChoice::All => Ok(available.values().collect()),
    }
}

fn url(call: &Call, credentials: &[&PreparedCredential]) -> Result<Url, Error> {
    let operation = &call.operation;
    if let Some(address) = &call.address {
        return Ok(completed(address, call, credentials));
    }
    let path = uri::fill_template(operation.path, &call.path).map_err(|problem| match problem {
        PathProblem::Unset(name) => ArgumentError::new(operation, name, "is not set"),
        PathProblem::Refused(name) => {
            ArgumentError::new(operation, name, "is empty, `.` or `..`, which would change the path")
        }
        PathProblem::Dots => {
            ArgumentError::new(operation, "path", "has `.` or `..` as a segment, which would change it")
        }
    })?;
    // Brackets in names take three characters each.
    let mut query = String::with_capacity(call.query.iter().map(|(name, value)| name.len() + value.len() + 10).sum());
    for (name, value) in &call.query {
        uri::push_pair(&mut query, name, value);
    }
    for (name, value) in call.styled.iter().flat_map(|(_, pairs)| pairs) {
        uri::push_encoded(&mut query, name, value);
    }
    for (name, text) in &call.options.query {
        uri::push_pair(&mut query, name, &uri::encode(text));
    }
    for ready in credentials {
        if let PreparedCredential::Query { name, value } = ready {
            uri::push_pair(&mut query, name, value.expose());
        }
    }
    let base_url = call.client.base_url(operation, call.options.base_url.as_deref())?;
    let fits = path.len().max(query.len()) <= uri::MAX_URL;
    let url = fits.then(|| base_url.at(&path, &query)).filter(|url| url.as_str().len() <= uri::MAX_URL);
    url.ok_or_else(|| {
        let argument = if query.len() > path.len() { "query" } else { "path" };
        let problem = format!("is too long: the URL would have more than {} bytes", uri::MAX_URL);
        ArgumentError::new(operation, argument, problem).into()
    })
}

/// Returns an address that the server gave, with what it does not repeat: credentials in the query, and the query of the
/// options of this call.
fn completed(address: &Url, call: &Call, credentials: &[&PreparedCredential]) -> Url {
    let secrets = credentials.iter().filter_map(|ready| match ready {
        PreparedCredential::Query { name, value } => Some((name, value.expose())),
        PreparedCredential::Header(..) | PreparedCredential::Cookie(_) => None,
    });
    let is_secret = |pair: &str| secrets.clone().any(|(name, _)| uri::name_of_pair(pair) == name.as_str());
    let own = address.query().unwrap_or_default();
    let mut query = own.split('&').filter(|pair| !pair.is_empty() && !is_secret(pair)).collect::<Vec<_>>().join("&");
    for (name, text) in &call.options.query {
        if own.split('&').all(|pair| uri::name_of_pair(pair) != name.as_ref()) {
            uri::push_pair(&mut query, name, &uri::encode(text));
        }
    }
    for (name, value) in secrets {
        uri::push_pair(&mut query, name, value);
    }
    let mut url = address.clone();
    url.set_query(Some(query.as_str()).filter(|query| !query.is_empty()));
    url
}

fn method(operation: &Operation) -> Result<Method, Error> {
    let refuse = |problem: &str| ArgumentError::new(operation, operation.method, problem).into();
    match Method::from_bytes(operation.method.as_bytes()) {
        Ok(Method::CONNECT) => Err(refuse("opens a tunnel, and cannot be sent to a path")),
        Ok(method) => Ok(method),
        Err(_) => Err(refuse("is not an HTTP method")),
    }
}

/// Sets the `cookie` header, unless the options of the call set it: to the credentials and parameters that are sent in a
/// cookie, and the cookies that the server has set.
fn set_cookies(call: &Call, credentials: &[&PreparedCredential], request: &mut reqwest::Request) {
    if has_own_header(call, &COOKIE) {
        return;
    }
    let by_hand = call.headers.get(COOKIE).and_then(|value| value.to_str().ok());
    let mut pairs: Vec<String> = by_hand.into_iter().map(str::to_owned).collect();
    pairs.extend(credentials.iter().filter_map(|ready| match ready {
        PreparedCredential::Cookie(pair) => Some(pair.expose().to_owned()),
        PreparedCredential::Header(..) | PreparedCredential::Query { .. } => None,
    }));
    let parameters = call.cookies.iter().flat_map(|(_, pairs)| pairs);
    pairs.extend(parameters.map(|(name, value)| format!("{name}={value}")));
    if by_hand.is_none() {
        pairs.extend(call.client.server_cookies(request.url()));
    }
    if !pairs.is_empty()
        && let Some(value) = header::sensitive(&pairs.join("; "))
    {
        request.headers_mut().insert(COOKIE, value);
    }
}
