//! `mkrepo serve`: the commands on its first page, run as they stand there by apt of Debian 11, 12, 13
//! and sid and by dnf of Debian 12.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use conformance::chroot::{Chroot, Suite};
use conformance::program::mkrepo;
use conformance::repository::{Client, Settings, Site, Small, rpm_system};
use conformance::tool::require_root;

/// A server of what a site publishes.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(site: &Site) -> Self {
        let mut command = mkrepo();
        command.current_dir(site.folder()).args(["serve", "-q", "--addr=127.0.0.1:0"]);
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
        Self { process, address }
    }

    /// The commands on its first page.
    fn commands(&self) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let host = &self.address;
        write!(stream, "GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
        let mut page = String::new();
        stream.read_to_string(&mut page).unwrap();
        let block = page.split("<pre>").nth(1).unwrap().split("</pre>").next().unwrap();
        let escapes =
            [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
        escapes.iter().fold(block.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Runs lines of shell, each of which must succeed.
fn run(chroot: &Chroot, lines: &str) -> String {
    chroot.outcome("sh", &["-euc", lines]).succeeded().text()
}

const HELLO: Small<'_> =
    Small { name: "hello", version: "1.0", architecture: "amd64", depends: &[] };

#[test]
fn apt_is_told_by_the_commands_on_the_page() {
    require_root();
    let site = Site::new(&Settings::default());
    site.add(&[HELLO]);
    let server = Server::start(&site);
    for suite in Suite::ALL {
        let client = Client::new(suite);
        run(client.chroot(), &server.commands());
        client.apt(&["install", "hello"]);
        assert_eq!(client.installed("hello"), "1.0", "{suite:?}");
    }
}

#[test]
fn dnf_is_told_by_the_commands_on_the_page() {
    require_root();
    let site = Site::new(&Settings::rpm());
    site.add(&[HELLO]);
    let server = Server::start(&site);
    let chroot = rpm_system(Suite::Bookworm);
    run(&chroot, &server.commands());
    let listed = run(&chroot, "dnf -y --cacheonly repoquery --qf '%{name} %{version}'");
    assert!(listed.lines().any(|line| line == "hello 1.0"), "{listed}");
}
