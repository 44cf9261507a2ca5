//! The file `conffiles` (deb-conffiles(5)).

use std::collections::BTreeSet;

use pkgtree::InstallPath;

use crate::judge::conffiles::REMOVE_ON_UPGRADE;

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
        let installed = self.installed.iter().map(line);
        let lines = installed.chain(self.removed.iter().map(removal));
        lines.flat_map(|line| [line, b"\n".to_vec()].concat()).collect()
    }
}

/// The line of a conffile that is installed, without its end.
pub(crate) fn line(path: &InstallPath) -> Vec<u8> {
    [b"/", path.as_bytes()].concat()
}

/// The line of a file that dpkg removes on upgrade, without its end.
pub(crate) fn removal(path: &InstallPath) -> Vec<u8> {
    [REMOVE_ON_UPGRADE, b" /", path.as_bytes()].concat()
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
