//! How the files of packages are named in an archive.

use std::fmt;

use pkgterms::template::{Piece, pieces};
use repo_store::Sha256;

use super::{PoolError, file_name, folder, prefix, source_name};
use crate::apt::PackageKind;

/// How the files of packages are named: `pool-names`.
///
/// A file's name stands for one content in the whole archive. Under [`Canonical`](Self::Canonical) names,
/// as Debian has them, two suites can only have different contents of one package where its version says
/// so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PoolNames {
    /// `pool/COMPONENT/PREFIX/SOURCE/NAME_VERSION_ARCH.deb`, the version without its epoch.
    #[default]
    Canonical,
    /// The same folder, and the name that the file was given with.
    File,
    /// A path with references, see [`REFERENCES`].
    Template(PoolTemplate),
}

/// What a template may refer to. `sha256` takes a number of digits: `${sha256:8}`.
pub const REFERENCES: [&str; 10] = [
    "component",
    "prefix",
    "source",
    "name",
    "version",
    "epoch",
    "arch",
    "suite",
    "filename",
    "sha256",
];

/// A path below the archive's folder, with references: `pool/${suite}/${source}/${filename}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolTemplate(String);

/// What a file is named by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Named<'a> {
    /// The component that it goes to.
    pub(crate) component: &'a str,
    /// The suite that it is added to.
    pub(crate) suite: &'a str,
    /// The field `Source`, or the package.
    pub(crate) source: &'a str,
    /// The package.
    pub(crate) package: &'a str,
    /// Its version, with its epoch.
    pub(crate) version: &'a str,
    /// Its architecture.
    pub(crate) architecture: &'a str,
    /// What its name ends with, without a dot: `deb`, `udeb`, `ddeb`, and `dsc` for a source package.
    pub(crate) suffix: &'a str,
    /// The name that it was given with.
    pub(crate) file_name: &'a str,
    /// Its digest.
    pub(crate) sha256: Sha256,
}

impl<'a> Named<'a> {
    /// What a source package is named by, whose `.dsc` is called `file_name`.
    pub(crate) fn source(
        (component, suite): (&'a str, &'a str),
        (package, version): (&'a str, &'a str),
        (file_name, sha256): (&'a str, Sha256),
    ) -> Self {
        Self {
            component,
            suite,
            source: package,
            package,
            version,
            architecture: "source",
            suffix: PackageKind::Source.suffix(),
            file_name,
            sha256,
        }
    }
}

impl PoolNames {
    /// Reads the value of `pool-names`: `canonical`, `file` or a template.
    ///
    /// # Errors
    /// A template that names no path, or refers to what there is not.
    pub fn parse(text: &str) -> Result<Self, PoolTemplateError> {
        match text {
            "canonical" => Ok(Self::Canonical),
            "file" => Ok(Self::File),
            text => PoolTemplate::parse(text).map(Self::Template),
        }
    }

    /// The path of a file below the archive's folder.
    ///
    /// # Errors
    /// See [`PoolError`].
    pub(crate) fn path(&self, named: &Named<'_>) -> Result<String, PoolError> {
        let folder = folder(named.component, named.source)?;
        match self {
            Self::Canonical => {
                let Named { package, version, architecture, suffix, .. } = *named;
                Ok(format!("{folder}/{}", file_name(package, version, architecture, suffix)?))
            }
            Self::File => {
                check_name(named.file_name, named.suffix)?;
                Ok(format!("{folder}/{}", named.file_name))
            }
            Self::Template(template) => {
                let path = template.expand(named);
                check_name(path.rsplit('/').next().unwrap_or(&path), named.suffix)?;
                Ok(path)
            }
        }
    }

    /// The folder of the files of a source package, which keep their names: the `.dsc` says them.
    ///
    /// # Errors
    /// See [`PoolError`].
    pub(crate) fn source_folder(&self, named: &Named<'_>) -> Result<String, PoolError> {
        let canonical = folder(named.component, named.source)?;
        match self {
            Self::Canonical | Self::File => Ok(canonical),
            Self::Template(template) => {
                let path = template.expand(named);
                Ok(path.rsplit_once('/').map_or(canonical, |(folder, _)| folder.to_owned()))
            }
        }
    }
}

impl fmt::Display for PoolNames {
    /// As [`parse`](Self::parse) reads it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Canonical => "canonical",
            Self::File => "file",
            Self::Template(PoolTemplate(text)) => text,
        })
    }
}

impl PoolTemplate {
    fn parse(text: &str) -> Result<Self, PoolTemplateError> {
        let error = |problem: String| PoolTemplateError { problem };
        for piece in pieces(text) {
            match piece {
                Piece::Literal(_) => {}
                Piece::Unclosed(_) => return Err(error("has a ${ without a }".to_owned())),
                Piece::Reference(name, _) => {
                    digits(name).ok_or_else(|| error(format!("refers to ${{{name}}}")))?;
                }
            }
        }
        // Whatever else a path may not have shows in one that is made.
        let named = Named {
            component: "c",
            suite: "s",
            source: "so",
            package: "pa",
            version: "1:1",
            architecture: "a",
            suffix: "deb",
            file_name: "f.deb",
            sha256: Sha256::of(b""),
        };
        let path = Self(text.to_owned()).expand(&named);
        let parts: Vec<&str> = path.split('/').collect();
        let is_part = |part: &&str| !matches!(*part, "" | "." | "..") && part.chars().all(is_plain);
        if parts.len() < 2 || parts[0] != "pool" || !parts.iter().all(is_part) {
            return Err(error("is not a path below pool/".to_owned()));
        }
        if !path.ends_with(".deb") {
            return Err(error("ends neither with .deb nor with ${filename}".to_owned()));
        }
        Ok(Self(text.to_owned()))
    }

