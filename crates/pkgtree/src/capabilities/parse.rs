//! File capabilities from text.

use std::str::FromStr;

use super::{EFFECTIVE, NAMES, REVISION_2, Sets};
use crate::Capabilities;

impl FromStr for Capabilities {
    type Err = ParseCapabilitiesError;

    /// Text as cap_from_text(3) and setcap(8) take it: `cap_net_raw+ep`,
    /// `cap_net_raw,cap_net_admin=eip`, several such clauses separated by blanks. The result is the
    /// extended attribute's revision 2.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = |reason: String| ParseCapabilitiesError { text: text.to_owned(), reason };
        let mut sets = Sets::default();
        for clause in text.split_ascii_whitespace() {
            apply(clause, &mut sets).map_err(error)?;
        }
        let Sets { effective, permitted, inheritable } = sets;
        if permitted | inheritable == 0 {
            return Err(error("it grants nothing; use, for example, \"cap_net_raw+ep\"".into()));
        }
        // The attribute has one effective bit for all capabilities.
        if effective != 0 && !effective & (permitted | inheritable) != 0 {
            return Err(error("either all capabilities of a file are effective or none".into()));
        }
        if effective & !(permitted | inheritable) != 0 {
            return Err(error(
                "effective capabilities must also be permitted or inheritable".into(),
            ));
        }
        let mut bytes = Vec::with_capacity(20);
        let flags = if effective == 0 { 0 } else { EFFECTIVE };
        bytes.extend((REVISION_2 | flags).to_le_bytes());
        for shift in [0, 32] {
            for set in [permitted, inheritable] {
                // The low or high half of the set.
                bytes.extend(&(set >> shift).to_le_bytes()[..4]);
            }
        }
        Ok(Self(bytes.into()))
    }
}

/// Applies a clause: names, then one or more of an operator and flags.
fn apply(clause: &str, sets: &mut Sets) -> Result<(), String> {
    let end = clause
        .find(['=', '+', '-'])
        .ok_or_else(|| format!("{clause:?} has no \"=\", \"+\" or \"-\" with flags"))?;
    let (names, mut actions) = clause.split_at(end);
    let is_bare = names.is_empty();
    let capabilities = if is_bare || names.eq_ignore_ascii_case("all") {
        (1 << NAMES.len()) - 1
    } else {
        names.split(',').try_fold(0, |bits, name| Ok::<_, String>(bits | 1 << number(name)?))?
    };
    if is_bare && !actions.starts_with('=') {
        return Err(format!("{clause:?} has no capability"));
    }
    while let Some(operator) = actions.chars().next() {
        let rest = &actions[1..];
        let flags = &rest[..rest.find(['=', '+', '-']).unwrap_or(rest.len())];
        actions = &rest[flags.len()..];
        if flags.is_empty() && operator != '=' {
            return Err(format!("no flag follows the {operator:?} of {clause:?}"));
        }
        if let Some(unknown) = flags.chars().find(|flag| !"eip".contains(*flag)) {
            return Err(format!("{unknown:?} is not one of the flags \"e\", \"i\" and \"p\""));
        }
        let flagged =
            [('e', &mut sets.effective), ('p', &mut sets.permitted), ('i', &mut sets.inheritable)];
        for (flag, set) in flagged {
            match (operator, flags.contains(flag)) {
                ('-', true) | ('=', false) => *set &= !capabilities,
                ('+' | '=', true) => *set |= capabilities,
                _ => {}
            }
        }
    }
    Ok(())
}

/// The number of a capability given by name, with or without case, or by number.
fn number(name: &str) -> Result<u32, String> {
    let lower = name.to_ascii_lowercase();
    let by_name = lower.strip_prefix("cap_").and_then(|name| NAMES.iter().position(|&n| n == name));
    let number = by_name.or_else(|| lower.parse().ok().filter(|&number| number < NAMES.len()));
    match number.and_then(|number| u32::try_from(number).ok()) {
        Some(number) => Ok(number),
        None => {
            let near = NAMES
                .iter()
                .map(|known| format!("cap_{known}"))
                .min_by_key(|known| strsim::damerau_levenshtein(&lower, known))
                .unwrap_or_default();
            Err(format!("there is no capability {name:?}; the nearest is {near}"))
        }
    }
}

/// Not file capabilities.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} are not file capabilities: {reason}")]
pub struct ParseCapabilitiesError {
    /// What was given.
    pub text: String,
    /// What is wrong with it.
    pub reason: String,
}

#[cfg(test)]
mod tests {

