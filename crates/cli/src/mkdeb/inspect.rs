//! `mkdeb inspect FILE`: what is in a package.

use std::path::Path;

use debpkg::read;
use diagnostic::Diagnostics;
use pkgio::Algorithms;

use super::listing::{Inspected, Listed};
use crate::args::CommonArgs;
use crate::report::{Failure, Outcome};
use crate::{input, limits};

/// Shows what is in the package at `path`.
pub(super) fn inspect(path: &Path, common: &CommonArgs) -> Result<Outcome, Failure> {
    let sha256 = Algorithms { sha256: true, ..Algorithms::default() };
    let inspected: Inspected = input::inspect(path, |input| {
        read::contents(input, sha256, &limits::deb(common))
            .map_err(|error| error.to_diagnostic(path))
    })?;
    let mut warnings = Diagnostics::new();
    let tolerated = &inspected.contents.metadata.tolerated;
    tolerated.iter().for_each(|found| warnings.push(found.to_diagnostic(path)));
    Ok(Outcome {
        warnings,
        listing: Some(Box::new(Listed { path: path.to_owned(), package: inspected })),
        ..Outcome::default()
    })
}
