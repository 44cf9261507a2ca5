//! `mkrepo serve`, asked by an HTTP client, by `mkrepo verify` and by apt.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use crate::repository::{Package, Repository};
use crate::support::Run;

const POOLED: &str = "/deb/pool/main/h/hello/hello_1.0_amd64.deb";
const IN_RELEASE: &str = "/deb/dists/stable/InRelease";
const IMMUTABLE: &str = "public, max-age=31536000, immutable";
const MUTABLE: &str = "public, max-age=0, s-maxage=60, must-revalidate";

/// A server of a repository's `public`.
struct Server {
    process: Child,
    line: String,
    address: String,
}

impl Server {
    fn start(repository: &Repository, further: &[&str]) -> Self {
        let arguments = [&["serve", "--addr=127.0.0.1:0"], further].concat();
        Self::of(repository.command(&arguments))
    }

    fn of(mut command: Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let line = line.trim().to_owned();
        let address = line.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
        Self { process, line, address }
    }

    /// Sends a request, whatever it is, and gives the answer: head and body.
    fn raw(&self, request: &str) -> (String, Vec<u8>) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        (
            String::from_utf8(answer[..end].to_vec()).unwrap().to_lowercase(),
            answer[end + 4..].to_vec(),
        )
    }

    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let headers: String =
            headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let request =
            format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n");
        let (head, body) = self.raw(&request);
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head, body }
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[])
    }

    /// Ends it by a signal, and gives its exit code.
    fn end(mut self, signal: Signal) -> Option<i32> {
        kill_process(Pid::from_child(&self.process), signal).unwrap();
        self.process.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        let start = format!("{name}: ");
        self.head.lines().find_map(|line| line.strip_prefix(&start)).unwrap_or_default()
    }
}

fn published() -> Repository {
    let repository = Repository::signed();
    let hello = repository.build(Package::new("hello", "1.0"));
    repository.run(&["add", &hello]).done();
    repository
}

#[test]
fn says_what_a_real_server_should_say() {
    let repository = published();
    let server = Server::start(&repository, &[]);
    assert!(server.line.starts_with("deb [signed-by="), "{}", server.line);
    assert!(server.line.ends_with("/deb stable main"), "{}", server.line);
    let package = repository.published(&POOLED[1..]);
    let answer = server.get(POOLED);
    assert_eq!((answer.status, &answer.body), (200, &package));
    assert_eq!(answer.header("cache-control"), IMMUTABLE);
    assert_eq!(answer.header("content-type"), "application/vnd.debian.binary-package");
    assert_eq!(answer.header("content-length"), package.len().to_string());
    assert_eq!(answer.header("accept-ranges"), "bytes");
    let release = server.get(IN_RELEASE);
    assert_eq!(release.header("cache-control"), MUTABLE);
    assert_eq!(release.header("content-type"), "text/plain; charset=utf-8");

    let head = server.ask("HEAD", POOLED, &[]);
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), package.len().to_string());
    for (name, of) in [("If-Modified-Since", "last-modified"), ("If-None-Match", "etag")] {
        let known = release.header(of);
        assert!(!known.is_empty(), "{of}");
        let known = known.replace("gmt", "GMT");
        // Names of days and months are case-sensitive.
        let known = capitals(&known);
        let answer = server.ask("GET", IN_RELEASE, &[(name, &known)]);
        assert_eq!((answer.status, answer.body.len()), (304, 0), "{name}: {known}");
        assert_eq!(answer.header("cache-control"), MUTABLE);
    }
    assert_eq!(server.ask("POST", POOLED, &[]).status, 405);
}

