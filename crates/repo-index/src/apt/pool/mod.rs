//! Where packages lie: the layout of Debian's pool.

mod names;

use debpkg::PackageName;

use super::layout;

pub(crate) use names::Named;
pub use names::{PoolNames, PoolTemplate, PoolTemplateError, REFERENCES};

/// A package has no place in the pool.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PoolError {
    /// The component is none.
    #[error(
        "{0:?} is not the name of a component: use letters, digits and \"._+~-\", starting with a \
         letter or digit, but no name that suites use for something else, such as by-hash"
    )]
    Component(String),
    /// The field `Source` does not start with a name.
    #[error("the field Source names {0:?}, which is not the name of a package")]
    Source(String),
    /// The file's name is none that an archive has.
    #[error(
        "{name:?} is not the name of a file in a pool: use letters, digits and \"+-._~:=@\", \
         ending with .{suffix}"
    )]
    FileName {
        /// The name.
        name: String,
        /// What it is to end with, without a dot.
        suffix: String,
    },
    /// The file's name would be longer than file systems take.
    #[error("its file name would have {0} bytes; the limit of file systems is 255")]
    TooLong(usize),
}

/// The component in front of a section, as in `contrib/net`; `default` when there is none. In front of
/// `updates/main/net` it is the longest of the `declared` ones; without one it is `default`, since a
/// section has one slash at most (Debian policy, 2.4).
///
/// # Errors
/// [`PoolError::Component`].
pub fn component<'a>(
    section: Option<&str>,
    default: &str,
    declared: impl IntoIterator<Item = &'a str>,
) -> Result<String, PoolError> {
    let Some((first, rest)) = section.and_then(|section| section.split_once('/')) else {
        return checked(default).map(str::to_owned);
    };
    let first = if rest.contains('/') { default } else { first };
    let is_before = |one: &&str| {
        let rest = section.and_then(|section| section.strip_prefix(one));
        rest.is_some_and(|rest| rest.len() > 1 && rest.starts_with('/'))
    };
    let longest = declared.into_iter().filter(is_before).max_by_key(|one| one.len());
    checked(longest.unwrap_or(first)).map(str::to_owned)
}

/// A component, which may have several parts.
fn checked(component: &str) -> Result<&str, PoolError> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.+~".contains(&byte);
    let is_part = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_alphanumeric()) && part.bytes().all(allowed)
    };
    if component.split('/').all(is_part) && layout::component_problem(component).is_none() {
        Ok(component)
    } else {
        Err(PoolError::Component(component.to_owned()))
    }
}

/// The folder of a source package in the pool: `pool/main/libf/libfoo`, `pool/contrib/t/tool`.
///
/// `source` is the field `Source`, whose version in parentheses is left out.
///
/// # Errors
/// [`PoolError::Component`], [`PoolError::Source`].
pub fn folder(component: &str, source: &str) -> Result<String, PoolError> {
    let component = checked(component)?;
    let name = source_name(source);
    if PackageName::parse_lenient(name).is_err() {
        return Err(PoolError::Source(name.to_owned()));
    }
    Ok(format!("pool/{component}/{}/{name}", prefix(name)))
}

/// The name in the field `Source`, without the version in parentheses.
fn source_name(source: &str) -> &str {
    source.split_once('(').map_or(source, |(name, _)| name).trim()
}

/// The first letter of a source package's name, or `lib` and the next.
fn prefix(name: &str) -> &str {
    let letters = if name.starts_with("lib") { 4 } else { 1 };
    name.get(..letters).unwrap_or(name)
}

/// A package's file name in the pool: `NAME_VERSION_ARCH.SUFFIX`, without the version's epoch. It
/// may have `+`, `~` and, behind an epoch, `:`; who makes an address of it encodes them.
///
/// # Errors
/// [`PoolError::TooLong`].
pub fn file_name(
    package: &str,
    version: &str,
    architecture: &str,
    suffix: &str,
) -> Result<String, PoolError> {
    let version = version.split_once(':').map_or(version, |(_, version)| version);
    let name = format!("{package}_{version}_{architecture}.{suffix}");
    if name.len() > 255 { Err(PoolError::TooLong(name.len())) } else { Ok(name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lies_where_debian_puts_it() {
        for (component, source, place) in [
            ("main", "tool", "pool/main/t/tool"),
            ("main", "libfoo++ (1:2.0-1)", "pool/main/libf/libfoo++"),
            ("main", "lib", "pool/main/lib/lib"),
            ("main", "a", "pool/main/a/a"),
            ("main", "My_Tool", "pool/main/M/My_Tool"),
            ("main", "lib3", "pool/main/lib3/lib3"),
            ("main", "libreoffice(4)", "pool/main/libr/libreoffice"),
            ("updates/main", "tool", "pool/updates/main/t/tool"),
            ("non-free-firmware", "0ad", "pool/non-free-firmware/0/0ad"),
        ] {
            assert_eq!(folder(component, source).as_deref(), Ok(place));
        }
        for source in ["", "_a", "../x", "a/b", "(1.0)", "t~l", "a b"] {
            assert!(matches!(folder("main", source), Err(PoolError::Source(_))), "{source}");
        }
    }

    #[test]
    fn the_epoch_is_not_in_the_file_name() {
        for (version, name) in [
            ("1.0-1", "tool_1.0-1_amd64.deb"),
            ("2:1.0~rc1+b1", "tool_1.0~rc1+b1_amd64.deb"),
            ("1:2:3", "tool_2:3_amd64.deb"),
        ] {
            assert_eq!(file_name("tool", version, "amd64", "deb").as_deref(), Ok(name));
        }
        let long = "x".repeat(255);
        assert!(matches!(file_name(&long, "1", "all", "deb"), Err(PoolError::TooLong(265))));
    }

    #[test]
    fn sections_name_components() {
        const DECLARED: [&str; 3] = ["default", "updates/main", "updates"];
        for (section, expected) in [
            (None, "default"),
            (Some("net"), "default"),
            (Some("contrib/net"), "contrib"),
            (Some("non-free/libs/old"), "default"),
            (Some("updates/main/net"), "updates/main"),
            (Some("updates/main/net/x"), "updates/main"),
            (Some("updates/mainly/net"), "updates"),
            // Its own section is `main`.
            (Some("updates/main"), "updates"),
        ] {
            assert_eq!(component(section, "default", DECLARED).as_deref(), Ok(expected));
        }
        for section in
            ["/net", "../net", "a b/net", "-x/net", "ä/net", "by-hash/net", "Release/net"]
        {
            let refused = component(Some(section), "default", DECLARED);
            assert!(matches!(refused, Err(PoolError::Component(_))), "{section}");
        }
    }
}
