//! The client and its builder: where the server is, who calls, and how long a call may take.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::cookie::Jar;
use reqwest::redirect::Policy;

use super::base_url::BaseUrl;
use super::credential::{Credential, Ready};
use super::error::{ConfigurationError, Error};
use super::header;
use super::mask::Mask;
use super::tls;

/// The door to the API. It is made by [`Client::builder`].
///
/// A clone is cheap and shares everything with its original: connections, and the cookies that the server sets.
///
/// Calls run on tokio: they have to be awaited within a runtime of tokio 1 in which I/O and time are enabled, as
/// `#[tokio::main]` does and `Builder::enable_all`. Without one, sending panics.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub(super) http: reqwest::Client,
    pub(super) base_url: BaseUrl,
    pub(super) credentials: BTreeMap<String, Ready>,
    pub(super) mask: Mask,
    pub(super) cookies: Arc<Jar>,
    pub(super) timeout: Duration,
    pub(super) max_response_bytes: usize,
}

impl Client {
    /// Returns a builder with the defaults.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    pub(super) fn inner(&self) -> &Inner {
        &self.inner
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base_url", &self.inner.base_url.as_str()).finish_non_exhaustive()
    }
}

/// Collects the settings of a [`Client`]. What is wrong with them is reported by [`ClientBuilder::build`].
///
/// A client can be built anywhere; its calls need a tokio runtime with I/O and time enabled, see [`Client`].
#[derive(Clone)]
#[must_use = "a builder does nothing until it is built"]
pub struct ClientBuilder {
    base_url: Option<String>,
    credentials: BTreeMap<String, Credential>,
    timeout: Duration,
    connect_timeout: Duration,
    user_agent: String,
    max_response_bytes: usize,
    proxy: Proxy,
}

#[derive(Clone, Copy)]
enum Proxy {
    System,
    Never,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            base_url: crate::generated::DEFAULT_BASE_URL.map(str::to_owned),
            credentials: BTreeMap::new(),
            timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(10),
            user_agent: concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")).to_owned(),
            max_response_bytes: 64 << 20,
            proxy: Proxy::System,
        }
    }
}

impl ClientBuilder {
    /// Sets the URL that the paths of the API are put behind: absolute, `https` or `http`, with or without a slash at
    /// its end. A path in it is kept. It cannot hold a user name, a query or a fragment.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Sets the credential for a security scheme, by the name that the scheme has in the specification. A second one
    /// for the same scheme replaces the first.
    pub fn credential(mut self, scheme: impl Into<String>, credential: Credential) -> Self {
        self.credentials.insert(scheme.into(), credential);
        self
    }

    /// Sets the time that a call may take in all, from the first attempt to connect to the last byte of the answer,
    /// with all redirects on the way. The default is 60 seconds.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = limit;
        self
    }

    /// Sets the time that a connection may take to come about. The default is 10 seconds.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = limit;
        self
    }

    /// Sets the `user-agent` header. The default is the name and the version of this crate.
    pub fn user_agent(mut self, value: impl Into<String>) -> Self {
        self.user_agent = value.into();
        self
    }

    /// Sets the size in bytes from which on the body of an answer is refused. The default is 64 MiB.
    pub fn max_response_bytes(mut self, limit: usize) -> Self {
        self.max_response_bytes = limit;
        self
    }

    /// Connects to the server directly, whatever proxy the system or the environment names. A server on this machine
    /// is tried this way: a proxy named by `HTTP_PROXY` would be asked for it as well.
    pub fn no_proxy(mut self) -> Self {
        self.proxy = Proxy::Never;
        self
    }

    /// Builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] if no base URL was chosen or it is not of the kind that
    /// [`base_url`](ClientBuilder::base_url) describes, if a credential or the user agent cannot be sent, or if the
    /// base URL is `https` and the system has no root certificates. No message shows a credential.
    pub fn build(self) -> Result<Client, Error> {
        let base_url = self.base_url.ok_or_else(|| ConfigurationError::new("no server was chosen"))?;
        let base_url = BaseUrl::parse(&base_url)?;
        let (mut credentials, mut mask) = (BTreeMap::new(), Mask::default());
        for (scheme, credential) in self.credentials {
            let ready = credential.prepare(&scheme, &mut mask)?;
            credentials.insert(scheme, ready);
        }
        let user_agent = header::value(&self.user_agent)
            .ok_or_else(|| ConfigurationError::new("the user agent cannot be sent in a header"))?;
        let cookies = Arc::new(Jar::default());
        let mut http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls::config(&base_url)?)
            .cookie_provider(Arc::clone(&cookies))
            .redirect(Policy::none())
            .referer(false)
            .user_agent(user_agent)
            .connect_timeout(self.connect_timeout);
        if let Proxy::Never = self.proxy {
            http = http.no_proxy();
        }
        let http = http
            .build()
            .map_err(|error| ConfigurationError::new(format!("HTTP cannot be set up: {}", error.without_url())))?;
        Ok(Client {
            inner: Arc::new(Inner {
                http,
                base_url,
                credentials,
                mask,
                cookies,
                timeout: self.timeout,
                max_response_bytes: self.max_response_bytes,
            }),
        })
    }
}

/// Shows which schemes have a credential, and neither the credentials nor the base URL, which is not yet checked and
/// may hold one.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("credentials", &self.credentials.keys())
            .field("timeout", &self.timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("max_response_bytes", &self.max_response_bytes)
            .finish_non_exhaustive()
    }
}
