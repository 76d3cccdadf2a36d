//! The cookies that servers set (RFC 6265), for the life of the client. Nothing is logged, because a session cookie is a
//! credential.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use reqwest::Url;
use reqwest::header::{HeaderMap, SET_COOKIE};

use super::header;
use super::secret::Secret;

/// How many cookies are kept. If there are more, the oldest are removed.
const MAX_COOKIES: usize = 200;

/// The maximum size of a cookie, in bytes. A larger one is ignored.
const MAX_BYTES: usize = 4096;

/// The cookies of all clones of a client.
///
/// A cookie is only sent to the host that set it. The attribute `Domain` could extend that to other hosts, which would
/// need the list of all domains under which anyone can register a name.
#[derive(Default)]
pub(super) struct CookieJar(Mutex<Vec<Cookie>>);

struct Cookie {
    host: String,
    path: String,
    name: String,
    value: Secret,
    reach: Reach,
    /// `None` if it is kept as long as the client.
    expires: Option<SystemTime>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    AnyScheme,
    HttpsOnly,
}

impl CookieJar {
    /// Keeps the cookies that a response from this URL sets.
    pub(super) fn store(&self, url: &Url, headers: &HeaderMap) {
        for value in headers.get_all(SET_COOKIE) {
            let cookie = value.to_str().ok().filter(|text| text.len() <= MAX_BYTES).and_then(|text| parse(text, url));
            if let Some(cookie) = cookie {
                self.insert(cookie);
            }
        }
    }

    /// Returns the cookies for a request to this URL, in the order in which they are sent.
    pub(super) fn pairs_for(&self, url: &Url) -> Vec<String> {
        let mut cookies = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        cookies.retain(|cookie| cookie.expires.is_none_or(|end| end > SystemTime::now()));
        let mut sent: Vec<_> = cookies.iter().filter(|cookie| cookie.belongs_to(url)).collect();
        // The more specific path first, then the older cookie.
        sent.sort_by_key(|cookie| std::cmp::Reverse(cookie.path.len()));
        sent.into_iter().map(|cookie| format!("{}={}", cookie.name, cookie.value.expose())).collect()
    }

    fn insert(&self, cookie: Cookie) {
        let mut cookies = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let same =
            |other: &Cookie| (&other.host, &other.path, &other.name) == (&cookie.host, &cookie.path, &cookie.name);
        // A cookie that replaces another keeps its place in the order.
        match cookies.iter().position(same) {
            Some(at) => cookies[at] = cookie,
            None => cookies.push(cookie),
        }
        let excess = cookies.len().saturating_sub(MAX_COOKIES);
        cookies.drain(..excess);
    }
}

impl Cookie {
    fn belongs_to(&self, url: &Url) -> bool {
        let path = url.path().strip_prefix(&self.path);
        let within = path.is_some_and(|rest| rest.is_empty() || self.path.ends_with('/') || rest.starts_with('/'));
        let scheme = self.reach == Reach::AnyScheme || url.scheme() == "https";
        within && scheme && url.host_str() == Some(self.host.as_str())
    }
}

/// Parses the value of a `set-cookie` header (RFC 6265, section 5.2). Attributes that are not known are ignored.
fn parse(text: &str, url: &Url) -> Option<Cookie> {
    let mut parts = text.split(';');
    let (name, value) = parts.next()?.split_once('=')?;
    let (name, value) = (name.trim(), value.trim());
    header::value(&format!("{name}={value}")).filter(|_| !name.is_empty())?;
    let mut cookie = Cookie {
        host: url.host_str()?.to_owned(),
        path: default_path(url.path()).to_owned(),
        name: name.to_owned(),
        value: value.into(),
        reach: Reach::AnyScheme,
        expires: None,
    };
    let mut max_age = None;
    for part in parts {
        let (attribute, value) = part.split_once('=').unwrap_or((part, ""));
        let value = value.trim();
        match attribute.trim().to_ascii_lowercase().as_str() {
            "path" if value.starts_with('/') => value.clone_into(&mut cookie.path),
            "path" => default_path(url.path()).clone_into(&mut cookie.path),
            "secure" => cookie.reach = Reach::HttpsOnly,
            "expires" => cookie.expires = parse_date(value).or(cookie.expires),
            "max-age" => max_age = parse_max_age(value).or(max_age),
            _ => {}
        }
    }
    if let Some(age) = max_age {
        // An age that does not fit means that it never expires.
        cookie.expires = SystemTime::now().checked_add(age);
    }
    Some(cookie)
}

/// Returns the directory of a path (RFC 6265, section 5.1.4).
fn default_path(path: &str) -> &str {
    match path.rfind('/') {
        None | Some(0) => "/",
        Some(at) => &path[..at],
    }
}

/// A negative age is one that has passed.
fn parse_max_age(text: &str) -> Option<Duration> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let seconds = if digits.len() < text.len() { 0 } else { digits.parse().unwrap_or(u64::MAX) };
    Some(Duration::from_secs(seconds))
}

