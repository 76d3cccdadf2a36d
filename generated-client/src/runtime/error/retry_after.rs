//! The header `Retry-After` (RFC 9110, section 10.2.3).

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use jiff::tz::TimeZone;
use reqwest::header::{HeaderMap, RETRY_AFTER};

/// How much the clocks of client and server may differ. A date that passed within this time means no wait, an older one
/// is ignored.
const SKEW: Duration = Duration::from_secs(60);

/// A year that dates can be computed with. It is a leap year, so that it has every day.
const LATE_YEAR: &str = "9996";

/// Returns the wait that the header asks for; `None` if there is none or it is not valid. Of several values, the longest
/// counts. A wait that does not fit is [`Duration::MAX`].
pub(super) fn from_headers(headers: &HeaderMap) -> Option<Duration> {
    let now = Timestamp::now();
    let values = headers.get_all(RETRY_AFTER).iter().filter_map(|value| value.to_str().ok());
    values.filter_map(|text| parse(text, now)).max()
}

/// Parses one value, or a list of them, as a proxy may have joined several headers. A date has a comma as well.
fn parse(text: &str, now: Timestamp) -> Option<Duration> {
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let single = parts.iter().filter_map(|part| parse_value(part, now));
    let dates = parts.windows(2).filter_map(|pair| parse_value(&pair.join(", "), now));
    single.chain(dates).max()
}

fn parse_value(text: &str, now: Timestamp) -> Option<Duration> {
    if let Some(wait) = parse_seconds(text) {
        return Some(wait);
    }
    let Some(then) = parse_date(text) else {
        // The year is beyond what dates are computed with.
        let late = with_late_year(text)?;
        return parse_date(&late).map(|_| Duration::MAX);
    };
    match Duration::try_from(then.duration_since(now)) {
        Ok(wait) => Some(wait),
        Err(_) => (now.duration_since(then).unsigned_abs() <= SKEW).then_some(Duration::ZERO),
    }
}

/// Parses seconds of any length. Some servers send a fraction as well; it is read to the nanosecond.
fn parse_seconds(text: &str) -> Option<Duration> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let Ok(whole) = whole.parse() else { return Some(Duration::MAX) };
    let nanos = format!("{fraction:0<9.9}").parse().ok()?;
    Some(Duration::new(whole, nanos))
}

/// Parses an HTTP date: the format of mail with the time zone GMT, or one of the two obsolete formats that recipients
/// must accept (RFC 9110, section 5.6.7). The day of the week is not checked.
fn parse_date(text: &str) -> Option<Timestamp> {
    let mail = DateTimeParser::new().relaxed_weekday(true).parse_timestamp(text).ok();
    mail.or_else(|| {
        let (_, text) = text.split_once(' ')?;
        let older = ["%d-%b-%y %H:%M:%S GMT", "%b %e %H:%M:%S %Y"];
        let read = |form: &&str| jiff::civil::DateTime::strptime(*form, text.trim_start()).ok();
        TimeZone::UTC.to_timestamp(older.iter().find_map(read)?).ok()
    })
}

/// Replaces the year of a date, if it is 9999 or later.
fn with_late_year(text: &str) -> Option<String> {
    let is_late = |word: &&str| {
        let digits = word.trim_start_matches('0');
        digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits.len() > 4 || digits == "9999")
    };
    let year = text.split(' ').find(is_late)?;
    Some(text.replacen(year, LATE_YEAR, 1))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::Timestamp;

    use super::parse;

    fn now() -> Timestamp {
        "1994-11-06T08:49:00Z".parse().expect("a time")
    }

    #[test]
    fn seconds_and_dates_are_parsed_and_the_rest_is_ignored() {
        for (text, expected) in [
            ("0", Some(0)),
            ("120", Some(120)),
            ("18446744073709551615", Some(u64::MAX)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(37)),
            ("Mon, 06 Nov 1994 08:49:37 GMT", Some(37)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some(37)),
            ("Sun Nov  6 08:49:37 1994", Some(37)),
            ("Sun, 06 Nov 1994 08:48:50 GMT", Some(0)),
            ("Sun, 06 Nov 1984 08:49:37 GMT", None),
            ("Mon, 01 Jan 0001 00:00:00 GMT", None),
            ("-1", None),
            ("1.", None),
            (".5", None),
            ("1e3", None),
            ("99999999999999999999 eggs", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(parse(text, now()), expected.map(Duration::from_secs), "{text}");
        }
        assert_eq!(parse("1.5", now()), Some(Duration::from_millis(1500)));
        assert_eq!(parse("0.1234567891", now()), Some(Duration::from_nanos(123_456_789)));
    }

    #[test]
    fn of_several_values_the_longest_counts() {
        for (text, expected) in [
            ("5, 120", Some(120)),
            ("120,5", Some(120)),
            ("soon, 7", Some(7)),
            ("5, Sun, 06 Nov 1994 08:49:37 GMT", Some(37)),
            ("Sun, 06 Nov 1994 08:49:37 GMT, 60", Some(60)),
            ("Sun, 06 Nov 1994 08:49:01 GMT, Sun, 06 Nov 1994 08:49:37 GMT", Some(37)),
            (", ,", None),
        ] {
            assert_eq!(parse(text, now()), expected.map(Duration::from_secs), "{text}");
        }
    }

    #[test]
    fn what_does_not_fit_is_the_longest_wait() {
        for text in [
            "18446744073709551616",
            "99999999999999999999999.5",
            &"9".repeat(500),
            "Fri, 31 Dec 9999 23:59:59 GMT",
            "Fri, 31 Dec 99999 23:59:59 GMT",
            "Tue, 29 Feb 20000 00:00:00 GMT",
            "Fri Dec 31 23:59:59 123456",
        ] {
            assert_eq!(parse(text, now()), Some(Duration::MAX), "{text}");
        }
    }
}
