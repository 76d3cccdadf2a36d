//! The builder of a client: its server, credentials, timeouts, retries and connections.

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use super::base_url::BaseUrl;
#[cfg(feature = "blocking")]
use super::blocking::{Clock, Executor};
use super::client::Client;
use super::client_inner::{BaseUrlSource, ClientInner};
#[cfg(feature = "cookies")]
use super::cookies::CookieJar;
use super::credential::Credential;
use super::error::{ConfigurationError, Error};
use super::header;
use super::mask::Mask;
use super::rate_limit::RateLimit;
use super::recorder::Recorder;
use super::retry::RetryPolicy;
use super::tls::Tls;
use super::transport::{Network, Route, Transport};
use reqwest::redirect::Policy;

/// Configures a [`Client`]. [`ClientBuilder::build`] reports settings that are not valid.
///
/// A client can be built anywhere. Its async calls need a tokio runtime with I/O and time enabled, see [`Client`].
#[derive(Clone)]
#[must_use = "a builder does nothing until it is built"]
pub struct ClientBuilder {
    base_url: Option<String>,
    base_url_source: BaseUrlSource,
    credentials: BTreeMap<String, Credential>,
    timeout: Duration,
    connect_timeout: Duration,
    user_agent: String,
    max_response_bytes: usize,
    retry: RetryPolicy,
    requests_per_minute: Option<u32>,
    pace_timeout: Option<Duration>,
    root_certificates: Vec<Vec<u8>>,
    proxy: Proxy,
    http: Option<HttpSettings>,
    route: Route,
    recorder: Option<Recorder>,
    /// The clock of blocking calls.
    #[cfg(feature = "blocking")]
    clock: Clock,
}

/// The function of the caller that changes the settings of the HTTP library.
type HttpSettings = Arc<dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync>;

#[derive(Clone, Copy)]
enum Proxy {
    System,
    Never,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            base_url: crate::generated::DEFAULT_BASE_URL.map(str::to_owned),
            base_url_source: BaseUrlSource::Specification,
            credentials: BTreeMap::new(),
            timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(10),
            user_agent: concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")).to_owned(),
            max_response_bytes: 64 << 20,
            retry: RetryPolicy::default(),
            requests_per_minute: None,
            pace_timeout: None,
            root_certificates: Vec::new(),
            proxy: Proxy::System,
            http: None,
            route: Route::Network,
            recorder: None,
            #[cfg(feature = "blocking")]
            clock: Clock::System,
        }
    }
}

