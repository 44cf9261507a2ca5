//! Making anew what is derived from what is published.

use pkgtree::Diagnostics;
use repo_index::publish::publish;
use repo_index::verify::Place;

use super::operand::Operand;
use crate::mkrepo::repository::Settings;
use crate::report::Failure;

/// Makes the mirrors of each suite those of its commit, as every publication does; what cannot be
/// repaired is among the faults. Says what was done.
pub(super) fn repair(
    operand: &Operand,
    settings: &Settings,
    warnings: &mut Diagnostics,
    faults: &mut Diagnostics,
) -> Result<Vec<String>, Failure> {
    let Some(repository) = &operand.repository else { return Ok(Vec::new()) };
    // That there are no keys is told already.
    let keys = repository.keys(&mut Diagnostics::new())?;
    if operand.places.is_empty() {
        return Ok(Vec::new());
    }
    let store = repository.store()?;
    let mut summary = Vec::new();
    for place in &operand.places {
        let Place::Suite { archive: folder, name } = place else { continue };
        let archive = repository.config.apt.iter().find(|archive| archive.folder == *folder);
        let (Some(archive), Ok(name)) = (archive, name.parse()) else { continue };
        let suite = settings.suite(archive, &name, &keys)?;
        match publish(&store, &suite, |_| Ok(None), &settings.publish_options()) {
            Ok(published) => {
                warnings.append(published.warnings);
                summary.push(format!("{place}: what is derived from InRelease is up to date"));
            }
            Err(error) => faults.append(error.diagnostics()),
        }
    }
    Ok(summary)
}
