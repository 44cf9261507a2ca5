//! The log of requests, in the common format of web servers.

use std::io::{self, Write};
use std::net::IpAddr;

use diagnostic::Printable;
use pkgio::{Timestamp, civil_date};

const DAY: u64 = 24 * 60 * 60;
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A request that was answered.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    /// Who asked.
    pub(super) client: IpAddr,
    /// When it was answered.
    pub(super) time: Timestamp,
    pub(super) method: &'a str,
    /// What was asked for, as it was sent.
    pub(super) target: &'a str,
    /// Such as `HTTP/1.1`.
    pub(super) version: &'a str,
    pub(super) status: u16,
    /// How many bytes the answer has, where that is known.
    pub(super) length: Option<u64>,
}

impl Entry<'_> {
    /// Writes the entry on standard error. Nothing can be done when nobody reads it.
    pub(super) fn write(&self) {
        let _ = io::stderr().write_all(format!("{}\n", self.line()).as_bytes());
    }

    /// One line, whatever was sent: quotes and backslashes are escaped as Apache's server does it,
    /// control characters as everywhere here.
    fn line(&self) -> String {
        let Self { client, time, method, target, version, status, length } = self;
        let length = length.map_or_else(|| "-".to_owned(), |length| length.to_string());
        let quoted = |text: &str| {
            let text = text.replace('\\', "\\\\").replace('"', "\\\"");
            Printable(text.as_bytes()).to_string()
        };
        let (method, target) = (quoted(method), quoted(target));
        let date = date(*time);
        format!("{client} - - [{date}] \"{method} {target} {version}\" {status} {length}")
    }
}

/// Such as `29/Feb/2024:23:59:59 +0000`.
fn date(time: Timestamp) -> String {
    let (days, rest) = (time.seconds() / DAY, time.seconds() % DAY);
    let (year, month, day) = civil_date(i64::try_from(days).unwrap_or_default());
    let month = usize::try_from(month).unwrap_or_default().checked_sub(1);
    let month = month.and_then(|month| MONTHS.get(month)).copied().unwrap_or("-");
    let (hours, minutes, seconds) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!("{day:02}/{month}/{year:04}:{hours:02}:{minutes:02}:{seconds:02} +0000")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_one_line_of_the_common_format() {
        let entry = Entry {
            client: IpAddr::from([192, 0, 2, 7]),
            time: Timestamp::clamped(1_709_251_199),
            method: "GET",
            target: "/deb/dists/stable/InRelease?a",
            version: "HTTP/1.1",
            status: 200,
            length: Some(17),
        };
        let expected = "192.0.2.7 - - [29/Feb/2024:23:59:59 +0000] \
                        \"GET /deb/dists/stable/InRelease?a HTTP/1.1\" 200 17";
        assert_eq!(entry.line(), expected);
        let odd = Entry { target: "/\"\\\r\n\u{1b}[2J", length: None, status: 404, ..entry };
        let line = odd.line();
        assert!(!line.contains(char::is_control), "{line:?}");
        assert!(line.contains("\"GET /\\\"") && line.ends_with(" HTTP/1.1\" 404 -"), "{line}");
    }
}
