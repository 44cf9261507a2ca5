//! Paths as they stand in tar headers.

/// The path without `./` and, for a folder, without a slash at its end; empty for the root.
///
/// # Errors
/// What is wrong with it: absolute, empty, or with a component that is empty, `.` or `..`.
pub(super) fn normalise(raw: &[u8], is_folder: bool) -> Result<Vec<u8>, String> {
    if raw.starts_with(b"/") {
        return Err("has an absolute path".to_owned());
    }
    let path = if is_folder { raw.strip_suffix(b"/").unwrap_or(raw) } else { raw };
    if path == b"." {
        return if is_folder {
            Ok(Vec::new())
        } else {
            Err("is the root, but no folder".to_owned())
        };
    }
    let path = path.strip_prefix(b"./").unwrap_or(path);
    for component in path.split(|&byte| byte == b'/') {
        match component {
            b"" => return Err("has an empty component or a slash at its end".to_owned()),
            b"." => return Err("has a \".\" component".to_owned()),
            b".." => return Err("has a \"..\" component".to_owned()),
            _ => {}
        }
    }
    Ok(path.to_vec())
}

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
            assert_eq!(normalise(raw.as_bytes(), is_folder).unwrap(), path.as_bytes(), "{raw}");
        }
    }

    #[test]
    fn refuses_what_leaves_the_root_or_has_two_spellings() {
        for (raw, is_folder) in [
            ("/usr", true),
            ("", true),
            ("/", true),
            ("./", false),
            (".", false),
            ("..", true),
            ("../x", false),
            ("./../x", false),
            ("usr/../x", false),
            ("usr/..", true),
            (".//usr", true),
            ("usr//x", false),
            ("usr/./x", false),
            ("././x", false),
            ("usr//", true),
            ("usr/", false),
            ("./usr/x/", false),
        ] {
            assert!(normalise(raw.as_bytes(), is_folder).is_err(), "{raw}");
        }
    }
}
