//! TLS: rustls with ring and the certificates that the platform trusts. Nothing is installed for the whole process, so
//! that a program with its own choice of cryptography keeps it.

use std::sync::Arc;

use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

use super::base_url::BaseUrl;
use super::error::ConfigurationError;

/// Returns the settings for connections to the server.
pub(super) fn config(base_url: &BaseUrl) -> Result<ClientConfig, ConfigurationError> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| ConfigurationError::new(format!("TLS cannot be set up: {error}")))?;
    let builder = match Verifier::new(provider) {
        Ok(verifier) => builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)),
        // A container without certificates can still talk to a server without TLS.
        Err(_) if !base_url.is_https() => builder.with_root_certificates(RootCertStore::empty()),
        Err(error) => {
            return Err(ConfigurationError::new(format!(
                "this system has no root certificates to check the server with ({error}); install the package \
                 `ca-certificates` or name a file of them in SSL_CERT_FILE"
            )));
        }
    };
    let mut config = builder.with_no_client_auth();
    // The HTTP library leaves the offer of protocols to whoever brings the settings.
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}
