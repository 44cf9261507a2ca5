//! Paths as they are in tar headers.

/// What is odd in the spelling of a path.
pub(super) type Odd = Option<&'static str>;

/// The path from the root as dpkg unpacks it, without `./` and, for a directory, without a slash at
/// its end; empty for the root. Without `./` before it, it is fine; what else is spelled in another
/// way than tar(1) does is odd.
///
/// # Errors
/// What dpkg cannot unpack, or what may lead out of the root: an empty path, a `..` component, the
/// root where it is no directory, two slashes after a directory.
pub(super) fn normalise(raw: &[u8], is_folder: bool) -> Result<(Vec<u8>, Odd), String> {
    if raw.is_empty() {
        return Err("has an empty path".to_owned());
    }
    if raw.split(|&byte| byte == b'/').any(|component| component == b"..") {
        return Err("has a \"..\" component".to_owned());
    }
    let is_name = |component: &&[u8]| !matches!(*component, b"" | b".");
    let components: Vec<&[u8]> = raw.split(|&byte| byte == b'/').filter(is_name).collect();
    if components.is_empty() {
        let root = || "is the root, but not a directory".to_owned();
        let odd = (!matches!(raw, b"." | b"./")).then_some(SPELLING);
        return if is_folder { Ok((Vec::new(), odd)) } else { Err(root()) };
    }
    if is_folder && raw.ends_with(b"//") {
        return Err("has two slashes at its end".to_owned());
    }
    let path = components.join(&b'/');
    let usual = raw.strip_prefix(b"./").unwrap_or(raw);
    let usual = if is_folder { usual.strip_suffix(b"/").unwrap_or(usual) } else { usual };
    let odd = match usual {
        usual if usual == path => None,
        _ if raw.starts_with(b"/") => {
            Some("has an absolute path, which dpkg reads as relative to the root")
        }
        _ => Some(SPELLING),
    };
    Ok((path, odd))
}

const SPELLING: &str = "has a path with empty or \".\" components, which dpkg ignores";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_paths_with_and_without_a_dot_before_them() {
        for (raw, is_folder, path) in [
            ("./", true, ""),
            (".", true, ""),
            ("./usr/", true, "usr"),
            ("usr/", true, "usr"),
            ("./usr", true, "usr"),
            ("./usr/bin/x", false, "usr/bin/x"),
            ("usr/..x/.y", false, "usr/..x/.y"),
        ] {
            let expected = (path.as_bytes().to_vec(), None);
            assert_eq!(normalise(raw.as_bytes(), is_folder).unwrap(), expected, "{raw}");
        }
    }

    #[test]
    fn takes_odd_spellings_for_what_dpkg_unpacks() {
        for (raw, is_folder, path) in [
            ("/usr", true, "usr"),
            ("/usr/x", false, "usr/x"),
            ("//usr/x", false, "usr/x"),
            ("/", true, ""),
            (".//", true, ""),
            (".//usr", true, "usr"),
            ("usr//x", false, "usr/x"),
            ("usr/./x", false, "usr/x"),
            ("././x", false, "x"),
            ("usr/", false, "usr"),
            ("./usr/x/", false, "usr/x"),
        ] {
            let (found, odd) = normalise(raw.as_bytes(), is_folder).unwrap();
            assert_eq!((found.as_slice(), odd.is_some()), (path.as_bytes(), true), "{raw}");
        }
    }

    #[test]
    fn refuses_what_leaves_the_root_or_cannot_be_unpacked() {
        for (raw, is_folder) in [
            ("", true),
            ("./", false),
            (".", false),
            ("..", true),
            ("../x", false),
            ("./../x", false),
            ("usr/../x", false),
            ("usr/..", true),
            ("usr//", true),
            ("/", false),
            ("/../x", false),
        ] {
            assert!(normalise(raw.as_bytes(), is_folder).is_err(), "{raw}");
        }
    }
}
