//! `--document TYPE=FILE`: documents of RPM repositories that are given with their types.

use std::path::{Path, PathBuf};

use diagnostic::{Diagnostic, Diagnostics};
use repo_index::rpmmd::AnyDocument;

use crate::codes;
use diagnostic::flag_defect;

/// A document that is given, with its file.
#[derive(Clone, Debug)]
pub struct Typed {
    /// The type.
    pub kind: String,
    /// The file.
    pub file: PathBuf,
}

/// What `--document` gives: each type once.
///
/// # Errors
/// Values that are no `TYPE=FILE`, and types that are given twice.
pub fn typed(flag: &str, values: &[String]) -> Result<Vec<Typed>, Diagnostics> {
    let (mut errors, mut all) = (Diagnostics::new(), Vec::<Typed>::new());
    for value in values {
        let Some((kind, file)) = value.split_once('=').filter(|(_, file)| !file.is_empty()) else {
            let problem = format!("{value:?} is not a document with its type");
            let hint = "use TYPE=FILE, such as productid=productid.pem";
            errors.push(flag_defect(codes::OPERAND, flag, problem).hint(hint));
            continue;
        };
        if let Err(error) = check_type(flag, kind) {
            errors.push(error);
        } else if all.iter().any(|known| known.kind == kind) {
            let problem = format!("{kind:?} is given twice");
            let hint = "a repository has one document of each type";
            errors.push(flag_defect(repo_index::codes::DOCUMENT_TYPE, flag, problem).hint(hint));
        } else {
            all.push(Typed { kind: kind.to_owned(), file: Path::new(file).to_owned() });
        }
    }
    errors.into_result(all)
}

/// Checks the types of documents that are to be removed.
///
/// # Errors
/// Types that no document has.
pub fn check_types(flag: &str, kinds: &[String]) -> Result<(), Diagnostics> {
    let mut errors = Diagnostics::new();
    errors.extend(kinds.iter().filter_map(|kind| check_type(flag, kind).err()));
    errors.into_result(())
}

fn check_type(flag: &str, kind: &str) -> Result<(), Diagnostic> {
    AnyDocument::check_type(kind).map_err(|error| {
        flag_defect(repo_index::codes::DOCUMENT_TYPE, flag, error.to_string()).hint(error.hint)
    })
}

/// Reads the documents, and notes what is odd about them.
///
/// # Errors
/// Every file that cannot be read.
pub fn read(typed: &[Typed], notes: &mut Diagnostics) -> Result<Vec<AnyDocument>, Diagnostics> {
    let (mut errors, mut documents) = (Diagnostics::new(), Vec::new());
    for Typed { kind, file } in typed {
        match AnyDocument::read(kind, file) {
            Ok(document) => {
                if let AnyDocument::Known(known) = &document {
                    notes.extend(known.notes().iter().map(|note| odd(file, note)));
                }
                documents.push(document);
            }
            Err(error) => errors.push(error),
        }
    }
    errors.into_result(documents)
}

/// That clients take a document although it is odd.
pub(crate) fn odd(file: &Path, note: &repo_index::rpmmd::DocumentError) -> Diagnostic {
    let subject = diagnostic::Subject::File(file.to_owned());
    Diagnostic::new(repo_index::codes::DOCUMENT, subject, note.to_string())
        .hint("clients list both; give each update its own id")
}
