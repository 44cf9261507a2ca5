//! A repository as a server gives it out.

use std::io::{self, Read};
use std::sync::Arc;
use std::time::Duration;

use diagnostic::{Diagnostic, Subject};
use repo_index::verify::Source;
use repo_store::{Key, Listed, StoreError};
use ureq::http::{Method, Request, Response};
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};
use ureq::{Agent, Body};

use super::no_place;
use super::pace::Pace;
use crate::codes;

/// How long to wait for a connection, for the beginning of an answer, and for its next piece.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often a server is asked that is at a loss (5xx, 429), or does not answer.
const ATTEMPTS: u32 = 4;
/// The first pause between; the next ones are twice as long each.
const PAUSE: Duration = Duration::from_millis(500);

/// A repository below an http or https address. Nothing can be listed there.
#[derive(Debug)]
pub(super) struct Http {
    agent: Agent,
    /// Without a slash at its end.
    base: String,
    pace: Pace,
}

impl Http {
    /// The repository at `base`. Servers are trusted by the certificates that the system trusts.
    /// `pace` limits the time of all answers together.
    pub(super) fn new(base: &str, pace: Pace) -> Result<Self, Diagnostic> {
        let hint = "give a URL such as https://example.org/deb/dists/stable";
        let secure = base.starts_with("https://");
        if !secure && !base.starts_with("http://") {
            return Err(no_place(
                format!("{base:?} does not start with http:// or https://"),
                hint,
            ));
        }
        let odd = |character: char| "?# \"<>\\".contains(character) || character.is_control();
        if base.contains(odd) {
            return Err(no_place(format!("{base:?} is not the URL of a directory"), hint));
        }
        let config = Agent::config_builder()
            .user_agent(concat!("mkrepo/", env!("CARGO_PKG_VERSION")))
            .http_status_as_error(false)
            .timeout_resolve(Some(PATIENCE))
            .timeout_connect(Some(PATIENCE))
            .timeout_recv_response(Some(PATIENCE))
            .timeout_per_read(Some(PATIENCE));
        let config = if secure { config.tls_config(tls()?) } else { config };
        Ok(Self { agent: config.build().into(), base: base.trim_end_matches('/').to_owned(), pace })
    }

    fn address(&self, key: &Key) -> String {
        format!("{}/{}", self.base, encoded(key.as_str()))
    }

    /// The answer to a request, if there is such an object.
    fn ask(&self, method: &Method, key: &Key) -> Result<Option<Response<Body>>, StoreError> {
        let address = self.address(key);
        let failed = |error: io::Error| self.failed(key, error);
        let mut pause = PAUSE;
        for attempt in 1.. {
            let request = Request::builder().method(method).uri(&address).body(());
            let request = request.map_err(|error| failed(io::Error::other(error)))?;
            self.pace.check().map_err(failed)?;
            let problem = match self.agent.run(request) {
                Ok(answer) => match answer.status().as_u16() {
                    200 => return Ok(Some(answer)),
                    404 | 410 => return Ok(None),
                    status @ (429 | 500..=599) => format!("the server answers {status}"),
                    status => {
                        let problem = format!("the server answers {status}");
                        return Err(failed(io::Error::other(problem)));
                    }
                },
                Err(error) if is_passing(&error) => error.to_string(),
                Err(error) => return Err(failed(io::Error::other(error))),
            };
            if attempt == ATTEMPTS {
                return Err(failed(io::Error::other(problem)));
            }
            std::thread::sleep(pause);
            pause *= 2;
        }
        Ok(None)
    }

    fn failed(&self, key: &Key, error: io::Error) -> StoreError {
        StoreError::Io { place: self.address(key), error }
    }
}

