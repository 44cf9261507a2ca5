//! From control fields to the paragraph of `DEBIAN/control`.

use super::{Control, long_description};
use crate::deb822::{FieldError, Paragraph};

/// The fields that [`Control`] makes.
const MADE: &[&str] = &[
    "Package",
    "Source",
    "Version",
    "Architecture",
    crate::architecture::VARIANT,
    "Build-Essential",
    "Essential",
    "Protected",
    "Origin",
    "Bugs",
    "Maintainer",
    "Installed-Size",
    "Pre-Depends",
    "Depends",
    "Recommends",
    "Suggests",
    "Enhances",
    "Conflicts",
    "Breaks",
    "Replaces",
    "Provides",
    "Built-Using",
    "Static-Built-Using",
    "Section",
    "Priority",
    "Multi-Arch",
    "Homepage",
    "Description",
    "Tag",
];

impl Control {
    /// The paragraph in dpkg-gencontrol(1)'s field order, further fields last, with the given
    /// `Installed-Size` in KiB.
    ///
    /// # Errors
    /// A text that a field cannot hold; never for the fields of a [`Package`](crate::Package), which
    /// are checked.
    pub fn to_paragraph(&self, installed_size: u64) -> Result<Paragraph<'static>, FieldError> {
        let mut paragraph = Paragraph::new();
        for (name, value) in self.values(installed_size) {
            paragraph.push(name, &value)?;
        }
        for (name, value) in &self.further {
            paragraph.push(name, value)?;
        }
        Ok(paragraph)
    }

    /// All fields but the further ones that are set, in order.
    fn values(&self, installed_size: u64) -> impl Iterator<Item = (&'static str, String)> {
        let yes = |set: bool| set.then(|| "yes".to_owned());
        let list = |relationships: &crate::relationship::Relationships| {
            (!relationships.is_empty()).then(|| relationships.to_string())
        };
        let values = [
            Some(self.package.to_string()),
            self.source.clone(),
            Some(self.version.to_string()),
            Some(self.architecture.clone()),
            self.architecture_variant.clone(),
            yes(self.build_essential),
            yes(self.essential),
            yes(self.protected),
            self.origin.clone(),
            self.bugs.clone(),
            Some(self.maintainer.clone()),
            Some(installed_size.to_string()),
            list(&self.pre_depends),
            list(&self.depends),
            list(&self.recommends),
            list(&self.suggests),
            list(&self.enhances),
            list(&self.conflicts),
            list(&self.breaks),
            list(&self.replaces),
            list(&self.provides),
            list(&self.built_using),
            list(&self.static_built_using),
            Some(self.section.clone()),
            Some(self.priority.to_string()),
            self.multi_arch.map(|multi_arch| multi_arch.to_string()),
            self.homepage.clone(),
            Some(long_description::encode(&self.summary, &self.description)),
            self.tag.clone(),
        ];
        let values: [_; MADE_FIELDS] = values;
        MADE.iter().copied().zip(values).filter_map(|(name, value)| Some((name, value?)))
    }
}

const MADE_FIELDS: usize = MADE.len();
