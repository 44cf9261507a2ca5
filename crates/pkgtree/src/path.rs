//! Where an entry is installed.

use std::cmp::Ordering;
use std::fmt;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use diagnostic::{Printable, Subject};

/// dpkg and rpm add up to nine bytes to a name while they unpack it, and no name on disk may be
/// longer than 255.
const LONGEST_COMPONENT: usize = 246;
const LONGEST_PATH: usize = 4000;

/// An absolute path on the target system: bytes, without the leading slash, without `.`, `..` or
/// empty components, checked to be installable by dpkg and rpm. The root itself is empty.
///
/// Paths sort component by component, bytewise: a directory comes right before everything below it.
/// tar counts on that: it sets the time of a directory once an entry comes that is not below it.
///
/// Clones share their bytes.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct InstallPath(Arc<[u8]>);

impl InstallPath {
    /// The root directory.
    #[must_use]
    pub fn root() -> Self {
        Self(Arc::default())
    }

    /// Parses `/usr/bin/x`, `usr/bin/x` or `./usr//bin/x` alike.
    ///
    /// # Errors
    /// A `..` component; a control character (newline included) or NUL; a component longer than
    /// 246 bytes, which dpkg and rpm cannot install, since both add a suffix to it on the way; a
    /// path longer than 4,000 bytes. A name that is not UTF-8 parses: whether it may be packaged is
    /// for the caller's rules.
    pub fn parse(path: &[u8]) -> Result<Self, InstallPathError> {
        let components = || path.split(|&byte| byte == b'/').filter(|part| !is_void(part));
        let mut length = 0;
        for component in components() {
            check_component(component)?;
            length += component.len() + usize::from(length > 0);
        }
        match length {
            // Whatever was left out would have made it shorter.
            0..=LONGEST_PATH if length == path.len() => Ok(Self(path.into())),
            0..=LONGEST_PATH => Ok(Self(components().collect::<Vec<_>>().join(&b'/').into())),
            _ => Err(InstallPathError::TooLong(length)),
        }
    }

    /// The path of `name` in this directory.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn join(&self, name: &[u8]) -> Result<Self, InstallPathError> {
        Self::parse(&[self.as_bytes(), b"/", name].concat())
    }

    /// The path without a leading slash.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// True for the root directory.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The directory it is in; `None` for the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        self.parent_bytes().map(|parent| Self(parent.into()))
    }

    /// The bytes of the directory it is in.
    pub(crate) fn parent_bytes(&self) -> Option<&[u8]> {
        match self.last_slash() {
            _ if self.is_root() => None,
            Some(slash) => Some(&self.0[..slash]),
            None => Some(&[]),
        }
    }

    /// The last `length` bytes, which begin a component.
    pub(crate) fn ending(&self, length: usize) -> Self {
        match self.0.len() - length {
            0 => self.clone(),
            start => Self(self.0[start..].into()),
        }
    }

    /// The last component; empty for the root.
    #[must_use]
    pub fn name(&self) -> &[u8] {
        &self.0[self.last_slash().map_or(0, |slash| slash + 1)..]
    }

    /// True when `self` is in `folder` or deeper.
    #[must_use]
    pub fn is_below(&self, folder: &Self) -> bool {
        match self.0.strip_prefix(&*folder.0) {
            Some(rest) if folder.is_root() => !rest.is_empty(),
            Some(rest) => rest.first() == Some(&b'/'),
            None => false,
        }
    }

    fn last_slash(&self) -> Option<usize> {
        self.0.iter().rposition(|&byte| byte == b'/')
    }
}

/// Bytes that are compared at once.
const CHUNK: usize = 16;

impl Ord for InstallPath {
    fn cmp(&self, other: &Self) -> Ordering {
        // No name has a byte as low as the one that is in for the slash.
        let rank = |byte: u8| if byte == b'/' { 0 } else { byte };
        // Neighbours in a tree have long beginnings in common.
        let (chunks, others) = (self.0.as_chunks::<CHUNK>().0, other.0.as_chunks::<CHUNK>().0);
        let chunks = chunks.iter().zip(others);
        let equal = CHUNK * chunks.take_while(|(one, other)| one == other).count();
        let mut rest = self.0[equal..].iter().zip(&other.0[equal..]);
        let differing = rest.find(|(one, other)| one != other);
        match differing {
            Some((&one, &other)) => rank(one).cmp(&rank(other)),
            None => self.0.len().cmp(&other.0.len()),
        }
    }
}

impl PartialOrd for InstallPath {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<&InstallPath> for Subject {
    fn from(path: &InstallPath) -> Self {
        Self::Entry(path.as_bytes().to_vec())
    }
}

impl fmt::Display for InstallPath {
    /// With the leading slash, non-printable and non-UTF-8 bytes escaped as `\x1b`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}", Printable(&self.0))
    }
}

impl fmt::Debug for InstallPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a path cannot be installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InstallPathError {
    /// It has a `..` component.
    #[error("has a \"..\" component")]
    ParentComponent,
    /// It has a newline, NUL or another control character.
    #[error("has the control character 0x{0:02x} in its name")]
    ControlCharacter(u8),
    /// A component is longer than 246 bytes.
    #[error("has a component of {0} bytes; dpkg and rpm can install at most 246")]
    ComponentTooLong(usize),
    /// It is longer than 4,000 bytes.
    #[error("is {0} bytes long; dpkg and rpm can install at most 4000")]
    TooLong(usize),
}

/// True for a component that says nothing.
fn is_void(component: &[u8]) -> bool {
    matches!(component, b"" | b".")
}