    fn expand(&self, named: &Named<'_>) -> String {
        let sha256 = named.sha256.to_string();
        let (epoch, version) = named.version.split_once(':').unwrap_or(("", named.version));
        let source = source_name(named.source);
        let mut path = String::new();
        for piece in pieces(&self.0) {
            let (name, count) = match piece {
                Piece::Literal(text) => {
                    path.push_str(text);
                    continue;
                }
                Piece::Reference(name, _) => digits(name).unwrap_or_default(),
                Piece::Unclosed(_) => continue,
            };
            path.push_str(match name {
                "component" => named.component,
                "prefix" => prefix(source),
                "source" => source,
                "name" => named.package,
                "version" => version,
                "epoch" => epoch,
                "arch" => named.architecture,
                "suite" => named.suite,
                "filename" => named.file_name,
                _ => sha256.get(..count).unwrap_or(&sha256),
            });
        }
        // A package of the installer, or one of debug symbols, says what it is.
        match path.strip_suffix(".deb") {
            Some(stem) if named.suffix != "deb" => format!("{stem}.{}", named.suffix),
            _ => path,
        }
    }
}

/// A reference as a name and how many digits of it are meant; `None` for one that there is not.
fn digits(reference: &str) -> Option<(&str, usize)> {
    match reference.split_once(':') {
        Some(("sha256", count)) => {
            let count = count.parse().ok().filter(|count| (1..=64).contains(count))?;
            Some(("sha256", count))
        }
        Some(_) => None,
        None => REFERENCES.contains(&reference).then_some((reference, 64)),
    }
}

fn check_name(name: &str, suffix: &str) -> Result<(), PoolError> {
    let stem = name.strip_suffix(suffix).and_then(|stem| stem.strip_suffix('.'));
    if name.len() > 255 {
        Err(PoolError::TooLong(name.len()))
    } else if stem.is_none_or(|stem| stem.is_empty() || stem.starts_with('.'))
        || !name.chars().all(is_plain)
    {
        Err(PoolError::FileName { name: name.to_owned(), suffix: suffix.to_owned() })
    } else {
        Ok(())
    }
}

/// Whether an address and every file system take a character as it is.
fn is_plain(character: char) -> bool {
    character.is_ascii_alphanumeric() || "+-._~:=@".contains(character)
}

/// Not a value of `pool-names`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct PoolTemplateError {
    /// What is wrong.
    pub problem: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named<'a>(version: &'a str, file_name: &'a str) -> Named<'a> {
        Named {
            component: "main",
            suite: "bookworm",
            source: "libfoo (1.0)",
            package: "libfoo1",
            version,
            architecture: "amd64",
            suffix: "deb",
            file_name,
            sha256: Sha256::of(b""),
        }
    }

    #[test]
    fn names_are_made_as_they_are_described() {
        for (names, expected) in [
            ("canonical", "pool/main/libf/libfoo/libfoo1_1.0_amd64.deb"),
            ("file", "pool/main/libf/libfoo/given~bookworm.deb"),
            ("pool/${suite}/${filename}", "pool/bookworm/given~bookworm.deb"),
            (
                "pool/${component}/${prefix}/${source}/${name}_${epoch}-${version}_${arch}.deb",
                "pool/main/libf/libfoo/libfoo1_2-1.0_amd64.deb",
            ),
            ("pool/${sha256:8}/${name}.deb", "pool/e3b0c442/libfoo1.deb"),
        ] {
            let parsed = PoolNames::parse(names).unwrap();
            assert_eq!(parsed.to_string(), names);
            assert_eq!(parsed.path(&named("2:1.0", "given~bookworm.deb")).as_deref(), Ok(expected));
        }
        let installer = Named { suffix: "udeb", ..named("1", "x.udeb") };
        let path = PoolNames::parse("pool/${name}.deb").unwrap().path(&installer);
        assert_eq!(path.as_deref(), Ok("pool/libfoo1.udeb"));
    }

    #[test]
    fn templates_that_name_no_file_of_a_pool_are_refused() {
        for bad in [
            "",
            "other",
            "pool",
            "pool/",
            "/pool/${filename}",
            "pool/../${filename}",
            "dists/${filename}",
            "pool/${suit}/${filename}",
            "pool/${filename",
            "pool/${name}",
            "pool/$${name}.deb",
            "pool/${sha256:0}.deb",
            "pool/${sha256:65}.deb",
            "pool/${name:3}.deb",
            "pool/a b/${filename}",
            "pool//${filename}",
        ] {
            assert!(PoolNames::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn given_names_that_no_address_takes_are_refused() {
        let long = format!("{}.deb", "x".repeat(255));
        for bad in
            ["", ".deb", "..deb", "a b.deb", "a%3ab.deb", "a.udeb", "ä.deb", "a/b.deb", &long]
        {
            assert!(PoolNames::File.path(&named("1", bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn sources_go_to_the_folder_of_a_template() {
        let named = Named { suffix: "dsc", ..named("1", "libfoo_1.dsc") };
        for (names, folder) in [
            ("canonical", "pool/main/libf/libfoo"),
            ("file", "pool/main/libf/libfoo"),
            ("pool/${suite}/${source}/${filename}", "pool/bookworm/libfoo"),
        ] {
            let names = PoolNames::parse(names).unwrap();
            assert_eq!(names.source_folder(&named).as_deref(), Ok(folder));
        }
    }
}