#[test]
fn rpm_repositories_are_served_as_they_should_be() {
    let repository = Repository::signed();
    repository.describe(|text| {
        text.replacen("# url = \"https://example.org\"", "url = \"https://example.org\"", 1)
    });
    let hello = repository.build_rpm(Package::new("hello", "1.0"));
    repository.run(&["add", &hello]).done();
    let server = Server::start(&repository, &[]);
    let call = format!("dnf --repofrompath=rpm,http://{}/rpm/ ", server.address);
    assert!(server.line.starts_with(&call), "{}", server.line);
    assert!(server.line.contains("repo_gpgcheck=1"), "{}", server.line);
    let repomd = repository.text("rpm/repodata/repomd.xml");
    let places = repomd.split("href=\"").skip(1).map(|part| part.split('"').next().unwrap());
    let id = repository.text("rpm/mirrorlist");
    let id = id.trim().trim_end_matches('/').rsplit('/').next().unwrap().to_owned();
    let mut immutable: Vec<String> = places.map(|place| format!("/rpm/{place}")).collect();
    assert!(immutable.len() >= 3, "{repomd}");
    immutable.push("/rpm/Packages/h/hello-1.0-1.x86_64.rpm".to_owned());
    for file in ["repomd.xml", "repomd.xml.asc"] {
        immutable.push(format!("/rpm/snapshots/{id}/repodata/{file}"));
    }
    for path in immutable {
        let answer = server.get(&path);
        assert_eq!((answer.status, answer.header("cache-control")), (200, IMMUTABLE), "{path}");
    }
    for path in ["repodata/repomd.xml", "repodata/repomd.xml.asc", "mirrorlist", "example-rpm.repo"]
    {
        let answer = server.get(&format!("/rpm/{path}"));
        assert_eq!((answer.status, answer.header("cache-control")), (200, MUTABLE), "{path}");
    }
}

