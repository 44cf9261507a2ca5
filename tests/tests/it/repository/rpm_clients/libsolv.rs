//! libsolv, which all of these clients read and solve with.

use std::fs;

use conformance::chroot::Suite;
use conformance::repository::{Small, rpm_system};
use conformance::tool::Outcome;

use super::Served;

const SCRIPT: &str = "
cd /published/repodata
for list in primary filelists other; do
    case $(ls *-$list.xml.*) in
        *.gz) gzip -dc *-$list.xml.gz ;;
        *) zstd -qdc *-$list.xml.zst ;;
    esac > /$list.xml
done
rpmmd2solv < /primary.xml > /primary.solv
dumpsolv /primary.solv
repo2solv -X -o /repository.solv /published
dumpsolv /repository.solv
installcheck x86_64 /repository.solv
";

fn look(served: &Served, suite: Suite) -> Outcome {
    let system = rpm_system(suite);
    let copy = system.root().join("published");
    conformance::tool::copy_tree(&served.site.published(), &copy);
    assert!(fs::exists(copy.join("repodata")).unwrap());
    system.outcome("sh", &["-ec", SCRIPT])
}

#[test]
fn libsolv_agrees() {
    let served = Served::new();
    // Debian's libsolv takes no package for all architectures but its own kind of them.
    let library = Small::new("library", "1.0", "amd64");
    let depends = &["library >= 1.0"];
    let program = Small { name: "program", version: "1.0", architecture: "amd64", depends };
    served.add(&[library, program]);
    for suite in [Suite::Bookworm, Suite::Sid] {
        let said = look(&served, suite).succeeded().text();
        for line in [
            "solvable:name: library",
            "solvable:evr: 1.0-1",
            "solvable:arch: x86_64",
            "solvable:name: program",
            "library >= 1.0",
        ] {
            assert!(said.matches(line).count() >= 2, "{suite:?}: {line} in {said}");
        }
    }
    let served = Served::new();
    served.add(&[Small { name: "lonely", depends: &["nothing-provides-it"], ..program }]);
    for suite in [Suite::Bookworm, Suite::Sid] {
        let failed = look(&served, suite);
        let said = failed.text() + &failed.errors();
        assert!(said.contains("nothing provides nothing-provides-it"), "{suite:?}: {failed}");
    }
}
