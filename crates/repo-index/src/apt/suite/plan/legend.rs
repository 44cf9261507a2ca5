//! The `Release` beside an index: what it is an index of.

use super::Writing;
use crate::apt::IndexId;
use crate::publish::PublishError;

impl Writing<'_> {
    pub(super) fn legend(&mut self, id: &IndexId) -> Result<(), PublishError> {
        let index = id.path();
        let folder = index.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut text = String::new();
        for (name, value) in [
            ("Archive", self.release.suite.as_deref()),
            ("Origin", self.release.origin.as_deref()),
            ("Label", self.release.label.as_deref()),
            ("Version", self.release.version.as_deref()),
            ("Acquire-By-Hash", Some("yes")),
            ("Component", Some(id.component.as_str())),
            ("Architecture", Some(id.kind.architecture().unwrap_or("source"))),
        ] {
            text.extend(value.map(|value| format!("{name}: {value}\n")));
        }
        self.write(&format!("{folder}/Release"), text.into_bytes())
    }
}
