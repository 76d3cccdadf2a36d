//! The operations on users.

use crate::runtime;

/// The operations on users.
#[derive(Clone, Debug)]
pub struct Users {
    client: runtime::Client,
}

impl Users {
    pub(super) fn new(client: &runtime::Client) -> Self {
        Self { client: client.clone() }
    }

    /// `GET /users`.
    pub fn list(&self) -> ListRequest {
        ListRequest(runtime::Request::new(&self.client, &ListRequest::OPERATION))
    }

    /// `DELETE /users`.
    pub fn delete(&self) -> DeleteRequest {
        DeleteRequest(runtime::Request::new(&self.client, &DeleteRequest::OPERATION))
    }

    /// `PATCH /users/{userId}`.
    pub fn update(&self, user_id: impl std::fmt::Display) -> UpdateRequest {
        UpdateRequest(runtime::Request::new(&self.client, &UpdateRequest::OPERATION).path("userId", user_id))
    }

    /// `PUT /users/{userId}/attributes/email`.
    pub fn update_email(&self, user_id: impl std::fmt::Display, body: UpdateEmailBody) -> UpdateEmailRequest {
        UpdateEmailRequest(runtime::Request::new(&self.client, &UpdateEmailRequest::OPERATION).path("userId", user_id).body(body))
    }

    /// `PUT /users/{userId}/attributes/password`.
    pub fn update_password(&self, user_id: impl std::fmt::Display, body: UpdatePasswordBody) -> UpdatePasswordRequest {
        UpdatePasswordRequest(runtime::Request::new(&self.client, &UpdatePasswordRequest::OPERATION).path("userId", user_id).body(body))
    }

    /// `POST /users/password-reset-demand`.
    pub fn send_password_reset_demand(&self, body: SendPasswordResetDemandBody) -> SendPasswordResetDemandRequest {
        SendPasswordResetDemandRequest(runtime::Request::new(&self.client, &SendPasswordResetDemandRequest::OPERATION).body(body))
    }

    /// `GET /users/password-reset`.
    pub fn set_session_for_resetting_lost_password(&self) -> SetSessionForResettingLostPasswordRequest {
        SetSessionForResettingLostPasswordRequest(runtime::Request::new(&self.client, &SetSessionForResettingLostPasswordRequest::OPERATION))
    }

    /// `POST /users/password-reset`.
    pub fn reset_lost_password(&self, body: ResetLostPasswordBody) -> ResetLostPasswordRequest {
        ResetLostPasswordRequest(runtime::Request::new(&self.client, &ResetLostPasswordRequest::OPERATION).body(body))
    }

