//! One run of one command.

use std::error::Error;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4;

/// What one run took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    /// From start to end.
    pub(crate) wall: Duration,
    /// User and system time of all processes.
    pub(crate) cpu: Duration,
    /// The peak of resident memory, in bytes, of that process which needed most.
    pub(crate) memory: u64,
    /// The size of the output in bytes; 0 where none is known.
    pub(crate) size: u64,
}

/// Runs `command` in `folder`, where it makes the file `output`, which is removed before and after.
pub(crate) fn run(
    command: &[String],
    folder: &Path,
    output: &str,
) -> Result<Sample, Box<dyn Error>> {
    let output = folder.join(output);
    remove(&output)?;
    let sample = time(command, folder)?;
    let size = output.metadata()?.len();
    remove(&output)?;
    Ok(Sample { size, ..sample })
}

/// Runs `command` in `folder`, whatever it makes.
pub(crate) fn time(command: &[String], folder: &Path) -> Result<Sample, Box<dyn Error>> {
    let start = Instant::now();
    let mut child = Command::new(&command[0])
        .args(&command[1..])
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .map_err(|error| format!("{}: {error}", command[0]))?;
    let used = child.wait4()?;
    let wall = start.elapsed();
    if !used.status.success() {
        return Err(format!("{}: {}", used.status, command.join(" ")).into());
    }
    let cpu = used.rusage.utime + used.rusage.stime;
    Ok(Sample { wall, cpu, memory: used.rusage.maxrss, size: 0 })
}

fn remove(path: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
