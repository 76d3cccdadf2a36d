//! One setter for each security scheme.

use crate::runtime;

impl runtime::ClientBuilder {
    /// Sets the API token, sent as `Authorization: Token …`.
    pub fn token(self, value: impl Into<runtime::Secret>) -> Self {
        self.credential("token", runtime::Credential::header("Authorization", "Token ", value))
    }
}
