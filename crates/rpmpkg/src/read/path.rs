//! Paths as the header stores them.

use super::ReadError;
use super::tags::{Numbers, Texts};
use crate::header::{Header, tag};

/// The longest path that Linux takes (`PATH_MAX`, without the NUL).
const MOST_PATH: usize = 4095;

/// The paths of a package: whole in `OLDFILENAMES`, or a base name and the index of a directory.
pub(super) struct Paths<'h> {
    whole: Texts<'h>,
    folders: Texts<'h>,
    indexes: Numbers<'h>,
    names: Texts<'h>,
}

impl<'h> Paths<'h> {
    pub(super) fn read(header: &'h Header) -> Result<Self, ReadError> {
        let whole = Texts::all(header, tag::OLDFILENAMES)?;
        let names = Texts::all(header, tag::BASENAMES)?;
        if whole.len() > 0 && names.len() > 0 {
            let problem = "and BASENAMES (1117) are both there";
            return Err(ReadError::tag(tag::OLDFILENAMES, problem));
        }
        let folders = Texts::all(header, tag::DIRNAMES)?;
        if let Some(folder) = folders.iter().find(|name| !name.is_empty() && !name.ends_with(b"/"))
        {
            let problem =
                format!("holds \"{}\", without a slash at its end", folder.escape_ascii());
            return Err(ReadError::tag(tag::DIRNAMES, problem));
        }
        let indexes = Numbers::required(header, tag::DIRINDEXES, names.len())?;
        Ok(Self { whole, folders, indexes, names })
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.whole.len() + self.names.len()
    }

    /// The bytes of all paths together.
    pub(super) fn length(&self) -> Result<u64, ReadError> {
        (0..self.len()).try_fold(0, |sum, row| {
            let (folder, name) = self.parts(row)?;
            Ok(sum + folder.len() as u64 + name.len() as u64)
        })
    }

    /// The path of a row.
    pub(super) fn at(&self, row: usize) -> Result<Vec<u8>, ReadError> {
        let (folder, name) = self.parts(row)?;
        // checked before it is put together: a directory is stored once, and may be named often
        if folder.len() + name.len() > MOST_PATH {
            return Err(refused(&name[..name.len().min(64)], "is longer than 4,095 bytes"));
        }
        Ok([folder, name].concat())
    }

    /// The directory with its slash, and the base name.
    fn parts(&self, row: usize) -> Result<(&'h [u8], &'h [u8]), ReadError> {
        if self.whole.len() > 0 {
            return Ok((&[], self.whole.at(row)));
        }
        let (index, count) = (self.indexes.get(row, 0_usize)?, self.folders.len());
        if index >= count {
            let problem = format!("refers to directory {index}, but there are {count}");
            return Err(ReadError::tag(tag::DIRINDEXES, problem));
        }
        let name = self.names.at(row);
        if name.contains(&b'/') {
            let problem = format!("holds \"{}\", which has a slash", name.escape_ascii());
            return Err(ReadError::tag(tag::BASENAMES, problem));
        }
        Ok((self.folders.at(index), name))
    }
}

/// Checks that a path means the same to everyone: absolute, or bare in a source package, without
/// empty components, `.` and `..`.
pub(super) fn check_path(path: &[u8], is_source: bool) -> Result<(), ReadError> {
    let problem = match (is_source, path.strip_prefix(b"/")) {
        (false, Some(b"")) => return Ok(()),
        (false, None) => "is not absolute",
        (true, _) if path.contains(&b'/') => "is in a source package and has a slash",
        (true, None) => return check_components(path, path),
        (_, Some(rest)) => return check_components(path, rest),
    };
    Err(refused(path, problem))
}

fn check_components(path: &[u8], rest: &[u8]) -> Result<(), ReadError> {
    for component in rest.split(|&byte| byte == b'/') {
        match component {
            b"" => return Err(refused(path, "has an empty component")),
            b"." => return Err(refused(path, "has a \".\" component")),
            b".." => return Err(refused(path, "has a \"..\" component")),
            _ => {}
        }
    }
    Ok(())
}

fn refused(path: &[u8], problem: &str) -> ReadError {
    ReadError::Tag(format!("the path \"{}\" {problem}", path.escape_ascii()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_absolute_paths_and_bare_names() {
        for path in ["/", "/usr", "/usr/bin/..x", "/etc/.x", "/a b/\u{e4}"] {
            assert!(check_path(path.as_bytes(), false).is_ok(), "{path}");
        }
        for path in ["x.spec", "..x"] {
            assert!(check_path(path.as_bytes(), true).is_ok(), "{path}");
        }
    }

    #[test]
    fn refuses_what_has_two_spellings_or_leaves_the_root() {
        for path in ["", "usr", "./usr", "//", "/usr/", "/usr//x", "/./x", "/usr/..", "/.."] {
            assert!(check_path(path.as_bytes(), false).is_err(), "{path}");
        }
        for path in ["", "/x.spec", "a/b", ".", ".."] {
            assert!(check_path(path.as_bytes(), true).is_err(), "{path}");
        }
    }
}
