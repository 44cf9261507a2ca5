//! Machine code of another architecture, told by the first bytes of a file.

use crate::{Architecture, Diagnostic, Entry, Subject, codes};

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
            .hint("give the package the architecture that it was compiled for")
        } else {
            Diagnostic::new(
                codes::MACHINE,
                subject,
                format!("is machine code (ELF) that {} does not run", architecture.debian()),
            )
            .hint("compile it for the package's architecture, or give the package the other one")
        };
        Some(diagnostic)
    }
}
