//! TLS: rustls with ring, and the root certificates of the platform. Nothing is installed for the whole process, so a
//! program can use another cryptography library.

use reqwest::ClientBuilder;

use super::base_url::BaseUrl;
use super::error::ConfigurationError;

/// The settings of TLS.
#[cfg(feature = "rustls")]
pub(super) struct Tls(rustls::ClientConfig);

#[cfg(feature = "rustls")]
impl Tls {
    pub(super) fn new(base_url: &BaseUrl, certificates: &[Vec<u8>]) -> Result<Self, ConfigurationError> {
        enabled::config(base_url, certificates).map(Self)
    }

    pub(super) fn set_up(&self, http: ClientBuilder) -> ClientBuilder {
        http.tls_backend_preconfigured(self.0.clone())
    }
}

/// Without TLS, only plain HTTP is possible.
#[cfg(not(feature = "rustls"))]
pub(super) struct Tls;

#[cfg(not(feature = "rustls"))]
impl Tls {
    pub(super) fn new(base_url: &BaseUrl, _: &[Vec<u8>]) -> Result<Self, ConfigurationError> {
        if base_url.is_https() {
            return Err(ConfigurationError::new(
                "the base URL is https, which needs the feature `rustls` of this crate",
            ));
        }
        Ok(Self)
    }

    pub(super) fn set_up(&self, http: ClientBuilder) -> ClientBuilder {
        http
    }
}

#[cfg(feature = "rustls")]
mod enabled {
    use std::sync::Arc;

    use rustls::crypto::ring;
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject as _;
    use rustls::{ClientConfig, RootCertStore};
    use rustls_platform_verifier::Verifier;

    use crate::runtime::base_url::BaseUrl;
    use crate::runtime::error::ConfigurationError;

    pub(super) fn config(base_url: &BaseUrl, certificates: &[Vec<u8>]) -> Result<ClientConfig, ConfigurationError> {
        let provider = Arc::new(ring::default_provider());
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| ConfigurationError::new(format!("TLS cannot be set up: {error}")))?;
        let builder = match Verifier::new_with_extra_roots(roots(certificates)?, provider) {
            Ok(verifier) => builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)),
            // Without root certificates, as in a bare container, plain HTTP still works.
            Err(_) if !base_url.is_https() => builder.with_root_certificates(RootCertStore::empty()),
            Err(error) => {
                return Err(ConfigurationError::new(format!(
                    "this system has no root certificates to check the server with ({error}); install the package \
                     `ca-certificates`, or set SSL_CERT_FILE to a file of certificates"
                )));
            }
        };
        let mut config = builder.with_no_client_auth();
        // The HTTP library sets no ALPN protocols on a preconfigured TLS backend.
        if cfg!(feature = "http2") {
            config.alpn_protocols.push(b"h2".to_vec());
        }
        config.alpn_protocols.push(b"http/1.1".to_vec());
        Ok(config)
    }

    fn roots(certificates: &[Vec<u8>]) -> Result<Vec<CertificateDer<'static>>, ConfigurationError> {
        let mut roots = Vec::new();
        for pem in certificates {
            let before = roots.len();
            for certificate in CertificateDer::pem_slice_iter(pem) {
                let certificate = certificate
                    .map_err(|error| ConfigurationError::new(format!("a root certificate is not PEM: {error}")))?;
                roots.push(certificate);
            }
            if roots.len() == before {
                return Err(ConfigurationError::new("a root certificate is not PEM: it contains no certificate"));
            }
        }
        Ok(roots)
    }
}
