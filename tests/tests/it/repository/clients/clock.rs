//! A publication that was dated in the future by a clock that was wrong, and the way out.

use conformance::chroot::Suite;
use conformance::repository::{Key, Settings, Small};

use super::{STABLE, Served};

/// Seconds since 1970, in the year 2105.
const WRONG: &str = "--timestamp=4260000000";

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
        // Whoever checks the date keeps what it has, with an error.
        let said = careful.attempt(&["update"]);
        println!("{release:?} careful: {said}");
        assert_eq!(careful.candidate("tool"), "1.0", "{release:?}");
        let said = careless.attempt(&["update"]);
        println!("{release:?} careless: {said} {}", careless.candidate("tool"));
    }
    let refused = served.site.attempt(&["add", file.to_str().unwrap(), "--to", STABLE]);
    assert!(refused.errors().contains("--date now"), "{refused}");
    served.site.run(&["recover", STABLE, "--date", "now"]);
    let file = served.site.package(&Small::new("tool", "3.0", "amd64"));
    served.site.run(&["add", file.to_str().unwrap(), "--to", STABLE]);
    for (release, careful, careless) in &clients {
        careful.apt(&["update"]);
        assert_eq!(careful.candidate("tool"), "3.0", "{release:?}");
        let said = careless.attempt(&["update"]);
        println!("{release:?} careless after: {said} {}", careless.candidate("tool"));
        careless.chroot().run("sh", &["-c", "rm -r /var/lib/apt/lists/*"]);
        careless.apt(&["update"]);
        assert_eq!(careless.candidate("tool"), "3.0", "{release:?}");
    }
    served.site.run(&["verify", "--deep"]);
}