/// Parses a date as browsers do (RFC 6265, section 5.1.1): a time, a day, a month and a year, separated by anything.
fn parse_date(text: &str) -> Option<SystemTime> {
    let (mut time, mut day, mut month, mut year) = (None, None, None, None);
    for word in text.split(|c: char| !c.is_ascii_alphanumeric() && c != ':').filter(|word| !word.is_empty()) {
        let number = word.parse::<i16>().ok();
        if word.contains(':') {
            time = time.or_else(|| Time::strptime("%H:%M:%S", word).ok());
        } else if let Some(number) = number.filter(|_| word.len() <= 2 && day.is_none()) {
            day = i8::try_from(number).ok();
        } else if let Some(number) = number {
            year = year.or(Some(match number {
                0..70 => number + 2000,
                70..100 => number + 1900,
                other => other,
            }));
        } else {
            let name = word.get(..3).unwrap_or(word).to_ascii_lowercase();
            let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
            month = month.or_else(|| i8::try_from(months.iter().position(|known| *known == name)? + 1).ok());
        }
    }
    let day = Date::new(year?, month?, day?).ok()?;
    let then = TimeZone::UTC.to_timestamp(DateTime::from_parts(day, time?)).ok()?;
    // A date before 1970 has passed as well.
    Some(SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(then.as_second()).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use reqwest::Url;
    use reqwest::header::{HeaderMap, HeaderValue, SET_COOKIE};

    use super::{CookieJar, MAX_COOKIES};

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a URL")
    }

    fn jar(from: &str, cookies: &[&str]) -> CookieJar {
        let jar = CookieJar::default();
        let mut headers = HeaderMap::new();
        for cookie in cookies {
            headers.append(SET_COOKIE, HeaderValue::from_str(cookie).expect("a header"));
        }
        jar.store(&url(from), &headers);
        jar
    }

    fn sent(jar: &CookieJar, to: &str) -> String {
        jar.pairs_for(&url(to)).join("; ")
    }

    #[test]
    fn a_cookie_is_sent_where_it_belongs() {
        let set = [
            "a=1",
            "b=2; Path=/",
            "c=3; path=/v2/users; HttpOnly; SameSite=Lax",
            "d=4; Secure; Path=/",
            "e=5; Domain=com",
        ];
        let jar = jar("http://x.com/v2/login", &set);
        assert_eq!(sent(&jar, "http://x.com/v2/users/1?q"), "c=3; a=1; e=5; b=2");
        assert_eq!(sent(&jar, "https://x.com:8443/v2"), "a=1; e=5; b=2; d=4");
        assert_eq!(sent(&jar, "http://x.com/v2/users2"), "a=1; e=5; b=2");
        assert_eq!(sent(&jar, "http://x.com/v22"), "b=2");
        assert_eq!(sent(&jar, "http://y.com/v2/users"), "");
        assert_eq!(sent(&jar, "http://a.x.com/v2/users"), "");
    }

    #[test]
    fn a_cookie_is_replaced_and_expires() {
        let end = "a=; Max-Age=0; Path=/";
        for (cookies, expected) in [
            (["a=1; Path=/", "a=2; Path=/"], "a=2"),
            (["a=1; Path=/", end], ""),
            (["a=1; Path=/", "a=2; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT"], ""),
            (["a=1; Path=/", "a=2; Path=/; expires=Thursday, 01-Jan-70 00:00:00 GMT"], ""),
            (["a=1; Path=/; Max-Age=-5", "b=2"], "b=2"),
            (["a=1; Max-Age=99999999999999999999", "b=2; Expires=Fri, 31 Dec 9999 23:59:59 GMT"], "a=1; b=2"),
            (["a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "b=2; Expires=soon"], "a=1; b=2"),
            (["a=1; Expires=Wed, 31 Feb 1970 00:00:00 GMT", "b=2; Max-Age=x"], "a=1; b=2"),
        ] {
            assert_eq!(sent(&jar("http://x.com/", &cookies), "http://x.com/"), expected, "{cookies:?}");
        }
    }

    #[test]
    fn odd_cookies_are_read_or_ignored() {
        let odd = [
            "",
            ";",
            "=1",
            "a",
            " b = 2 ;;Path",
            "c=x=y; =; Path=relative",
            "d=\"q\"",
            &format!("e={}", "x".repeat(5000)),
        ];
        assert_eq!(sent(&jar("http://x.com/", &odd), "http://x.com/"), "b=2; c=x=y; d=\"q\"");
    }

    #[test]
    fn their_number_is_limited() {
        let many: Vec<_> = (0..MAX_COOKIES + 5).map(|number| format!("c{number}=1")).collect();
        let many: Vec<_> = many.iter().map(String::as_str).collect();
        let pairs = jar("http://x.com/", &many).pairs_for(&url("http://x.com/"));
        assert_eq!((pairs.len(), pairs[0].as_str()), (MAX_COOKIES, "c5=1"));
    }
}