/// `sat, 21 nov 2026` as servers write it.
fn capitals(text: &str) -> String {
    if text.starts_with('"') {
        return text.to_owned();
    }
    let word = |word: &str| {
        let (first, rest) = word.split_at(1);
        first.to_uppercase() + rest
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

#[test]
fn gives_out_parts_of_what_the_client_has_the_rest_of() {
    let repository = published();
    let server = Server::start(&repository, &[]);
    let package = repository.published(&POOLED[1..]);
    let length = package.len();
    let part = server.ask("GET", POOLED, &[("Range", "bytes=10-")]);
    assert_eq!((part.status, &part.body[..]), (206, &package[10..]));
    assert_eq!(part.header("content-range"), format!("bytes 10-{}/{length}", length - 1));
    let date = capitals(&part.header("last-modified").replace("gmt", "GMT"));
    let etag = part.header("etag").to_owned();
    for known in [&date, &etag] {
        let part = server.ask("GET", POOLED, &[("Range", "bytes=10-19"), ("If-Range", known)]);
        assert_eq!((part.status, &part.body[..]), (206, &package[10..20]), "{known}");
    }
    for changed in ["Sat, 01 Jan 2000 00:00:00 GMT", "\"other\""] {
        let whole = server.ask("GET", POOLED, &[("Range", "bytes=10-19"), ("If-Range", changed)]);
        assert_eq!((whole.status, &whole.body), (200, &package), "{changed}");
    }
    let beyond = format!("bytes={length}-");
    assert_eq!(server.ask("GET", POOLED, &[("Range", &beyond)]).status, 416);
    let changed = [("Range", beyond.as_str()), ("If-Range", "\"other\"")];
    assert_eq!(server.ask("GET", POOLED, &changed).status, 200);
}

#[test]
fn nothing_outside_is_given_out() {
    let repository = published();
    let root = repository.path("public");
    std::os::unix::fs::symlink("../mkrepo.toml", root.join("link")).unwrap();
    std::os::unix::fs::symlink("..", root.join("outside")).unwrap();
    fs::write(root.join(".secret"), "x").unwrap();
    let server = Server::start(&repository, &[]);
    for path in [
        "/../mkrepo.toml",
        "/deb/../../mkrepo.toml",
        "/%2e%2e/mkrepo.toml",
        "/..%2fmkrepo.toml",
        "/deb/..%5c..%5cmkrepo.toml",
        "//etc/passwd",
        "/link",
        "/.secret",
        "/.mkrepo/lock",
        "/absent",
        "/absent/",
        "//deb/",
        "/deb//dists/",
        "/deb%2fdists/",
        "/%2e%2e/",
        "/.mkrepo/",
        "/outside/",
        "/deb/dists/stable/InRelease/",
        "/%00",
    ] {
        let answer = server.get(path);
        assert!([400, 404].contains(&answer.status), "{path}: {}", answer.head);
        assert!(answer.body.is_empty(), "{path}");
        assert!(!answer.header("cache-control").contains("max-age"), "{path}");
    }
}

/// The commands on a page, without the escapes of HTML.
fn commands(page: &str) -> Vec<String> {
    let blocks = page.split("<pre>").skip(1).map(|rest| rest.split("</pre>").next().unwrap());
    let plain = |text: &str| {
        let escapes =
            [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
        escapes.iter().fold(text.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
    };
    blocks.map(plain).collect()
}

#[test]
fn the_first_page_has_the_commands_that_add_the_repository() {
    let repository = published();
    repository.run(&["add", &repository.build_rpm(Package::new("hello", "1.0"))]).done();
    repository.run(&["copy", "hello", "--from=apt:deb/stable", "--to=apt:deb/testing"]).done();
    let server = Server::start(&repository, &[]);
    let answer = server.ask("GET", "/", &[("Accept", "text/html")]);
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/html; charset=utf-8"));
    assert!(answer.header("content-security-policy").starts_with("default-src 'none'"));
    let page = String::from_utf8(answer.body).unwrap();
    let commands = commands(&page);
    assert_eq!(commands.len(), 3, "{page}");
    // `x` is what the request called the server.
    let expected = "mkdir -p /etc/apt/keyrings\n\
                    /usr/lib/apt/apt-helper download-file 'http://x/deb/archive-key.asc' \
                    /etc/apt/keyrings/example.asc\n\
                    chmod 644 /etc/apt/keyrings/example.asc\n\
                    echo 'deb [signed-by=/etc/apt/keyrings/example.asc] http://x/deb stable main' > \
                    /etc/apt/sources.list.d/example-stable.list\n\
                    apt-get update\n";
    assert_eq!(commands[0], expected);
    assert!(commands[1].contains("http://x/deb testing main'"), "{}", commands[1]);
    for line in ["[rpm]", "baseurl=http://x/rpm/", "repo_gpgcheck=1", "gpgcheck=0", "EOF"] {
        assert!(commands[2].lines().any(|found| found == line), "{line}: {}", commands[2]);
    }
    assert!(commands[2].contains("gpgkey=http://x/rpm/RPM-GPG-KEY-example-rpm\n"));

    let head = server.ask("HEAD", "/", &[]);
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), page.len().to_string());
    assert_eq!(server.ask("POST", "/", &[]).status, 405);
    // A client that calls the server something odd gets its address.
    let odd = server.raw("GET / HTTP/1.1\r\nHost: $(reboot)\r\nConnection: close\r\n\r\n");
    let odd = String::from_utf8(odd.1).unwrap();
    assert!(!odd.contains("reboot") && odd.contains(&server.address), "{odd}");
    let old = String::from_utf8(server.raw("GET / HTTP/1.0\r\n\r\n").1).unwrap();
    assert!(old.contains(&format!("http://{}/deb stable main", server.address)), "{old}");

    // Nothing of it is fixed: what is published later is there.
    fs::remove_dir_all(repository.path("public/deb")).unwrap();
    let page = String::from_utf8(server.get("/").body).unwrap();
    assert!(!page.contains("deb/dists") && page.contains("/rpm/"), "{page}");
    fs::write(repository.path("public/index.html"), "<p>mine").unwrap();
    assert_eq!(server.get("/").body, b"<p>mine");
}

#[test]
fn folders_are_listed_and_names_are_never_markup() {
    let repository = published();
    let odd = "<script>alert('1')</script>&\".deb".replace('/', "_");
    fs::write(repository.path("public").join(&odd), "odd").unwrap();
    fs::create_dir(repository.path("public/a b'c")).unwrap();
    let server = Server::start(&repository, &[]);
    let moved = server.get("/deb");
    assert_eq!((moved.status, moved.header("location")), (301, "/deb/"));
    let listing = server.get("/deb/dists/stable/");
    let listing = String::from_utf8(listing.body).unwrap();
    for link in ["../", "./main/", "./InRelease", "./Release.gpg"] {
        assert!(listing.contains(&format!("href=\"{link}\"")), "{link}: {listing}");
    }
    let page = String::from_utf8(server.get("/").body).unwrap();
    assert!(!page.contains("<script>") && !page.contains(".mkrepo"), "{page}");
    for (link, status) in
        [("a%20b%27c/", 200), ("%3Cscript%3Ealert%28%271%27%29%3C_script%3E%26%22.deb", 200)]
    {
        assert!(page.contains(&format!("href=\"./{link}\"")), "{link}: {page}");
        assert_eq!(server.get(&format!("/{link}")).status, status, "{link}");
    }
}

#[test]
fn each_request_is_a_line_of_the_log() {
    let repository = published();
    for quiet in [false, true] {
        let mut command = repository.command(&["serve", "--addr=127.0.0.1:0"]);
        command.stderr(Stdio::piped()).args(quiet.then_some("-q"));
        let mut server = Server::of(command);
        let length = repository.published(&POOLED[1..]).len();
        server.get(POOLED);
        server.ask("HEAD", IN_RELEASE, &[]);
        server.get("/absent%0a?x");
        let mut log = server.process.stderr.take().unwrap();
        assert_eq!(server.end(Signal::TERM), Some(0));
        let mut text = String::new();
        log.read_to_string(&mut text).unwrap();
        if quiet {
            assert_eq!(text, "");
            continue;
        }
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 4, "{text}");
        assert!(lines[0].starts_with("mkrepo: serving "), "{text}");
        assert!(lines[0].contains(" at http://127.0.0.1:"), "{text}");
        for (line, end) in lines[1..].iter().zip([
            format!("\"GET {POOLED} HTTP/1.1\" 200 {length}"),
            format!("\"HEAD {IN_RELEASE} HTTP/1.1\" 200 "),
            "\"GET /absent%0a?x HTTP/1.1\" 404 ".to_owned(),
        ]) {
            assert!(line.starts_with("127.0.0.1 - - ["), "{line}");
            assert!(line.contains(" +0000] ") && line.contains(&end), "{line}: {end}");
        }
    }
}

#[test]
fn the_address_that_is_printed_answers() {
    let repository = published();
    for address in ["0.0.0.0:0", "localhost:0", "[::1]:0", "[::]:0"] {
        // There are machines without IPv6.
        let Ok(free) = TcpListener::bind(address) else { continue };
        drop(free);
        let mut command = repository.command(&["serve", "--addr", address]);
        command.stderr(Stdio::null());
        let server = Server::of(command);
        assert!(!server.address.starts_with("0.0.0.0"), "{}", server.line);
        assert!(!server.address.starts_with("[::]"), "{}", server.line);
        assert_eq!(server.get(IN_RELEASE).status, 200, "{}", server.line);
    }
}

#[test]
fn many_connections_are_served_and_a_signal_ends_it() {
    let repository = published();
    for signal in [Signal::INT, Signal::TERM] {
        let server = Server::start(&repository, &[]);
        // Some that say nothing hinder nobody.
        let idle: Vec<_> = (0..8).map(|_| TcpStream::connect(&server.address).unwrap()).collect();
        let package = repository.published(&POOLED[1..]);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..16 {
                        assert_eq!(server.get(POOLED).body, package);
                    }
                });
            }
        });
        drop(idle);
        assert_eq!(server.end(signal), Some(0));
    }
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let run = repository.run(&["serve", "--addr", &address]);
    assert!(run.failed(4).contains("error[E908]"), "{}", run.stderr);
    let run = repository.run(&["serve", "--addr", "nowhere"]);
    assert!(run.failed(2).contains("error[E058]: --addr"), "{}", run.stderr);
}

