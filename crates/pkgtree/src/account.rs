//! Names of users and groups.

/// The most bytes of a name: what a header of a tar archive holds.
const MAX_LENGTH: usize = 31;

/// Checks the name of a user or group that an entry may belong to: 1 to 31 bytes, letters, digits,
/// `.`, `_` and `-`, not starting with `-` or a digit, perhaps ending in `$` (useradd(8)). A number
/// is refused: what it means differs between machines.
///
/// # Errors
/// What is wrong with it.
pub fn check_account_name(name: &str) -> Result<(), AccountNameError> {
    let error = |reason| Err(AccountNameError { name: name.to_owned(), reason });
    let letters = name.strip_suffix('$').unwrap_or(name);
    if letters.is_empty() {
        return error("it is empty");
    }
    if name.len() > MAX_LENGTH {
        return error("it is longer than 31 bytes");
    }
    if letters.bytes().all(|byte| byte.is_ascii_digit()) {
        return error("it is a number, which means a different account on each machine");
    }
    if letters.starts_with(|first: char| first.is_ascii_digit() || first == '-') {
        return error("it starts with a digit or a \"-\"");
    }
    if !letters.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)) {
        return error("it can have only letters, digits, \".\", \"_\" and \"-\"");
    }
    Ok(())
}

/// Not the name of a user or group.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name:?} is not the name of a user or group: {reason}")]
pub struct AccountNameError {
    /// What was given.
    pub name: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_accounts_pass() {
        for name in ["root", "www-data", "_apt", "systemd-network", "Debian-exim", "a.b", "host$"] {
            assert_eq!(check_account_name(name), Ok(()), "{name}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        let long = "a".repeat(32);
        for name in ["", "0", "1000", "-a", "1a", "a b", "a:b", "a/b", "é", "a\n", "$", &long] {
            assert!(check_account_name(name).is_err(), "{name:?}");
        }
    }
}