impl ClientBuilder {
    /// Sets the base URL, which all paths of the API are appended to. It must be an absolute `https` or `http` URL. It
    /// may have a path and a trailing slash, but no user name, query or fragment.
    ///
    /// All operations are sent there, even those for which the specification names a server of their own
    /// ([`Operation::base_url`](field@super::Operation::base_url)).
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self.base_url_source = BaseUrlSource::Caller;
        self
    }

    /// Sets the base URL to a server of the specification.
    #[allow(dead_code, reason = "whether it is called depends on the specification")]
    pub(crate) fn known_base_url(mut self, url: &str) -> Self {
        self.base_url = Some(url.to_owned());
        self.base_url_source = BaseUrlSource::Specification;
        self
    }

    /// Sets the credential of a security scheme, which is identified by its name in the specification. A second
    /// credential for the same scheme replaces the first.
    pub fn credential(mut self, scheme: impl Into<String>, credential: Credential) -> Self {
        self.credentials.insert(scheme.into(), credential);
        self
    }

    /// Sets the time limit of each attempt of a call, from connecting to the last byte of the response, including
    /// redirects. Defaults to 60 seconds. [`retry`](ClientBuilder::retry) sets the number of attempts.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = limit;
        self
    }

    /// Sets the time limit of connecting to the server. Defaults to 10 seconds.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = limit;
        self
    }

    /// Sets when a call is retried. Defaults to [`RetryPolicy::default`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Limits the number of requests per minute, including retries and redirects, of this client and all its clones
    /// together. A request that would exceed the limit waits; first come, first served. A tenth of the limit can be sent
    /// at once; the rest follows at equal intervals. No interval of a minute has more requests than the limit, and under
    /// load each has as many. Operations that the server does not count are exempt, and some count as several requests
    /// ([`Operation::rate_cost`](field@super::Operation::rate_cost)).
    ///
    /// The wait does not count towards the [`timeout`](ClientBuilder::timeout);
    /// [`pace_timeout`](ClientBuilder::pace_timeout) bounds it. There is no limit by default, and
    /// [`build`](ClientBuilder::build) refuses zero.
    pub fn requests_per_minute(mut self, requests: u32) -> Self {
        self.requests_per_minute = Some(requests);
        self
    }

    /// Bounds how long a request waits for its turn under [`requests_per_minute`](ClientBuilder::requests_per_minute). If
    /// its turn would come later, the call ends at once with an [`Error::Timeout`] for which
    /// [`is_pace`](super::TimeoutError::is_pace) holds, and other calls are not delayed by it. A retry that would wait
    /// longer is not made, and the call ends with the error of its last attempt. There is no bound by default.
    pub fn pace_timeout(mut self, limit: Duration) -> Self {
        self.pace_timeout = Some(limit);
        self
    }

    /// Sets the `user-agent` header. Defaults to the name and version of this crate.
    pub fn user_agent(mut self, value: impl Into<String>) -> Self {
        self.user_agent = value.into();
        self
    }

    /// Sets the maximum size of a response body in bytes, after decompression. A larger body is an [`Error::Decode`].
    /// Defaults to 64 MiB.
    pub fn max_response_bytes(mut self, limit: usize) -> Self {
        self.max_response_bytes = limit;
        self
    }

    /// Trusts these root certificates in addition to those of the system. `pem` has one or more certificates in PEM.
    /// This is needed for a proxy that intercepts TLS.
    pub fn root_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates.push(pem.into());
        self
    }

    /// Connects directly, ignoring any proxy of the system or the environment. Use it for a server on the local
    /// machine: `HTTP_PROXY` would apply to that as well.
    pub fn no_proxy(mut self) -> Self {
        self.proxy = Proxy::Never;
        self
    }

    /// Changes the settings of the HTTP library, reqwest, such as connection pools, proxies, DNS and keep-alive.
    /// `settings` receives a builder with the settings of this client, including TLS, and must return that builder. With the feature `blocking`, it is
    /// called twice, because blocking calls have connections of their own.
    ///
    /// The settings that protect credentials are applied afterwards and cannot be changed: this crate handles redirects
    /// and cookies, sends no `Referer`, and does not log the bytes of connections.
    pub fn http(
        mut self,
        settings: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.http = Some(Arc::new(settings));
        self
    }

    /// Sends every request through `transport` instead of the network. The settings of connections then have no effect.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.route = Route::Instead(Arc::new(transport));
        self
    }

    /// Sends every request through the transport that `wrap` returns. It gets the network with the settings of this client,
    /// so that it can delegate to it: to count, sign, cache or record requests.
    ///
    /// ```
    /// # use generated_client::{Client, Network, Operation, Transport, TransportFuture, reqwest};
    /// # use std::sync::{Arc, atomic::{AtomicU64, Ordering}};
    /// struct Counted {
    ///     network: Network,
    ///     count: Arc<AtomicU64>,
    /// }
    ///
    /// impl Transport for Counted {
    ///     fn execute(&self, operation: &Operation, request: reqwest::Request) -> TransportFuture {
    ///         self.count.fetch_add(1, Ordering::Relaxed);
    ///         self.network.execute(operation, request)
    ///     }
    /// }
    ///
    /// let count = Arc::new(AtomicU64::new(0));
    /// let shared = Arc::clone(&count);
    /// let builder = Client::builder().server("http://localhost").token("any");
    /// let client = builder.wrap_network(move |network| Counted { network, count: Arc::clone(&shared) }).build();
    /// # assert!(client.is_ok());
    /// ```
    pub fn wrap_network<T: Transport>(mut self, wrap: impl Fn(Network) -> T + Send + Sync + 'static) -> Self {
        self.route = Route::Around(Arc::new(move |network| Arc::new(wrap(network))));
        self
    }

    /// Records every request and its response, without secrets: see [`Recorder`].
    pub fn record(mut self, recorder: &Recorder) -> Self {
        self.recorder = Some(recorder.clone());
        self
    }

    /// Lets the waits of blocking calls take no time.
    #[cfg(all(feature = "blocking", feature = "mock"))]
    pub(super) fn virtual_time(mut self) -> Self {
        self.clock = Clock::Virtual;
        self
    }

    /// Builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] if no base URL was set or [`base_url`](ClientBuilder::base_url) does not accept it, if
    /// a credential, a certificate, the user agent or the rate limit is not valid, or if the base URL is `https` and
    /// the system has no root certificates. No message shows a credential.
    pub fn build(self) -> Result<Client, Error> {
        let base_url = self.base_url.as_ref().ok_or_else(|| {
            ConfigurationError::new("no server was chosen; set one on the builder, for example with `base_url`")
        })?;
        let base_url = BaseUrl::parse(base_url)?;
        let (mut credentials, mut mask) = (BTreeMap::new(), Mask::default());
        for (scheme, credential) in &self.credentials {
            let prepared = credential.prepare(scheme, &mut mask)?;
            credentials.insert(scheme.clone(), prepared);
        }
        let rate_limit = self.rate_limit()?;
        #[cfg(feature = "blocking")]
        let executor = Arc::new(Executor::new(self.clock));
        let network = || {
            let tls = Tls::new(&base_url, &self.root_certificates)?;
            let network = Network::new(self.http_client(&tls)?);
            #[cfg(feature = "blocking")]
            let network = network.with_blocking_calls(self.http_client(&tls)?, &executor);
            Ok::<Network, ConfigurationError>(network)
        };
        let transport: Arc<dyn Transport> = match &self.route {
            Route::Instead(transport) => Arc::clone(transport),
            Route::Network => Arc::new(network()?),
            Route::Around(wrap) => wrap(network()?),
        };
        let inner = ClientInner {
            transport,
            recorder: self.recorder,
            base_url,
            base_url_source: self.base_url_source,
            credentials,
            mask: Arc::new(mask),
            rate_limit,
            pace_timeout: self.pace_timeout,
            retry: self.retry,
            #[cfg(feature = "cookies")]
            cookies: CookieJar::default(),
            timeout: self.timeout,
            max_response_bytes: self.max_response_bytes,
            #[cfg(feature = "blocking")]
            executor,
        };
        Ok(Client { inner: Arc::new(inner) })
    }

    fn rate_limit(&self) -> Result<Option<RateLimit>, ConfigurationError> {
        match self.requests_per_minute.map(NonZeroU32::new) {
            Some(None) => Err(ConfigurationError::new(
                "`requests_per_minute` is 0, so no request could be sent; it must be at least 1",
            )),
            Some(Some(requests)) => Ok(Some(RateLimit::new(requests))),
            None => Ok(None),
        }
    }

    /// Sets up the HTTP library: our settings, then those of the caller, then those that must not be changed.
    fn http_client(&self, tls: &Tls) -> Result<reqwest::Client, ConfigurationError> {
        let user_agent = header::value(&self.user_agent)
            .ok_or_else(|| ConfigurationError::new("the user agent cannot be sent in a header; use printable ASCII"))?;
        let mut http = reqwest::Client::builder().user_agent(user_agent).connect_timeout(self.connect_timeout);
        http = tls.set_up(http);
        if let Proxy::Never = self.proxy {
            http = http.no_proxy();
        }
        if let Some(settings) = &self.http {
            http = settings(http);
        }
        http.redirect(Policy::none()).referer(false).connection_verbose(false).build().map_err(|error| {
            ConfigurationError::new(format!("the HTTP library cannot be set up: {}", error.without_url()))
        })
    }
}

/// Shows which schemes have a credential. Neither the credentials nor the base URL are shown: the URL has not been
/// checked yet and may contain a password.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("credentials", &self.credentials.keys())
            .field("timeout", &self.timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("max_response_bytes", &self.max_response_bytes)
            .field("retry", &self.retry)
            .field("requests_per_minute", &self.requests_per_minute)
            .field("pace_timeout", &self.pace_timeout)
            .finish_non_exhaustive()
    }
}