    /// `GET /users/by-permission`.
    pub fn list_by_permission(&self, r#type: PermissionType, permission: impl Into<String>) -> ListByPermissionRequest {
        ListByPermissionRequest(runtime::Request::new(&self.client, &ListByPermissionRequest::OPERATION).query("type", r#type).query("permission", permission.into()))
    }

}

/// A request of [`Users::list`].
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct ListRequest(runtime::Request);

impl ListRequest {
    /// The operation.
    pub const OPERATION: runtime::Operation = runtime::Operation {
        name: "users.list",
        method: "GET",
        path: "/users",
        security: &[&[runtime::Requirement { scheme: "token", scopes: &["user:read"] }]],
    };

    /// Sets `organization_id`.
    pub fn organization_id(self, value: i64) -> Self {
        Self(self.0.query("organizationId", value))
    }

    /// Sets `team_id`.
    pub fn team_id(self, value: i64) -> Self {
        Self(self.0.query("teamId", value))
    }

    /// Sets `name`.
    pub fn name(self, value: impl Into<String>) -> Self {
        Self(self.0.query("name", value.into()))
    }

    /// Sets `email`.
    pub fn email(self, value: impl Into<String>) -> Self {
        Self(self.0.query("email", value.into()))
    }

    /// Sets `team_role_id`.
    pub fn team_role_id(self, value: i64) -> Self {
        Self(self.0.query("teamRoleId", value))
    }

    /// Sets `organization_role_id`.
    pub fn organization_role_id(self, value: i64) -> Self {
        Self(self.0.query("organizationRoleId", value))
    }

    /// Sets `filter_by_team_id`.
    pub fn filter_by_team_id(self, value: i64) -> Self {
        Self(self.0.query("filterByTeamId", value))
    }

    /// Sets `tfa_status`.
    pub fn tfa_status(self, value: TfaStatus) -> Self {
        Self(self.0.query("tfaStatus", value))
    }

    /// Sets `cols`.
    pub fn cols(self, values: impl IntoIterator<Item = UserColumn>) -> Self {
        Self(self.0.query_each("cols[]", values))
    }

    /// Sets `sort_by`.
    pub fn sort_by(self, value: SortBy) -> Self {
        Self(self.0.query("pg[sortBy]", value))
    }

    /// Sets `sort_dir`.
    pub fn sort_dir(self, value: SortDir) -> Self {
        Self(self.0.query("pg[sortDir]", value))
    }

    /// Sets `offset`.
    pub fn offset(self, value: i64) -> Self {
        Self(self.0.query("pg[offset]", value))
    }

    /// Sets `limit`.
    pub fn limit(self, value: i64) -> Self {
        Self(self.0.query("pg[limit]", value))
    }

    /// Sends the request.
    ///
    /// # Errors
    ///
    /// See [`runtime::Error`].
    pub async fn send(self) -> Result<ListResponse, runtime::Error> {
        self.0.json().await
    }
}

/// A request of [`Users::delete`].
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct DeleteRequest(runtime::Request);

impl DeleteRequest {
    /// The operation.
    pub const OPERATION: runtime::Operation = runtime::Operation {
        name: "users.delete",
        method: "DELETE",
        path: "/users",
        security: &[&[runtime::Requirement { scheme: "token", scopes: &["user:write"] }]],
    };

    /// Sets `delete_connections`.
    pub fn delete_connections(self, value: bool) -> Self {
        Self(self.0.property("deleteConnections", value))
    }

    /// Sets `current_password`.
    pub fn current_password(self, value: impl Into<runtime::Secret>) -> Self {
        Self(self.0.property("currentPassword", value.into()))
    }

    /// Sets `tfa_code`.
    pub fn tfa_code(self, value: impl Into<runtime::Secret>) -> Self {
        Self(self.0.property("tfaCode", value.into()))
    }

    /// Sends the request.
    ///
    /// # Errors
    ///
    /// See [`runtime::Error`].
    pub async fn send(self) -> Result<DeleteResponse, runtime::Error> {
        self.0.json().await
    }
}

/// A request of [`Users::update`].
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct UpdateRequest(runtime::Request);

impl UpdateRequest {
    /// The operation.
    pub const OPERATION: runtime::Operation = runtime::Operation {
        name: "users.update",
        method: "PATCH",
        path: "/users/{userId}",
        security: &[&[runtime::Requirement { scheme: "token", scopes: &["user:write"] }]],
    };

    /// Sets `name`.
    pub fn name(self, value: impl Into<String>) -> Self {
        Self(self.0.property("name", value.into()))
    }

    /// Sets `language`.
    pub fn language(self, value: impl Into<String>) -> Self {
        Self(self.0.property("language", value.into()))
    }

    /// Sets `timezone_id`.
    pub fn timezone_id(self, value: i64) -> Self {
        Self(self.0.property("timezoneId", value))
    }

    /// Sets `locale_id`.
    pub fn locale_id(self, value: i64) -> Self {
        Self(self.0.property("localeId", value))
    }

    /// Sets `country_id`.
    pub fn country_id(self, value: i64) -> Self {
        Self(self.0.property("countryId", value))
    }

    /// Sends the request.
    ///
    /// # Errors
    ///
    /// See [`runtime::Error`].
    pub async fn send(self) -> Result<UpdateResponse, runtime::Error> {
        self.0.json().await
    }
}

/// A request of [`Users::update_email`].
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct UpdateEmailRequest(runtime::Request);

impl UpdateEmailRequest {
    /// The operation.
    pub const OPERATION: runtime::Operation = runtime::Operation {
        name: "users.update_email",
        method: "PUT",
        path: "/users/{userId}/attributes/email",
        security: &[&[runtime::Requirement { scheme: "token", scopes: &["user:write"] }]],
    };

    /// Sends the request.
    ///
    /// # Errors
    ///
    /// See [`runtime::Error`].
    pub async fn send(self) -> Result<UpdateEmailResponse, runtime::Error> {
        self.0.json().await
    }
}

/// A request of [`Users::update_password`].
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct UpdatePasswordRequest(runtime::Request);

impl UpdatePasswordRequest {
    /// The operation.
    pub const OPERATION: runtime::Operation = runtime::Operation {
        name: "users.update_password",
        method: "PUT",
        path: "/users/{userId}/attributes/password",
        security: &[&[runtime::Requirement { scheme: "token", scopes: &["user:write"] }]],
    };

    /// Sends the request.
    ///
    /// # Errors
    ///
    /// See [`runtime::Error`].
    pub async fn send(self) -> Result<UpdatePasswordResponse, runtime::Error> {
        self.0.json().await
    }
}

/// A request of [`Users::send_password_reset_demand`].
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct SendPasswordResetDemandRequest(runtime::Request);

impl SendPasswordResetDemandRequest {
    /// The operation.
    pub const OPERATION: runtime::Operation = runtime::Operation {
        name: "users.send_password_reset_demand",
        method: "POST",
        path: "/users/password-reset-demand",
        security: &[&[runtime::Requirement { scheme: "token", scopes: &["organization:read"] }]],
    };

    /// Sends the request.
    ///
    /// # Errors
    ///
    /// See [`runtime::Error`].
    pub async fn send(self) -> Result<SendPasswordResetDemandResponse, runtime::Error> {
        self.0.json().await
    }
}

/// A request of [`Users::set_session_for_resetting_lost_password`].
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct SetSessionForResettingLostPasswordRequest(runtime::Request);

impl SetSessionForResettingLostPasswordRequest {
    /// The operation.
    pub const OPERATION: runtime::Operation = runtime::Operation {
        name: "users.set_session_for_resetting_lost_password",
        method: "GET",
        path: "/users/password-reset",
        security: &[&[runtime::Requirement { scheme: "token", scopes: &["organization:read"] }]],
    };

    /// Sets `hash`.
    pub fn hash(self, value: impl Into<runtime::Secret>) -> Self {
        Self(self.0.query_secret("hash", value))
    }

    /// Sends the request.
    ///
    /// # Errors
    ///
    /// See [`runtime::Error`].
    pub async fn send(self) -> Result<SetSessionForResettingLostPasswordResponse, runtime::Error> {
        self.0.json().await
    }
}

/// A request of [`Users::reset_lost_password`].
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct ResetLostPasswordRequest(runtime::Request);

impl ResetLostPasswordRequest {
    /// The operation.
    pub const OPERATION: runtime::Operation = runtime::Operation {
        name: "users.reset_lost_password",
        method: "POST",
        path: "/users/password-reset",
        security: &[&[runtime::Requirement { scheme: "token", scopes: &["organization:read"] }]],
    };

    /// Sends the request.
    ///
    /// # Errors
    ///
    /// See [`runtime::Error`].
    pub async fn send(self) -> Result<ResetLostPasswordResponse, runtime::Error> {
        self.0.json().await
    }
}

/// A request of [`Users::list_by_permission`].
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct ListByPermissionRequest(runtime::Request);

impl ListByPermissionRequest {
    /// The operation.
    pub const OPERATION: runtime::Operation = runtime::Operation {
        name: "users.list_by_permission",
        method: "GET",
        path: "/users/by-permission",
        security: &[&[runtime::Requirement { scheme: "token", scopes: &["user:read"] }]],
    };

    /// Sets `organization_id`.
    pub fn organization_id(self, value: i64) -> Self {
        Self(self.0.query("organizationId", value))
    }

    /// Sets `team_id`.
    pub fn team_id(self, value: i64) -> Self {
        Self(self.0.query("teamId", value))
    }

    /// Sets `cols`.
    pub fn cols(self, values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self(self.0.query_each("cols[]", values.into_iter().map(Into::into)))
    }

    /// Sends the request.
    ///
    /// # Errors
    ///
    /// See [`runtime::Error`].
    pub async fn send(self) -> Result<ListByPermissionResponse, runtime::Error> {
        self.0.json().await
    }
}

/// `ListResponse`.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
#[non_exhaustive]
pub struct ListResponse {
    /// `users`.
    #[serde(default, deserialize_with = "runtime::null_as_default")]
    pub users: Vec<User>,
    /// `pg`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pg: Option<Pg>,
}

/// `User`.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
#[non_exhaustive]
pub struct User {
    /// `id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// `name`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `email`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// `language`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// `timezoneId`.
    #[serde(rename = "timezoneId", skip_serializing_if = "Option::is_none")]
    pub timezone_id: Option<i64>,
    /// `localeId`.
    #[serde(rename = "localeId", skip_serializing_if = "Option::is_none")]
    pub locale_id: Option<i64>,
    /// `countryId`.
    #[serde(rename = "countryId", skip_serializing_if = "Option::is_none")]
    pub country_id: Option<i64>,
    /// `features`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub features: Option<Features>,
    /// `avatar`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar: Option<String>,
    /// `lastLogin`.
    #[serde(rename = "lastLogin", skip_serializing_if = "Option::is_none")]
    pub last_login: Option<runtime::DateTime>,
    /// `tfaStatus`.
    #[serde(rename = "tfaStatus", skip_serializing_if = "Option::is_none")]
    pub tfa_status: Option<TfaStatus>,
    /// `supportEligible`.
    #[serde(rename = "supportEligible", skip_serializing_if = "Option::is_none")]
    pub support_eligible: Option<bool>,
    /// `userTeamIds`.
    #[serde(rename = "userTeamIds", skip_serializing_if = "Option::is_none")]
    pub user_team_ids: Option<Vec<i64>>,
}

/// `Features`.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
#[non_exhaustive]
pub struct Features {
    /// `allow_apps`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_apps: Option<bool>,
}

/// `Pg`.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
#[non_exhaustive]
pub struct Pg {
    /// `last`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<String>,
    /// `showLast`.
    #[serde(rename = "showLast", skip_serializing_if = "Option::is_none")]
    pub show_last: Option<bool>,
    /// `sortBy`.
    #[serde(rename = "sortBy", skip_serializing_if = "Option::is_none")]
    pub sort_by: Option<String>,
    /// `sortDir`.
    #[serde(rename = "sortDir", skip_serializing_if = "Option::is_none")]
    pub sort_dir: Option<String>,
    /// `limit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// `offset`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<i64>,
}

/// `DeleteResponse`.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
#[non_exhaustive]
pub struct DeleteResponse {
    /// `user`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<i64>,
}

/// `UpdateResponse`.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
#[non_exhaustive]
pub struct UpdateResponse {
    /// `user`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<User>,
}

/// `UpdateEmailBody`.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
pub struct UpdateEmailBody {
    /// `currentEmailAddress`.
    #[serde(rename = "currentEmailAddress")]
    pub current_email_address: String,
    /// `newEmailAddress`.
    #[serde(rename = "newEmailAddress")]
    pub new_email_address: String,
    /// `currentPassword`.
    #[serde(rename = "currentPassword")]
    pub current_password: runtime::Secret,
}

/// `UpdateEmailResponse`.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
#[non_exhaustive]
pub struct UpdateEmailResponse {
    /// `changed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed: Option<bool>,
    /// `emailSent`.
    #[serde(rename = "emailSent", skip_serializing_if = "Option::is_none")]
    pub email_sent: Option<bool>,
}

/// `UpdatePasswordBody`.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
pub struct UpdatePasswordBody {
    /// `currentPassword`.
    #[serde(rename = "currentPassword")]
    pub current_password: runtime::Secret,
    /// `newPassword1`.
    #[serde(rename = "newPassword1")]
    pub new_password1: runtime::Secret,
    /// `newPassword2`.
    #[serde(rename = "newPassword2")]
    pub new_password2: runtime::Secret,
}

/// `UpdatePasswordResponse`.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
#[non_exhaustive]
pub struct UpdatePasswordResponse {
    /// `changed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed: Option<bool>,
}

/// `SendPasswordResetDemandBody`.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
pub struct SendPasswordResetDemandBody {
    /// `email`.
    pub email: String,
}

/// `ResetLostPasswordBody`.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
pub struct ResetLostPasswordBody {
    /// `newPassword1`.
    #[serde(rename = "newPassword1")]
    pub new_password1: runtime::Secret,
    /// `newPassword2`.
    #[serde(rename = "newPassword2")]
    pub new_password2: runtime::Secret,
}

/// `SendPasswordResetDemandResponse`.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
#[non_exhaustive]
pub struct SendPasswordResetDemandResponse {
    /// `ok`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ok: Option<i64>,
}

/// `SetSessionForResettingLostPasswordResponse`.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
#[non_exhaustive]
pub struct SetSessionForResettingLostPasswordResponse {
    /// `ok`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ok: Option<i64>,
}

/// `ResetLostPasswordResponse`.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
#[non_exhaustive]
pub struct ResetLostPasswordResponse {
    /// `ok`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ok: Option<i64>,
}

/// `ListByPermissionResponse`.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
#[non_exhaustive]
pub struct ListByPermissionResponse {
    /// `users`.
    #[serde(default, deserialize_with = "runtime::null_as_default")]
    pub users: Vec<ListByPermissionUser>,
}

/// `ListByPermissionUser`.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
#[non_exhaustive]
pub struct ListByPermissionUser {
    /// `id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// `name`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `email`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// `personalSpaceId`.
    #[serde(rename = "personalSpaceId", skip_serializing_if = "Option::is_none")]
    pub personal_space_id: Option<i64>,
    /// `language`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// `timezoneId`.
    #[serde(rename = "timezoneId", skip_serializing_if = "Option::is_none")]
    pub timezone_id: Option<i64>,
    /// `localeId`.
    #[serde(rename = "localeId", skip_serializing_if = "Option::is_none")]
    pub locale_id: Option<i64>,
    /// `countryId`.
    #[serde(rename = "countryId", skip_serializing_if = "Option::is_none")]
    pub country_id: Option<i64>,
    /// `avatar`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar: Option<String>,
    /// `lastLogin`.
    #[serde(rename = "lastLogin", skip_serializing_if = "Option::is_none")]
    pub last_login: Option<runtime::DateTime>,
    /// `invitationStatus`.
    #[serde(rename = "invitationStatus", skip_serializing_if = "Option::is_none")]
    pub invitation_status: Option<InvitationStatus>,
}

/// `SortBy`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SortBy {
    /// `name`.
    Name,
    /// `id`.
    Id,
    /// `email`.
    Email,
    /// Another value.
    Other(String),
}

impl SortBy {
    /// Returns the value on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Name => "name",
            Self::Id => "id",
            Self::Email => "email",
            Self::Other(value) => value,
        }
    }
}

