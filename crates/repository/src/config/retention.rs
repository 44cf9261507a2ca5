//! `keep-versions` and `per`.

use std::num::NonZeroUsize;

use pkgtree::description::Table;
use repo_index::candidate::Grouping;
use repo_index::codes;
use repo_index::retention::Retention;

/// How many versions of a package are kept, and of each of which groups.
pub(super) fn read(table: &mut Table<'_>) -> Option<Retention> {
    const KEY: &str = "keep-versions";
    const PER: &str = "per";
    let versions = table.integer(KEY).map(|number| {
        let found = usize::try_from(number.value).ok().and_then(NonZeroUsize::new);
        if found.is_none() {
            let problem = format!("{} is not a number of versions", number.value);
            let hint = "write 1 or more, or leave it out to keep all";
            table.report(codes::VALUE, KEY, &number.source, problem, hint);
        }
        found
    });
    let given = table.line(PER);
    let per = given.as_ref().and_then(|text| match Grouping::parse(text.value.trim()) {
        Ok(per) => Some(per),
        Err(errors) => {
            for error in errors {
                let code = if error.is_reference { codes::REFERENCE } else { codes::VALUE };
                table.report(code, PER, &text.source, error.problem, error.hint);
            }
            None
        }
    });
    match (versions, given) {
        (Some(versions), _) => Some(Retention { versions: versions?, per }),
        (None, Some(text)) => {
            let problem = "means nothing without keep-versions";
            let hint = "add a line such as keep-versions = 3, or leave it out";
            table.report(codes::VALUE, PER, &text.source, problem, hint);
            None
        }
        (None, None) => None,
    }
}
