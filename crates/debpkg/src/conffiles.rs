//! The file `conffiles` (deb-conffiles(5)).

use std::collections::BTreeSet;

use pkgtree::InstallPath;

/// The longest line that dpkg reads, in bytes without its line break (`MAXCONFFILENAME`).
pub(crate) const LONGEST_LINE: usize = 996;

/// The flag of a file that dpkg removes on upgrade.
pub(crate) const REMOVE_ON_UPGRADE: &[u8] = b"remove-on-upgrade";

/// The configuration files of a package that dpkg asks about before it replaces them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conffiles {
    /// Regular files of the package.
    pub(crate) installed: BTreeSet<InstallPath>,
    /// Files of earlier versions that dpkg removes on upgrade; not in the package.
    pub(crate) removed: BTreeSet<InstallPath>,
}

impl Conffiles {
    /// True for a conffile that the package installs.
    pub(crate) fn is_conffile(&self, path: &InstallPath) -> bool {
        self.installed.contains(path)
    }

    /// The file's lines, sorted, those to remove last; empty when there are none.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let installed = self.installed.iter().map(|path| (&b""[..], path));
        let flag = [REMOVE_ON_UPGRADE, b" "].concat();
        let removed = self.removed.iter().map(|path| (flag.as_slice(), path));
        installed
            .chain(removed)
            .flat_map(|(flag, path)| [flag, b"/", path.as_bytes(), b"\n"].concat())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_sorted_and_flagged() {
        let paths = |texts: &[&str]| -> BTreeSet<InstallPath> {
            texts.iter().map(|text| InstallPath::parse(text.as_bytes()).unwrap()).collect()
        };
        let conffiles = Conffiles {
            installed: paths(&["/etc/x/b", "/etc/x/a b"]),
            removed: paths(&["/etc/old"]),
        };
        assert_eq!(conffiles.to_bytes(), b"/etc/x/a b\n/etc/x/b\nremove-on-upgrade /etc/old\n");
        assert_eq!(Conffiles::default().to_bytes(), b"");
    }
}
