//! A publication that was dated in the future by a clock that was wrong, and the way out.

use conformance::chroot::Suite;
use conformance::repository::{Key, Settings, Small};

use super::{STABLE, Served};

/// Seconds since 1970, in the year 2105.
const WRONG: &str = "--timestamp=4260000000";

/// Whether apt verifies by gpgv, which takes signatures of the future; sqv does not.
fn has_gpgv(release: Suite) -> bool {
    [Suite::Bullseye, Suite::Bookworm].contains(&release)
}

#[test]
fn what_clients_do_after_a_publication_of_the_future() {
    let served = Served::new(&Settings::default());
    served.site.add(&[Small::new("tool", "1.0", "amd64")]);
    let clients: Vec<_> = Suite::ALL
        .into_iter()
        .map(|release| {
            let [careful, careless] = [(); 2].map(|()| served.client(release, &Key::usual()));
            careless.write("etc/apt/apt.conf.d/99date", "Acquire::Check-Date \"false\";\n");
            for client in [&careful, &careless] {
                client.apt(&["update"]);
                assert_eq!(client.candidate("tool"), "1.0", "{release:?}");
            }
            (release, careful, careless)
        })
        .collect();
    let file = served.site.package(&Small::new("tool", "2.0", "amd64"));
    served.site.run(&["add", file.to_str().unwrap(), "--to", STABLE, WRONG, "--force-date"]);
    for (release, careful, careless) in &clients {
        // Whoever checks the date, or the time of the signature, keeps what it has.
        let said = careful.attempt(&["update"]);
        let complaint = if has_gpgv(*release) { "is not valid yet" } else { "Not live until" };
        assert!(said.errors().contains(complaint), "{release:?}: {said}");
        assert_eq!(careful.candidate("tool"), "1.0", "{release:?}");
        let _ = careless.attempt(&["update"]);
        let taken = if has_gpgv(*release) { "2.0" } else { "1.0" };
        assert_eq!(careless.candidate("tool"), taken, "{release:?}");
    }
    let refused = served.site.attempt(&["refresh", STABLE]);
    assert!(refused.errors().contains("--date now"), "{refused}");
    served.site.run(&["recover", STABLE, "--date", "now"]);
    let file = served.site.package(&Small::new("tool", "3.0", "amd64"));
    served.site.run(&["add", file.to_str().unwrap(), "--to", STABLE]);
    for (release, careful, careless) in &clients {
        careful.apt(&["update"]);
        assert_eq!(careful.candidate("tool"), "3.0", "{release:?}");
        // An earlier date than the one that was taken is passed over without a word.
        careless.apt(&["update"]);
        let known = if has_gpgv(*release) { "2.0" } else { "3.0" };
        assert_eq!(careless.candidate("tool"), known, "{release:?}");
        careless.chroot().run("sh", &["-c", "rm -r /var/lib/apt/lists/*"]);
        careless.apt(&["update"]);
        assert_eq!(careless.candidate("tool"), "3.0", "{release:?}");
    }
    served.site.run(&["verify", "--deep"]);
}