/// The whole body of an answer, unless it has more than `limit` bytes.
fn whole(answer: Response<Body>, limit: u64, pace: Pace) -> io::Result<Option<Vec<u8>>> {
    let body = answer.into_body();
    if body.content_length().is_some_and(|length| length > limit) {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    pace.body(body.into_reader()).take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(Some(bytes).filter(|bytes| bytes.len() as u64 <= limit))
}

/// Whether another try may help: there was a connection, or there may be one.
fn is_passing(error: &ureq::Error) -> bool {
    match error {
        ureq::Error::Timeout(_) => true,
        ureq::Error::Io(error) => {
            !matches!(error.kind(), io::ErrorKind::ConnectionRefused | io::ErrorKind::InvalidData)
        }
        _ => false,
    }
}

impl Source for Http {
    fn read(&self, key: &Key, limit: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let mut attempt = 1;
        loop {
            let Some(answer) = self.ask(&Method::GET, key)? else { return Ok(None) };
            match whole(answer, limit, self.pace) {
                Ok(Some(bytes)) => return Ok(Some(bytes)),
                Ok(None) => return Err(StoreError::TooLarge { key: key.clone(), limit }),
                // A connection that broke in the middle is worth another, a slow one is not.
                Err(error) if attempt == ATTEMPTS || error.kind() == io::ErrorKind::TimedOut => {
                    return Err(self.failed(key, error));
                }
                Err(_) => attempt += 1,
            }
        }
    }

    fn open(&self, key: &Key) -> Result<Option<Box<dyn Read + Send>>, StoreError> {
        let answer = self.ask(&Method::GET, key)?;
        Ok(answer.map(|answer| Box::new(self.pace.body(answer.into_body().into_reader())) as _))
    }

    fn length(&self, key: &Key) -> Result<Option<u64>, StoreError> {
        let Some(answer) = self.ask(&Method::HEAD, key)? else { return Ok(None) };
        let length = answer.headers().get("content-length");
        let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
        match length {
            Some(length) => Ok(Some(length)),
            // It does not say; then it is to be counted.
            None => match self.open(key)? {
                Some(mut body) => io::copy(&mut body, &mut io::sink())
                    .map(Some)
                    .map_err(|error| self.failed(key, error)),
                None => Ok(None),
            },
        }
    }

    fn list(&self, _: Option<&Key>) -> Result<Option<Vec<Listed>>, StoreError> {
        Ok(None)
    }

    fn is_near(&self) -> bool {
        false
    }
}

/// The certificates that the system trusts, as other programs of it do.
fn tls() -> Result<TlsConfig, Diagnostic> {
    let found = rustls_native_certs::load_native_certs();
    if found.certs.is_empty() {
        let why = found.errors.first().map(|error| format!(": {error}")).unwrap_or_default();
        let subject = Subject::File("/etc/ssl/certs".into());
        let problem = format!("there are no certificates to verify servers with{why}");
        let hint = "install ca-certificates, or set SSL_CERT_FILE";
        return Err(Diagnostic::new(codes::NETWORK, subject, problem).hint(hint));
    }
    let roots: Vec<Certificate<'static>> =
        found.certs.iter().map(|der| Certificate::from_der(der.as_ref()).to_owned()).collect();
    Ok(TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .root_certs(RootCerts::Specific(Arc::new(roots)))
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build())
}

/// A path as an address has it (RFC 3986, section 2.3). `+` and `~` too are encoded as apt encodes
/// them: some object stores read a plain `+` as a blank.
fn encoded(path: &str) -> String {
    let mut address = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._/".contains(&byte) {
            address.push(char::from(byte));
        } else {
            address.push_str(&format!("%{byte:02x}"));
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_encoded_as_apt_does() {
        for (path, expected) in [
            ("dists/stable/InRelease", "dists/stable/InRelease"),
            ("pool/libs++_1~2_all.deb", "pool/libs%2b%2b_1%7e2_all.deb"),
            ("pool/a b%c", "pool/a%20b%25c"),
            ("pool/\u{e4}", "pool/%c3%a4"),
        ] {
            assert_eq!(encoded(path), expected);
        }
    }

    #[test]
    fn addresses_are_of_folders() {
        let pace = Pace::new(Duration::from_secs(1));
        for bad in ["ftp://example.org", "http://example.org/?a", "http://example.org/a b"] {
            assert!(Http::new(bad, pace).is_err(), "{bad}");
        }
        let http = Http::new("http://example.org/deb/", pace).unwrap();
        assert_eq!(http.address(&Key::new("a/b").unwrap()), "http://example.org/deb/a/b");
    }
}
