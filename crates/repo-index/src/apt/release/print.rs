//! Printing a `Release`.

use std::fmt::{Display, Write};

use debpkg::deb822::Paragraph;

use super::{Release, ReleaseError, ReleaseFile, date, field};

impl Release {
    /// The text of the file, as it is signed: no blank ends a line.
    ///
    /// # Errors
    /// [`ReleaseError::Field`] for a value that would not read back as it is: control characters,
    /// lines that end it.
    pub fn print(&self) -> Result<String, ReleaseError> {
        let mut out = Printer(Paragraph::new());
        out.text(field::ORIGIN, self.origin.as_ref())?;
        out.text(field::LABEL, self.label.as_ref())?;
        out.text(field::SUITE, self.suite.as_ref())?;
        out.text(field::VERSION, self.version.as_ref())?;
        out.text(field::CODENAME, self.codename.as_ref())?;
        out.text(field::DATE, Some(date::print(self.date)))?;
        out.text(field::VALID_UNTIL, self.valid_until.map(date::print))?;
        for (name, answer) in [
            (field::NOT_AUTOMATIC, self.not_automatic),
            (field::BUT_AUTOMATIC_UPGRADES, self.but_automatic_upgrades),
            (field::ACQUIRE_BY_HASH, self.acquire_by_hash),
        ] {
            out.text(name, answer.then_some("yes"))?;
        }
        out.text(field::SIGNED_BY, self.signed_by.as_ref())?;
        out.text(field::SNAPSHOTS, self.snapshots.as_ref())?;
        for (name, value) in &self.others {
            out.text(name, Some(value))?;
        }
        // A flat repository has no components.
        for (name, words) in
            [(field::ARCHITECTURES, &self.architectures), (field::COMPONENTS, &self.components)]
        {
            out.text(name, (!words.is_empty()).then(|| words.join(" ")))?;
        }
        out.text(field::DESCRIPTION, self.description.as_ref())?;
        out.text(field::SERIAL, self.serial)?;
        out.text(field::PARENT, self.parent)?;
        out.text(field::TARGET, self.target.as_ref())?;
        out.text(field::DROPPED, self.dropped.then_some("yes"))?;
        let yanked = self.yanked.iter().map(|one| format!("\n {one}")).collect::<String>();
        out.text(field::YANKED, (!yanked.is_empty()).then_some(yanked))?;
        if self.files.values().any(|file| file.md5.is_some()) {
            let md5 = |file: &ReleaseFile| file.md5.map(|md5| pkgio::Hex(&md5).to_string());
            out.text(field::MD5, Some(self.list(md5)))?;
        }
        out.text(field::SHA256, Some(self.list(|file| Some(file.sha256.to_string()))))?;
        Ok(out.0.to_string())
    }

    fn list(&self, digest: impl Fn(&ReleaseFile) -> Option<String>) -> String {
        let width = self.files.values().map(|file| file.size).max().unwrap_or(0).to_string().len();
        let mut list = String::new();
        for (path, file) in &self.files {
            if let Some(digest) = digest(file) {
                // Writing to a string does not fail.
                let _ = write!(list, "\n {digest} {:width$} {path}", file.size);
            }
        }
        list
    }
}

struct Printer(Paragraph<'static>);

impl Printer {
    fn text(&mut self, name: &str, value: Option<impl Display>) -> Result<(), ReleaseError> {
        let Some(value) = value else { return Ok(()) };
        let value = value.to_string();
        // Clients take blanks at line ends away before they check the signature.
        let lines: Vec<_> =
            value.trim_start_matches([' ', '\t']).split('\n').map(str::trim_end).collect();
        let value = lines.join("\n");
        self.0
            .push(name, &value)
            .map_err(|error| ReleaseError::field(name, format!("cannot be printed: {error}")))
    }
}