#[test]
fn an_rpm_repository_is_verified_by_its_address() {
    let repository = Repository::signed();
    let hello = repository.build_rpm(Package { arch: "x86_64", ..Package::new("hello", "1.0") });
    repository.run(&["add", &hello]).done();
    let server = Server::start(&repository, &[]);
    let key = concat!("--key=", env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys/rsa3072.asc");
    let base = format!("http://{}/rpm", server.address);
    let verify = |url: &str| repository.run(&["verify", "--json", key, url]);
    let document = verify(&base).json();
    let found = &document["repositories"][0];
    assert_eq!((&found["packages"], &found["folder"]), (&1.into(), &".".into()), "{document}");
    let snapshot = format!("{base}/snapshots/{}/", found["snapshot"].as_str().unwrap());
    assert_eq!(verify(&snapshot).json()["counts"]["package_files"], 1);
    fs::remove_file(repository.path("public/rpm/Packages/h/hello-1.0-1.x86_64.rpm")).unwrap();
    for url in [&base, &snapshot] {
        let run = verify(url);
        assert_eq!(run.code, Some(7), "{}{}", run.stdout, run.stderr);
        assert_eq!(run.json()["faults"][0]["code"], "E878");
    }
}

#[test]
fn what_is_served_can_be_verified() {
    let repository = published();
    let server = Server::start(&repository, &[]);
    let key = concat!("--key=", env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys/rsa3072.asc");
    let base = format!("http://{}/deb", server.address);
    let suite = format!("{base}/dists/stable");
    let verify = |url: &str| repository.run(&["verify", "--json", "--deep", key, url]);
    for url in [&base, &suite] {
        let run = verify(url);
        assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
        assert_eq!(run.json()["counts"]["read"], 1);
    }
    assert_eq!(verify(&format!("http://{}", server.address)).code, Some(2));
    let public = repository.path("public");
    fs::remove_file(public.join(&POOLED[1..])).unwrap();
    fs::write(public.join("deb/dists/stable/main/binary-amd64/Packages"), "x").unwrap();
    let run = verify(&suite);
    let document = run.json();
    let codes: Vec<_> =
        document["faults"].as_array().unwrap().iter().map(|one| &one["code"]).collect();
    assert_eq!((run.code, &codes[..]), (Some(7), &[&"E872".into(), &"E878".into()][..]));
    let address = suite.replace(&server.address, "127.0.0.1:1");
    let run = verify(&address);
    assert_eq!(run.code, Some(4), "{}", run.stderr);
}

/// A server that is at a loss at first.
#[test]
fn a_server_that_is_at_a_loss_is_asked_again() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let served = std::thread::spawn(move || {
        let mut requests = Vec::new();
        for status in ["503 Service Unavailable", "500 Oh", "404 Not Found"] {
            let (mut stream, _) = listener.accept().unwrap();
            let mut line = String::new();
            BufReader::new(&stream).read_line(&mut line).unwrap();
            requests.push(line);
            let answer =
                format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).unwrap();
        }
        drop(listener);
        requests
    });
    let repository = Repository::unsigned();
    repository.run(&["verify", &format!("http://{address}/dists/stable")]);
    let requests = served.join().unwrap();
    assert_eq!(requests, ["GET /dists/stable/InRelease HTTP/1.1\r\n"; 3]);
}

