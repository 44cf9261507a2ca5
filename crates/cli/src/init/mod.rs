//! `mkdeb init` and `mkrpm init`: write a manifest from the files of a project.

mod git;
mod license;
mod project;
mod text;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use diagnostic::{Diagnostic, Printable};
use pkgio::{AtomicFile, Existing};
use pkgtree::{Machines, Tree, TreeRules};
use serde_json::{Map, json};

use crate::report::{Failure, Outcome};
use crate::{interrupt, output};
use project::Project;

/// The usual file name of the manifest.
const MANIFEST: &str = "package.toml";

/// Write a package.toml from the files of the current directory
///
/// The name, version and maintainer come from git, the licence from the licence file, the
/// architecture from the compiled files of TREE, and the summary from a README. Values that are not
/// found are listed, and are comments in the file. DEBFULLNAME and DEBEMAIL set the maintainer.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct InitArgs {
    /// The staged tree, whose compiled files determine the architecture
    tree: Option<PathBuf>,

    /// The file to write
    #[arg(short, long, value_name = "FILE", default_value = MANIFEST)]
    output: PathBuf,

    /// Replace an existing file
    #[arg(short, long)]
    force: bool,
}

/// A required key that the user must fill in, and the reason.
type Gap = (&'static str, &'static str);

impl InitArgs {
    /// Writes the manifest. `tool` is the command that will build the package.
    pub(crate) fn run(&self, tool: &'static str) -> Result<Outcome, Failure> {
        let machines = match &self.tree {
            Some(tree) => {
                // Everything else about the tree is for the build to say.
                let rules = TreeRules {
                    allow_empty: true,
                    allow_special: true,
                    allow_non_utf8: true,
                    drop_xattrs: true,
                    ..TreeRules::default()
                };
                Some(Machines::of(&Tree::scan(tree, &rules)?))
            }
            None => None,
        };
        let project = Project::find(machines.as_ref());
        let tree = self.tree.as_deref().unwrap_or(Path::new("stage"));
        let path = output::path(&self.output, MANIFEST)?;
        write(&path, text::manifest(&project, tree).as_bytes(), self.force)?;

        let gaps = project.gaps(tool);
        let mut summary = vec![format!("{}: written", path.display())];
        summary.extend(gaps.iter().map(|(key, why)| format!("fill in {key}: {why}")));
        summary.push(format!("then build with `{tool} {} -m {}`", tree.display(), path.display()));
        let shown = path.as_os_str().as_encoded_bytes();
        let missing: Vec<_> = gaps.iter().map(|(key, _)| *key).collect();
        Ok(Outcome {
            result: [shown, b"\n"].concat(),
            document: Map::from_iter([
                ("path".to_owned(), json!(Printable(shown).to_string())),
                ("missing".to_owned(), json!(missing)),
            ]),
            summary,
            ..Outcome::default()
        })
    }
}

/// Writes the manifest, whole or not at all.
fn write(path: &Path, bytes: &[u8], force: bool) -> Result<(), Diagnostic> {
    let failed = |error: io::Error| diagnostic::unwritten(path, &error);
    let existing = if force { Existing::Replace } else { Existing::Keep };
    let (mut file, _guard) =
        interrupt::guarded(|| AtomicFile::create(path, existing), AtomicFile::temporary)
            .map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.commit().map_err(failed)
}
