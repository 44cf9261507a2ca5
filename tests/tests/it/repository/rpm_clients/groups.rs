//! Groups of packages that were added one after the other.

use std::fs;

use conformance::chroot::Suite;
use conformance::repository::{Key, Manager, Settings, Small, Way};

use super::Served;

const LIBRARY: Small<'_> =
    Small { name: "library", version: "1.0", architecture: "all", depends: &[] };

#[test]
fn dnf_installs_groups_that_were_added_one_after_the_other() {
    for compression in ["zstd", "gzip"] {
        let mut served = Served::new();
        let archive = format!("compression = \"{compression}\"\n");
        let url = served.nginx.url();
        served.site.describe(&Settings { url: &url, archive: &archive, ..Settings::rpm() });
        served.add(&[LIBRARY, Small { name: "other", ..LIBRARY }]);
        for (id, package) in [("first", "library"), ("second", "other")] {
            let comps = format!(
                "<comps><group><id>{id}</id><name>The {id}</name><uservisible>true</uservisible>\
                 <packagelist><packagereq type=\"mandatory\">{package}</packagereq></packagelist>\
                 </group></comps>\n"
            );
            let file = served.site.folder().join("comps.xml");
            fs::write(&file, comps).unwrap();
            served.site.run(&["add", "--to", "rpm:el", file.to_str().unwrap()]);
        }
        for manager in [Manager::Dnf(Suite::Bookworm), Manager::Dnf(Suite::Sid), Manager::Dnf5] {
            let client = served.client(manager, Way::Both, &Key::usual());
            let _ = client.attempt(&["group", "install", "first", "second"]).succeeded();
            for package in ["library", "other"] {
                assert_eq!(
                    client.installed(package),
                    "1.0",
                    "{manager:?}, {compression}: {package}"
                );
            }
        }
    }
}

/// Groups that lie beside packages, and a document that no client of ours looks into.
#[test]
fn clients_read_a_repository_with_documents_from_a_directory() {
    let served = Served::new();
    served.package(&LIBRARY, |_| {});
    let incoming = served.site.folder().join("incoming");
    let comps = "<comps><group><id>first</id><name>First</name><uservisible>true</uservisible>\
                 <packagelist><packagereq type=\"mandatory\">library</packagereq></packagelist>\
                 </group></comps>\n";
    fs::write(incoming.join("comps-el.xml"), comps).unwrap();
    let product = served.site.folder().join("product.pem");
    fs::write(&product, "-----BEGIN CERTIFICATE-----\n").unwrap();
    let document = format!("productid={}", product.display());
    let incoming = incoming.to_str().unwrap();
    served.site.run(&["add", "--to", "rpm:el", "--document", &document, incoming]);
    for manager in Manager::ALL {
        let client = served.client(manager, Way::Both, &Key::usual());
        let _ = client.refresh().succeeded();
        match manager {
            Manager::Dnf(_) | Manager::Dnf5 => {
                let _ = client.attempt(&["group", "install", "first"]).succeeded();
            }
            _ => drop(client.install(&["library"]).succeeded()),
        }
        assert_eq!(client.installed("library"), "1.0", "{manager:?}");
    }
}