fn check_component(component: &[u8]) -> Result<(), InstallPathError> {
    if component == b".." {
        return Err(InstallPathError::ParentComponent);
    }
    if let Some(control) = control_character(component) {
        return Err(InstallPathError::ControlCharacter(control));
    }
    match component.len() {
        0..=LONGEST_COMPONENT => Ok(()),
        length => Err(InstallPathError::ComponentTooLong(length)),
    }
}

/// The first control character of ASCII, or of ISO 6429's second set in UTF-8 (U+0080 to U+009F).
pub(crate) fn control_character(bytes: &[u8]) -> Option<u8> {
    let ascii = bytes.iter().copied().find(u8::is_ascii_control);
    let second_set = || {
        let pairs = bytes.windows(2).filter(|pair| pair[0] == 0xc2);
        pairs.map(|pair| pair[1]).find(|byte| matches!(byte, 0x80..=0x9f))
    };
    ascii.or_else(second_set)
}

/// `path` without `.` and `..`, by its text alone.
#[must_use]
pub fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if normal.parent().is_some() && !normal.ends_with("..") => {
                normal.pop();
            }
            Component::ParentDir if normal.is_absolute() => {}
            _ => normal.push(component),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(path: &[u8]) -> InstallPath {
        InstallPath::parse(path).unwrap()
    }

    #[test]
    fn a_folder_comes_right_before_what_is_below_it() {
        let sorted = ["", "a", "a/b", "a/b/c", "a/b+", "a/bb", "a b", "a+", "a+/b", "aa", "b"];
        let paths: Vec<_> = sorted.iter().map(|path| parsed(path.as_bytes())).collect();
        assert!(paths.is_sorted_by(|one, next| one < next));
    }

    #[test]
    fn spellings_of_one_path_are_equal() {
        for path in ["/usr/bin/x", "usr/bin/x", "./usr//bin/x", "usr/./bin/x/", "//usr/bin/x/."] {
            assert_eq!(parsed(path.as_bytes()).as_bytes(), b"usr/bin/x", "{path}");
        }
        for path in ["", "/", ".", "./", "//."] {
            assert!(parsed(path.as_bytes()).is_root(), "{path}");
        }
    }

    #[test]
    fn what_cannot_be_installed_is_refused() {
        use InstallPathError::{ComponentTooLong, ControlCharacter, ParentComponent, TooLong};
        let long = |length: usize| vec![b'a'; length];
        let deep = |length: usize| [b"a/".repeat((length - 1) / 2), b"a".to_vec()].concat();
        for (path, error) in [
            (b"usr/../etc".to_vec(), ParentComponent),
            (b"..".to_vec(), ParentComponent),
            (b"a\nb".to_vec(), ControlCharacter(b'\n')),
            (b"a\0b".to_vec(), ControlCharacter(0)),
            (b"a\x1b[0m".to_vec(), ControlCharacter(0x1b)),
            (b"a\x7f".to_vec(), ControlCharacter(0x7f)),
            ("a\u{9b}0m".into(), ControlCharacter(0x9b)),
            (long(247), ComponentTooLong(247)),
            (deep(4001), TooLong(4001)),
        ] {
            assert_eq!(InstallPath::parse(&path), Err(error), "{path:?}");
        }
        assert_eq!(parsed(&long(246)).name().len(), 246);
        assert_eq!(parsed(&deep(3999)).as_bytes().len(), 3999);
        assert_eq!(parsed(b"caf\xe9/...").as_bytes(), b"caf\xe9/...");
    }

    #[test]
    fn parts() {
        let path = parsed(b"/usr/bin/x");
        assert_eq!(path.name(), b"x");
        assert_eq!(path.parent(), Some(parsed(b"usr/bin")));
        assert_eq!(parsed(b"usr").parent(), Some(InstallPath::root()));
        assert_eq!(InstallPath::root().parent(), None);
        assert_eq!(InstallPath::root().name(), b"");
        assert_eq!(parsed(b"usr").join(b"bin"), Ok(parsed(b"usr/bin")));
        assert!(parsed(b"usr").join(b"..").is_err());
    }

    #[test]
    fn below_means_whole_components() {
        let usr = parsed(b"usr");
        assert!(parsed(b"usr/bin").is_below(&usr));
        assert!(!parsed(b"usr-local").is_below(&usr));
        assert!(!usr.is_below(&usr));
        assert!(usr.is_below(&InstallPath::root()));
        assert!(!InstallPath::root().is_below(&InstallPath::root()));
    }

    proptest! {
        #[test]
        fn paths_sort_by_component(start in "a{1,40}", ends in ["[a/+]{0,20}", "[a/+]{0,20}"]) {
            let [one, other] = ends.map(|end| parsed(format!("{start}{end}").as_bytes()));
            let by_component = one.0.split(|&b| b == b'/').cmp(other.0.split(|&b| b == b'/'));
            prop_assert_eq!(one.cmp(&other), by_component);
        }

        #[test]
        fn what_parses_is_normal(path in "[a./é\u{0}\n -]{0,40}") {
            if let Ok(parsed) = InstallPath::parse(path.as_bytes()) {
                let bytes = parsed.as_bytes();
                let mut components = bytes.split(|&byte| byte == b'/');
                prop_assert!(parsed.is_root()
                    || components.all(|part| !matches!(part, b"" | b"." | b"..")));
                prop_assert!(!bytes.iter().any(u8::is_ascii_control));
                prop_assert_eq!(InstallPath::parse(bytes), Ok(parsed.clone()));
                let absolute = [b"/", bytes].concat();
                prop_assert_eq!(InstallPath::parse(&absolute), Ok(parsed.clone()));
                if let Some(parent) = parsed.parent() {
                    prop_assert!(parsed.is_below(&parent));
                    prop_assert_eq!(parent.join(parsed.name()), Ok(parsed));
                }
            }
        }
    }
}
