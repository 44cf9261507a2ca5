//! `mkrpm inspect FILE`: what is in a package.

use std::path::Path;

use diagnostic::Diagnostics;
use pkgio::Algorithms;
use rpmpkg::read::{self, Tolerated};

use super::listing::{Inspected, Listed};
use crate::args::CommonArgs;
use crate::report::{Failure, Outcome};
use crate::{input, limits};

/// Shows what is in the package at `path`.
pub(super) fn inspect(path: &Path, common: &CommonArgs) -> Result<Outcome, Failure> {
    let inspected: Inspected = input::inspect(path, |input| {
        read::contents(input, Algorithms::default(), &limits::rpm(common))
            .map_err(|error| error.to_diagnostic(path))
    })?;
    let mut warnings = Diagnostics::new();
    warnings.extend(Tolerated::warning(&inspected.contents.metadata.tolerated, path));
    let listed = Listed::new(path, inspected).map_err(|error| error.to_diagnostic(path))?;
    Ok(Outcome { listing: Some(Box::new(listed)), warnings, ..Outcome::default() })
}
