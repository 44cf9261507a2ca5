//! Opening the files that somebody names.

use std::fs::{self, File, FileType, OpenOptions};
use std::io;
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::OFlags;

/// Opens the regular file at `path`.
///
/// Anything else is an error at once: a FIFO would wait for a writer, a device may have no end, and opening
/// one may change its state (open(2)).
///
/// # Errors
/// Those of opening it; `IsADirectory`; `InvalidInput`, whose text says what it is instead of a regular file.
pub fn open_regular(path: &Path) -> io::Result<File> {
    expect_regular(fs::metadata(path)?.file_type())?;
    // It may be a FIFO by now.
    let flags = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default();
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path)?;
    expect_regular(file.metadata()?.file_type())?;
    Ok(file)
}

/// Opens the regular file at `path`, or what a shell hands on as `/dev/fd/63`, which may be a pipe.
///
/// # Errors
/// As [`open_regular`].
pub fn open_operand(path: &Path) -> io::Result<File> {
    let is_handed_on =
        ["/dev/fd", "/dev/stdin", "/proc/self/fd"].iter().any(|at| path.starts_with(at));
    if is_handed_on { File::open(path) } else { open_regular(path) }
}

fn expect_regular(kind: FileType) -> io::Result<()> {
    if kind.is_file() {
        return Ok(());
    }
    if kind.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let what = if kind.is_fifo() {
        "is a FIFO"
    } else if kind.is_socket() {
        "is a socket"
    } else {
        "is a device"
    };
    Err(io::Error::new(io::ErrorKind::InvalidInput, format!("{what}, not a regular file")))
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn only_regular_files_are_opened() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("file"), "text").unwrap();
        std::os::unix::fs::symlink("file", at("link")).unwrap();
        std::os::unix::fs::symlink("fifo", at("link-to-fifo")).unwrap();
        let fifo = rustix::fs::Mode::from_raw_mode(0o600);
        rustix::fs::mknodat(rustix::fs::CWD, at("fifo"), rustix::fs::FileType::Fifo, fifo, 0)
            .unwrap();
        let _socket = UnixListener::bind(at("socket")).unwrap();
        for name in ["file", "link"] {
            let mut text = String::new();
            open_regular(&at(name)).unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(text, "text", "{name}");
        }
        for (path, says) in [
            (at("fifo"), "is a FIFO, not a regular file"),
            (at("link-to-fifo"), "is a FIFO, not a regular file"),
            (at("socket"), "is a socket, not a regular file"),
            ("/dev/zero".into(), "is a device, not a regular file"),
            (at(""), "is a directory"),
            (at("absent"), "No such file or directory (os error 2)"),
        ] {
            assert_eq!(open_regular(&path).unwrap_err().to_string(), says, "{path:?}");
        }
    }

    #[test]
    fn what_a_shell_hands_on_is_opened() {
        let mut file = tempfile::tempfile().unwrap();
        io::Write::write_all(&mut file, b"text").unwrap();
        let path = format!("/proc/self/fd/{}", std::os::fd::AsRawFd::as_raw_fd(&file));
        let mut text = String::new();
        io::Seek::rewind(&mut file).unwrap();
        open_operand(Path::new(&path)).unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "text");
    }
}