#[test]
fn apt_reads_what_is_served() {
    // apt's own method runs it.
    let _ = real_tools::require("gpgv");
    let repository = published();
    let key = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys/rsa3072.asc");
    fs::copy(key, repository.path("public/example.asc")).unwrap();
    let server = Server::start(&repository, &[]);
    let own = repository.path("apt");
    for folder in ["state/lists/partial", "cache/archives/partial", "etc"] {
        fs::create_dir_all(own.join(folder)).unwrap();
    }
    fs::write(own.join("state/status"), "").unwrap();
    fs::write(own.join("sources.list"), format!("{}\n", server.line)).unwrap();
    let apt = |arguments: &[&str]| {
        let mut command = real_tools::command("apt-get");
        command.current_dir(&own).env("APT_CONFIG", "/dev/null");
        for (name, path) in [
            ("Dir::State", "state"),
            ("Dir::State::status", "state/status"),
            ("Dir::Cache", "cache"),
            ("Dir::Etc", "etc"),
            ("Dir::Etc::sourcelist", "sources.list"),
            ("Dir::Etc::sourceparts", "none"),
        ] {
            command.arg("-o").arg(format!("{name}={}", own.join(path).display()));
        }
        command.args(["-o", "APT::Architecture=amd64", "-o", "APT::Sandbox::User=root"]);
        Run::of(command.args(arguments))
    };
    let run = apt(&["update", "--error-on=any"]);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("Get:1") && !run.stdout.contains("Ign"), "{}", run.stdout);
    // It asks again with If-Modified-Since.
    let run = apt(&["update"]);
    assert!(run.stdout.contains("Hit:1"), "{}", run.stdout);
    // And for the rest of what it has a part of.
    let part = own.join("cache/archives/partial/hello_1.0_amd64.deb");
    let package = repository.published(&POOLED[1..]);
    fs::write(&part, &package[..package.len() / 2]).unwrap();
    let run = apt(&["--download-only", "--yes", "install", "hello"]);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    let archived = fs::read(own.join("cache/archives/hello_1.0_amd64.deb")).unwrap();
    assert!(archived == package);
}
