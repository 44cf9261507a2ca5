//! The records of PAX headers (POSIX pax, "pax Extended Header") that rename what they come before.

/// What the records of one header say; others, such as times with fractions, say nothing that a control
/// member needs.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Records {
    pub(super) path: Option<Vec<u8>>,
    pub(super) link: Option<Vec<u8>>,
    pub(super) size: Option<u64>,
}

impl Records {
    /// Parses `LENGTH KEY=VALUE\n` again and again; `None` for anything else.
    pub(super) fn parse(mut data: &[u8]) -> Option<Self> {
        let mut records = Self::default();
        while !data.is_empty() {
            let blank = data.iter().position(|&byte| byte == b' ')?;
            let length: usize = std::str::from_utf8(&data[..blank]).ok()?.parse().ok()?;
            let record = data.get(blank + 1..length)?.strip_suffix(b"\n")?;
            data = &data[length..];
            let equals = record.iter().position(|&byte| byte == b'=')?;
            let (key, value) = (&record[..equals], &record[equals + 1..]);
            match key {
                b"path" => records.path = Some(value.to_vec()),
                b"linkpath" => records.link = Some(value.to_vec()),
                b"size" => records.size = Some(std::str::from_utf8(value).ok()?.parse().ok()?),
                _ if key.starts_with(b"GNU.sparse") => return None,
                _ => {}
            }
        }
        Some(records)
    }

    /// Whether they rename nothing.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_that_rename_are_read() {
        let data = b"30 mtime=1700000000.123456789\n18 path=./control\n9 size=3\n";
        let records = Records::parse(data).unwrap();
        assert_eq!(records.path.as_deref(), Some(&b"./control"[..]));
        assert_eq!((records.link, records.size), (None, Some(3)));
        assert!(Records::parse(b"").unwrap().is_empty());
        assert!(Records::parse(b"11 mtime=1\n").unwrap().is_empty());
    }

    #[test]
    fn what_is_no_record_is_none() {
        for data in [
            &b"x"[..],
            b"11 mtime=1",
            b"12 mtime=1\n",
            b"0 a=b\n",
            b"2 a=b\n",
            b"99999999999999999999 a=b\n",
            b"6 abc\n",
            b"21 GNU.sparse.major=1\n",
            b"9 size=x\n",
        ] {
            assert_eq!(Records::parse(data), None, "{}", data.escape_ascii());
        }
    }
}
