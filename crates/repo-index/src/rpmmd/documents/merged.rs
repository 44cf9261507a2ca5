//! Several documents of one kind, as one.

use std::path::PathBuf;

use diagnostic::Diagnostics;

use super::{Document, DocumentKind, file};

/// One document of each kind that is among `documents`, which come with their files: the parts of all,
/// in their order.
///
/// # Errors
/// Every part, such as a group, that two of them have with different content.
pub fn merge_documents(documents: Vec<(PathBuf, Document)>) -> Result<Vec<Document>, Diagnostics> {
    let mut defects = Diagnostics::new();
    let mut merged = Vec::new();
    for kind in DocumentKind::ALL {
        let of_kind: Vec<_> = documents.iter().filter(|(_, one)| one.kind() == kind).collect();
        let mut all: Option<Document> = None;
        for (at, (path, document)) in of_kind.iter().enumerate() {
            for (other_path, other) in &of_kind[..at] {
                let clashes = document.clashes(other).unwrap_or_default();
                for part in clashes {
                    let problem = format!("{part} is another than in {}", other_path.display());
                    let hint = "keep one of them, or make them identical";
                    defects.push(file::defect(path, problem).hint(hint));
                }
            }
            all = Some(match &all {
                None => document.clone(),
                Some(before) => match document.added_to(before.text()) {
                    Ok(both) => both,
                    Err(error) => {
                        defects.push(file::defect(path, error.to_string()));
                        continue;
                    }
                },
            });
        }
        merged.extend(all);
    }
    defects.into_result(merged)
}
