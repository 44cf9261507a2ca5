//! Two users of one group publish to one repository.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::Path;

use conformance::program::mkrepo;
use conformance::repository::Small;
use conformance::tool::{self, Outcome, require_root};

const GROUP: u32 = 4242;

/// Runs `mkrepo` as a user of the group, whose own group is another and whose umask is strict.
fn run(user: u32, folder: &Path, arguments: &[&str]) -> Outcome {
    let program = mkrepo();
    let mut command = real_tools::command("setpriv");
    command.current_dir(folder);
    command.args([format!("--reuid={user}"), format!("--regid={user}")]);
    command.arg(format!("--groups={GROUP}")).arg("--").arg(program.get_program());
    tool::outcome(command.args(arguments))
}

#[test]
fn a_second_user_of_the_group_publishes_too() {
    require_root();
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::set_permissions(folder, Permissions::from_mode(0o755)).unwrap();
    let text = "root = \"public\"\nshared = \"group\"\n[apt.deb]\narchitectures = [\"amd64\"]\n[rpm.el9]\n";
    fs::write(folder.join("mkrepo.toml"), text).unwrap();
    let public = folder.join("public");
    fs::create_dir(&public).unwrap();
    chown(&public, Some(4001), Some(GROUP)).unwrap();
    for (number, user) in [4001, 4002, 4001, 4002].into_iter().enumerate() {
        let name = format!("tool{number}");
        let small = Small::new(&name, "1.0", "amd64");
        let (deb, rpm) = (small.write(folder), small.write_rpm(folder, None, |_| {}));
        let files = [deb.to_str().unwrap(), rpm.to_str().unwrap()];
        let to = ["--to", "apt:deb/stable", "--to", "rpm:el9"];
        let _ = run(user, folder, &[&["add"][..], &files, &to].concat()).succeeded();
        let _ = run(user, folder, &["refresh"]).succeeded();
        let _ = run(user, folder, &["verify"]).succeeded();
    }
    let _ = run(4002, folder, &["prune"]).succeeded();
    // Nobody else may, nor may hold the lock.
    let other = real_tools::command("setpriv")
        .args(["--reuid=4003", "--regid=4003", "--clear-groups", "--", "flock", "-n", "-s"])
        .arg(public.join(".mkrepo/lock"))
        .arg("true")
        .status()
        .unwrap();
    assert!(!other.success());
    let mode = fs::metadata(public.join("deb/dists/stable")).unwrap().permissions().mode();
    assert_eq!(mode & 0o7777, 0o2775);
}
