//! Repositories that a description with references makes.

use std::path::PathBuf;

use conformance::repository::{Key, RpmClient, Settings, Small};

use super::{Served, each};

const LIBRARY: Small<'_> =
    Small { name: "library", version: "1.0", architecture: "all", depends: &[] };
const PROGRAM: Small<'_> =
    Small { name: "program", version: "1.0", architecture: "amd64", depends: &["library >= 1.0"] };

#[test]
fn clients_install_from_a_repository_that_a_route_made() {
    let mut served = Served::new();
    let url = served.nginx.url();
    let template = "[rpm.\"made{v}-{arch}\"]\npath = \"linux/${v}/${arch}\"\n\
                    url = \"URL/linux/${v}/${arch}\"\n\
                    [[route]]\nto = \"rpm:made{version.major}-{arch}\"\n";
    let archive = template.replace("URL", &url);
    served.site.describe(&Settings { url: &url, archive: &archive, ..Settings::rpm() });
    let files: Vec<PathBuf> =
        [LIBRARY, PROGRAM].iter().map(|it| served.package(it, |_| {})).collect();
    let files = files.iter().map(|file| file.to_str().unwrap());
    served.site.run(&["add"].into_iter().chain(files).collect::<Vec<_>>());
    for (manager, way) in each() {
        let client = RpmClient::new(manager);
        client.point(&format!("{url}/linux/1/x86_64"), way, &Key::usual());
        let _ = client.refresh().succeeded();
        let _ = client.install(&["program"]).succeeded();
        for package in ["program", "library"] {
            assert_eq!(client.installed(package), "1.0", "{manager:?}, {way:?}: {package}");
        }
    }
}
