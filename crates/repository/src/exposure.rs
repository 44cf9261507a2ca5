//! Who else can read or change a file of secrets.

use std::fs::File;
use std::io;
use std::os::unix::fs::MetadataExt;

use rustix::fs::{StatVfsMountFlags, fstatvfs};
use rustix::process::geteuid;

/// That others can read a file of secrets, or change it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposure {
    /// What they can do.
    pub problem: String,
    /// Whether the file is not used unless that is accepted.
    pub is_refused: bool,
    /// Whether `chmod` can end it.
    pub is_ours: bool,
}

impl Exposure {
    /// How `file` is exposed, if it is. What a shell hands on, such as a pipe, is not.
    ///
    /// # Errors
    /// Those of stat(2).
    pub fn of(file: &File) -> io::Result<Option<Self>> {
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Ok(None);
        }
        let user = geteuid().as_raw();
        let may_chmod = user == 0 || user == metadata.uid();
        let is_read_only =
            || fstatvfs(file).is_ok_and(|found| found.f_flag.contains(StatVfsMountFlags::RDONLY));
        Ok(Self::judge(metadata.mode() & 0o7777, may_chmod && !is_read_only()))
    }

    /// A file that others can change may hold their key. One that every user can read is refused where
    /// its mode is ours to change, as OpenSSH does it; secrets of containers are read-only mounts, or
    /// belong to root, and commonly have mode 0444 or 0644. A group may be meant.
    fn judge(mode: u32, is_ours: bool) -> Option<Self> {
        let (can, is_refused) = if mode & 0o022 != 0 {
            ("changed by other users", true)
        } else if mode & 0o004 != 0 {
            ("read by every user", is_ours)
        } else if mode & 0o040 != 0 {
            ("read by its group", false)
        } else {
            return None;
        };
        Some(Self { problem: format!("can be {can} (mode {mode:04o})"), is_refused, is_ours })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_refused_warned_of_or_neither() {
        for (mode, ours, others) in [
            (0o400, None, None),
            (0o600, None, None),
            (0o700, None, None),
            (0o440, Some(false), Some(false)),
            (0o640, Some(false), Some(false)),
            (0o444, Some(true), Some(false)),
            (0o604, Some(true), Some(false)),
            (0o644, Some(true), Some(false)),
            (0o620, Some(true), Some(true)),
            (0o602, Some(true), Some(true)),
            (0o666, Some(true), Some(true)),
        ] {
            for (is_ours, refused) in [(true, ours), (false, others)] {
                let found = Exposure::judge(mode, is_ours).map(|found| found.is_refused);
                assert_eq!(found, refused, "{mode:04o}, ours: {is_ours}");
            }
        }
    }
}
