//! The header `Retry-After` (RFC 9110, section 10.2.3).

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use jiff::tz::TimeZone;
use reqwest::header::{HeaderMap, RETRY_AFTER};

/// How much the clocks of client and server may differ. A date that passed within this time means no wait, an older one
/// is ignored.
const SKEW: Duration = Duration::from_secs(60);

/// Returns the wait that the header asks for; `None` if there is none or it is not valid.
pub(super) fn from_headers(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    parse(text, Timestamp::now())
}

fn parse(text: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let then = parse_date(text)?;
    match Duration::try_from(then.duration_since(now)) {
        Ok(wait) => Some(wait),
        Err(_) => (now.duration_since(then).unsigned_abs() <= SKEW).then_some(Duration::ZERO),
    }
}

/// Parses an HTTP date: the format of mail with the time zone GMT, or one of the two obsolete formats that recipients
/// must accept (RFC 9110, section 5.6.7).
fn parse_date(text: &str) -> Option<Timestamp> {
    let mail = DateTimeParser::new().relaxed_weekday(true).parse_timestamp(text).ok();
    mail.or_else(|| {
        let older = ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];
        let read = |form: &&str| jiff::civil::DateTime::strptime(*form, text).ok();
        TimeZone::UTC.to_timestamp(older.iter().find_map(read)?).ok()
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::Timestamp;

    use super::parse;

    #[test]
    fn seconds_and_dates_are_parsed_and_the_rest_is_ignored() {
        let now: Timestamp = "1994-11-06T08:49:00Z".parse().expect("a time");
        for (text, expected) in [
            ("0", Some(0)),
            ("120", Some(120)),
            ("18446744073709551615", Some(u64::MAX)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(37)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some(37)),
            ("Sun Nov  6 08:49:37 1994", Some(37)),
            ("Sun, 06 Nov 1994 08:48:50 GMT", Some(0)),
            ("Sun, 06 Nov 1984 08:49:37 GMT", None),
            ("-1", None),
            ("18446744073709551616", None),
            ("1.5", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(parse(text, now), expected.map(Duration::from_secs), "{text}");
        }
    }
}
