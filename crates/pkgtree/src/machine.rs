//! Machine code, told by the first bytes of a file: of another architecture than the package's, or of
//! those that a tree holds.

use diagnostic::{Diagnostic, Subject};
use pkgterms::Architecture;

use crate::{Content, Entry, InstallPath, Kind, Tree, codes};

/// How many bytes of a file [`Architecture::suits`] looks at.
const HEAD: usize = 20;

/// Keeps the first bytes of one file as they pass by.
#[derive(Debug, Default)]
pub struct MachineProbe {
    head: [u8; HEAD],
    filled: usize,
}

impl MachineProbe {
    /// Begins the next file.
    pub fn begin(&mut self) {
        self.filled = 0;
    }

    /// Takes the next bytes of the file.
    pub fn data(&mut self, bytes: &[u8]) {
        let length = bytes.len().min(HEAD - self.filled);
        self.head[self.filled..self.filled + length].copy_from_slice(&bytes[..length]);
        self.filled += length;
    }

    /// A warning when `entry`, whose bytes passed by, is machine code that `architecture` does not
    /// run.
    pub fn end(&self, entry: &Entry, architecture: Architecture) -> Option<Diagnostic> {
        if architecture.suits(&self.head[..self.filled]) {
            return None;
        }
        let subject = Subject::from(&entry.path);
        let diagnostic = if architecture == Architecture::NONE {
            Diagnostic::new(
                codes::MACHINE,
                subject,
                "is machine code (ELF) in a package for all architectures",
            )
            .hint("set the architecture for which it was compiled")
        } else {
            Diagnostic::new(
                codes::MACHINE,
                subject,
                format!("is machine code (ELF) that does not run on {}", architecture.debian()),
            )
            .hint("compile it for the architecture of the package, or change that architecture")
        };
        Some(diagnostic)
    }
}

/// The architectures that the files of a tree are compiled for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Machines(Vec<(Architecture, InstallPath)>);

impl Machines {
    /// Reads the first bytes of the files of `tree`. What cannot be read says nothing.
    #[must_use]
    pub fn of(tree: &Tree) -> Self {
        let mut found = Vec::<(Architecture, InstallPath)>::new();
        for entry in tree.entries() {
            let Kind::File(content) = &entry.kind else { continue };
            let Some(Some(architecture)) = head(content).and_then(|it| Architecture::of_elf(&it))
            else {
                continue;
            };
            if !found.iter().any(|(known, _)| *known == architecture) {
                found.push((architecture, entry.path.clone()));
            }
        }
        Self(found)
    }

    /// Each architecture, with the first file that is for it.
    #[must_use]
    pub fn as_slice(&self) -> &[(Architecture, InstallPath)] {
        &self.0
    }

    /// The architecture of a package of the tree: that of all compiled files, none when there are no
    /// such files; `None` when they differ.
    #[must_use]
    pub fn only(&self) -> Option<Architecture> {
        match self.0[..] {
            [] => Some(Architecture::NONE),
            [(only, _)] => Some(only),
            _ => None,
        }
    }
}

/// The first bytes of a file.
fn head(content: &Content) -> Option<Vec<u8>> {
    let mut reader = content.open().ok()?;
    let (mut head, mut length) = ([0; Architecture::HEAD], 0);
    while length < head.len() {
        match reader.read(&mut head[length..]).ok()? {
            0 => break,
            count => length += count,
        }
    }
    Some(head[..length].to_vec())
}
