//! Runs that are ended from outside leave nothing after.

use std::fs::{self, File};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::support::{Tool, Workshop, of_both, set};

of_both!(signals_leave_nothing_within_two_seconds, shells_report_130_and_143);

/// A build that is busy for much longer than the test.
fn long_build(workshop: &Workshop) -> Child {
    let length = 64 << 30;
    File::create(workshop.path("stage/usr/bin/large")).unwrap().set_len(length).unwrap();
    let mut arguments = workshop.tool.sufficient();
    arguments.extend(["--force", "--compression=xz:9"]);
    workshop.command(&arguments).stderr(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap()
}

/// Waits until the package's temporary is there.
fn wait_for_temporary(workshop: &Workshop) {
    let started = Instant::now();
    while !workshop.names().iter().any(|name| name.ends_with(".tmp")) {
        assert!(started.elapsed() < Duration::from_secs(30), "no temporary");
        sleep(Duration::from_millis(5));
    }
}

fn signals_leave_nothing_within_two_seconds(tool: Tool) {
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let workshop = Workshop::of(tool);
        workshop.file(tool.package(), b"precious", 0o644);
        let mut child = long_build(&workshop);
        wait_for_temporary(&workshop);
        sleep(Duration::from_millis(200));
        let started = Instant::now();
        kill_process(Pid::from_child(&child), signal).unwrap();
        let status = child.wait().unwrap();
        assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
        // Shells report it as 128 and the signal's number: 130, 143, 129.
        assert_eq!(status.signal(), Some(signal.as_raw()));
        assert_eq!(workshop.names(), set(&["stage", tool.package()]));
        let package = fs::read(workshop.path(tool.package())).unwrap();
        assert_eq!(package, b"precious");
    }
}

fn shells_report_130_and_143(tool: Tool) {
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let workshop = Workshop::of(tool);
        let mut child = long_build(&workshop);
        wait_for_temporary(&workshop);
        let script = format!("kill -{signal} {}", child.id());
        let killed = real_tools::shell(&script).status().unwrap();
        assert!(killed.success());
        let status = child.wait().unwrap();
        assert_eq!(status.code().or_else(|| status.signal().map(|s| 128 + s)), Some(code));
        assert_eq!(workshop.names(), set(&["stage"]));
    }
}
