//! HTTP as it is in the world: Debian's nginx, as a server of files and as a cache in front of one.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::tool::{command, require};

/// A server on a port of its own, which ends with this value, or with the test.
#[derive(Debug)]
pub struct Nginx {
    port: u16,
    process: Child,
    folder: TempDir,
}

impl Nginx {
    /// A server of the files below `root`.
    ///
    /// # Panics
    /// When nginx is missing or does not start.
    #[must_use]
    pub fn serve(root: &Path) -> Self {
        Self::start("", &format!("root {};", root.display()))
    }

    /// A cache in front of `origin` that holds whatever comes for `time`, also what it was told that
    /// it should not hold, and also that there is none.
    ///
    /// # Panics
    /// As [`serve`](Self::serve).
    #[must_use]
    pub fn cache(origin: &Self, time: Duration) -> Self {
        let outside = "proxy_cache_path cache keys_zone=cache:1m inactive=1d;";
        let inside = format!(
            "location / {{ proxy_pass {}; proxy_cache cache; proxy_cache_valid any {}s; \
             proxy_ignore_headers Cache-Control Expires Set-Cookie Vary X-Accel-Expires; }}",
            origin.url(),
            time.as_secs()
        );
        Self::start(outside, &inside)
    }

    /// Its address, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The requests so far: method, path and status of each.
    ///
    /// # Panics
    /// When its log cannot be read.
    #[must_use]
    pub fn requests(&self) -> Vec<String> {
        let log = fs::read_to_string(self.log()).unwrap();
        log.lines().map(str::to_owned).collect()
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("access.log")
    }

    fn start(outside: &str, inside: &str) -> Self {
        // Whoever takes the port between us and nginx: the next is free.
        (0..16)
            .find_map(|_| Self::attempt(free_port(), outside, inside))
            .expect("nginx found no free port")
    }

    fn attempt(port: u16, outside: &str, inside: &str) -> Option<Self> {
        let folder = TempDir::new().unwrap();
        let ready =
            format!("location = {} {{ return 204; access_log off; }}", ready(folder.path()));
        let inside = format!("{ready} {inside}");
        fs::write(folder.path().join("nginx.conf"), configuration(port, outside, &inside)).unwrap();
        // It is to die with the test, whatever becomes of that.
        let mut nginx = command("setpriv");
        nginx.args(["--pdeathsig", "TERM"]).arg(require("nginx"));
        nginx.args(["-c", "nginx.conf", "-e", "stderr", "-p"]);
        nginx.arg(folder.path()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut process = nginx.spawn().unwrap();
        let begun = Instant::now();
        while !answers(port, folder.path()) {
            if process.try_wait().unwrap().is_some() || begun.elapsed() > Duration::from_secs(30) {
                let mut errors = String::new();
                process.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
                assert!(errors.contains("Address already in use"), "nginx: {errors}");
                return None;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Some(Self { port, process, folder })
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Its workers end with it only when it is asked.
        let _ = kill_process(Pid::from_child(&self.process), Signal::TERM);
        let _ = self.process.wait();
    }
}

/// A port that nobody listens at.
fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// What only the server of this folder knows: another test's may have been given the same port.
fn ready(folder: &Path) -> String {
    format!("/ready/{}", folder.file_name().unwrap().display())
}

fn answers(port: u16, folder: &Path) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { return false };
    let asked = write!(stream, "GET {} HTTP/1.0\r\n\r\n", ready(folder));
    let mut answer = String::new();
    asked.and_then(|()| stream.read_to_string(&mut answer)).is_ok() && answer.contains(" 204 ")
}

fn configuration(port: u16, outside: &str, inside: &str) -> String {
    format!(
        "daemon off; user root; worker_processes 1; pid nginx.pid;
events {{ worker_connections 256; }}
http {{
    # What is not there is in the access log; nobody reads the other while it runs.
    log_not_found off;
    log_format short '$request_method $uri $status';
    access_log access.log short;
    client_body_temp_path body; fastcgi_temp_path fastcgi; proxy_temp_path proxy;
    scgi_temp_path scgi; uwsgi_temp_path uwsgi;
    default_type application/octet-stream;
    {outside}
    server {{ listen 127.0.0.1:{port}; {inside} }}
}}
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(server: &Nginx, path: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
        write!(stream, "GET {path} HTTP/1.0\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn serves_and_caches_what_was_and_what_was_not() {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("file"), "first").unwrap();
        let origin = Nginx::serve(folder.path());
        let cache = Nginx::cache(&origin, Duration::from_secs(3600));
        assert!(get(&cache, "/file").ends_with("first"));
        assert!(get(&cache, "/later").contains("404"));
        fs::write(folder.path().join("file"), "second").unwrap();
        fs::write(folder.path().join("later"), "later").unwrap();
        assert!(get(&cache, "/file").ends_with("first"));
        assert!(get(&cache, "/later").contains("404"));
        assert!(get(&origin, "/file").ends_with("second"));
        assert_eq!(origin.requests(), ["GET /file 200", "GET /later 404", "GET /file 200"]);
    }
}