impl From<&str> for SortBy {
    fn from(value: &str) -> Self {
        match value {
            "name" => Self::Name,
            "id" => Self::Id,
            "email" => Self::Email,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl From<String> for SortBy {
    fn from(value: String) -> Self {
        Self::from(value.as_str())
    }
}

impl std::fmt::Display for SortBy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl serde::Serialize for SortBy {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> serde::Deserialize<'de> for SortBy {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

/// `SortDir`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SortDir {
    /// `asc`.
    Asc,
    /// `desc`.
    Desc,
    /// Another value.
    Other(String),
}

impl SortDir {
    /// Returns the value on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Asc => "asc",
            Self::Desc => "desc",
            Self::Other(value) => value,
        }
    }
}

impl From<&str> for SortDir {
    fn from(value: &str) -> Self {
        match value {
            "asc" => Self::Asc,
            "desc" => Self::Desc,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl From<String> for SortDir {
    fn from(value: String) -> Self {
        Self::from(value.as_str())
    }
}

impl std::fmt::Display for SortDir {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl serde::Serialize for SortDir {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> serde::Deserialize<'de> for SortDir {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

/// `UserColumn`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UserColumn {
    /// `id`.
    Id,
    /// `name`.
    Name,
    /// `email`.
    Email,
    /// `language`.
    Language,
    /// `timezoneId`.
    TimezoneId,
    /// `localeId`.
    LocaleId,
    /// `countryId`.
    CountryId,
    /// `features`.
    Features,
    /// `avatar`.
    Avatar,
    /// `lastLogin`.
    LastLogin,
    /// `tfaStatus`.
    TfaStatus,
    /// `userTeamIds`.
    UserTeamIds,
    /// Another value.
    Other(String),
}

impl UserColumn {
    /// Returns the value on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Id => "id",
            Self::Name => "name",
            Self::Email => "email",
            Self::Language => "language",
            Self::TimezoneId => "timezoneId",
            Self::LocaleId => "localeId",
            Self::CountryId => "countryId",
            Self::Features => "features",
            Self::Avatar => "avatar",
            Self::LastLogin => "lastLogin",
            Self::TfaStatus => "tfaStatus",
            Self::UserTeamIds => "userTeamIds",
            Self::Other(value) => value,
        }
    }
}

impl From<&str> for UserColumn {
    fn from(value: &str) -> Self {
        match value {
            "id" => Self::Id,
            "name" => Self::Name,
            "email" => Self::Email,
            "language" => Self::Language,
            "timezoneId" => Self::TimezoneId,
            "localeId" => Self::LocaleId,
            "countryId" => Self::CountryId,
            "features" => Self::Features,
            "avatar" => Self::Avatar,
            "lastLogin" => Self::LastLogin,
            "tfaStatus" => Self::TfaStatus,
            "userTeamIds" => Self::UserTeamIds,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl From<String> for UserColumn {
    fn from(value: String) -> Self {
        Self::from(value.as_str())
    }
}

impl std::fmt::Display for UserColumn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl serde::Serialize for UserColumn {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> serde::Deserialize<'de> for UserColumn {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

/// `InvitationStatus`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InvitationStatus {
    /// `pending`.
    Pending,
    /// `expired`.
    Expired,
    /// Another value.
    Other(String),
}

impl InvitationStatus {
    /// Returns the value on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Pending => "pending",
            Self::Expired => "expired",
            Self::Other(value) => value,
        }
    }
}

impl From<&str> for InvitationStatus {
    fn from(value: &str) -> Self {
        match value {
            "pending" => Self::Pending,
            "expired" => Self::Expired,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl From<String> for InvitationStatus {
    fn from(value: String) -> Self {
        Self::from(value.as_str())
    }
}

impl std::fmt::Display for InvitationStatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl serde::Serialize for InvitationStatus {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> serde::Deserialize<'de> for InvitationStatus {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

/// `PermissionType`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PermissionType {
    /// `organization`.
    Organization,
    /// `company`.
    Company,
    /// Another value.
    Other(String),
}

impl PermissionType {
    /// Returns the value on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Organization => "organization",
            Self::Company => "company",
            Self::Other(value) => value,
        }
    }
}

impl From<&str> for PermissionType {
    fn from(value: &str) -> Self {
        match value {
            "organization" => Self::Organization,
            "company" => Self::Company,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl From<String> for PermissionType {
    fn from(value: String) -> Self {
        Self::from(value.as_str())
    }
}

impl std::fmt::Display for PermissionType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl serde::Serialize for PermissionType {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> serde::Deserialize<'de> for PermissionType {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

/// `TfaStatus`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TfaStatus {
    /// `0`.
    NotSet,
    /// `1`.
    Active,
    /// `2`.
    External,
    /// Another value.
    Other(i64),
}

impl TfaStatus {
    /// Returns the value on the wire.
    pub fn value(self) -> i64 {
        match self {
            Self::NotSet => 0,
            Self::Active => 1,
            Self::External => 2,
            Self::Other(value) => value,
        }
    }
}

impl From<i64> for TfaStatus {
    fn from(value: i64) -> Self {
        match value {
            0 => Self::NotSet,
            1 => Self::Active,
            2 => Self::External,
            other => Self::Other(other),
        }
    }
}

impl std::fmt::Display for TfaStatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.value().fmt(f)
    }
}

impl serde::Serialize for TfaStatus {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.value())
    }
}

impl<'de> serde::Deserialize<'de> for TfaStatus {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        i64::deserialize(deserializer).map(Self::from)
    }
}