    use super::*;

    fn bytes(text: &str) -> Result<Vec<u8>, String> {
        text.parse::<Capabilities>().map(|it| it.0.into_vec()).map_err(|error| error.reason)
    }

    fn attribute(effective: bool, permitted: u64, inheritable: u64) -> Vec<u8> {
        let mut bytes = vec![u8::from(effective), 0, 0, 2];
        for shift in [0, 32] {
            bytes.extend(u32::try_from(permitted >> shift & 0xffff_ffff).unwrap().to_le_bytes());
            bytes.extend(u32::try_from(inheritable >> shift & 0xffff_ffff).unwrap().to_le_bytes());
        }
        bytes
    }

    const RAW: u64 = 1 << 13;
    const ADMIN: u64 = 1 << 12;
    const RESTORE: u64 = 1 << 40;

    #[test]
    fn usual_texts() {
        assert_eq!(bytes("cap_net_raw+ep"), Ok(attribute(true, RAW, 0)));
        assert_eq!(bytes("cap_net_raw=ep"), Ok(attribute(true, RAW, 0)));
        assert_eq!(bytes("= cap_net_raw+ep"), Ok(attribute(true, RAW, 0)));
        assert_eq!(bytes("CAP_NET_RAW=p"), Ok(attribute(false, RAW, 0)));
        assert_eq!(bytes("13=p"), Ok(attribute(false, RAW, 0)));
        assert_eq!(
            bytes("cap_net_admin,cap_net_raw=eip"),
            Ok(attribute(true, RAW | ADMIN, RAW | ADMIN))
        );
        assert_eq!(bytes("cap_net_admin=i cap_net_raw=p"), Ok(attribute(false, RAW, ADMIN)));
        assert_eq!(bytes("cap_checkpoint_restore+ep"), Ok(attribute(true, RESTORE, 0)));
        assert_eq!(bytes("all=p cap_net_raw-p"), Ok(attribute(false, (1 << 41) - 1 - RAW, 0)));
        assert_eq!(bytes("=p"), Ok(attribute(false, (1 << 41) - 1, 0)));
        assert_eq!(bytes("cap_net_raw+p+e"), Ok(attribute(true, RAW, 0)));
        assert_eq!(bytes("cap_net_raw+pie-i"), Ok(attribute(true, RAW, 0)));
    }

    #[test]
    fn what_is_no_grant_is_refused() {
        for text in [
            "",
            " ",
            "=",
            "cap_net_raw",
            "cap_net_raw+",
            "cap_net_raw-ep",
            "cap_net_raw+x",
            "cap_nothing+ep",
            "41=p",
            "99999999999999999999=p",
            "+ep",
            "cap_net_raw,=p",
            "cap_net_raw+p cap_net_admin+ep",
            "cap_net_raw+e",
            "cap_net_raw=é",
            "é=p",
            "=\u{e9}",
        ] {
            assert!(bytes(text).is_err(), "{text:?}");
        }
        let reason = bytes("cap_net_rwa+ep").unwrap_err();
        assert_eq!(reason, "there is no capability \"cap_net_rwa\"; the nearest is cap_net_raw");
    }

    /// The attribute is the one that setcap(8) writes.
    #[test]
    fn setcap_writes_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        for text in [
            "cap_net_raw+ep",
            "cap_net_raw=ep",
            "cap_net_admin,cap_net_raw=eip",
            "cap_net_admin=i cap_net_raw=p",
            "cap_checkpoint_restore,cap_chown+ep",
            "=p cap_net_raw-p",
            "CAP_BPF=p",
            "13=ep",
        ] {
            std::fs::write(&file, "").unwrap();
            let setcap = real_tools::command("setcap")
                .arg(text)
                .arg(&file)
                .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
                .output()
                .expect("setcap is needed: apt-get install libcap2-bin");
            let message = String::from_utf8_lossy(&setcap.stderr);
            let is_refused = message.contains("Operation not permitted");
            assert!(!is_refused, "setcap needs CAP_SETFCAP: run the tests as root");
            assert!(setcap.status.success(), "{text}: {message}");
            let mut buffer = [0; 64];
            let length =
                rustix::fs::getxattr(&file, "security.capability", &mut buffer[..]).unwrap();
            assert_eq!(bytes(text).as_deref(), Ok(&buffer[..length]), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_parsed_or_refused(text in "[capnetrw_,=+\\-eip 0-9é]{0,40}|\\PC{0,20}") {
            drop(bytes(&text));
        }
    }
}
