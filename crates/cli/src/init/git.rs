//! What git knows of the project in the current directory.

use std::process::{Command, Stdio};

/// What a git command prints, in one line; `None` where there is no git, no repository, or no answer.
fn git(arguments: &[&str]) -> Option<String> {
    let mut command = Command::new("git");
    command.args(arguments).stdin(Stdio::null()).stderr(Stdio::null());
    let output = command.output().ok().filter(|output| output.status.success())?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(text.trim().to_owned()).filter(|text| !text.is_empty() && !text.contains('\n'))
}

/// The newest tag, with the commits since.
pub(super) fn describe() -> Option<String> {
    git(&["describe", "--tags"])
}

/// The name of the top directory.
pub(super) fn directory() -> Option<String> {
    let top = git(&["rev-parse", "--show-toplevel"])?;
    Some(top.rsplit('/').next()?.to_owned())
}

/// Who is configured to commit, else who did last: `Name <address>`.
pub(super) fn author() -> Option<String> {
    let configured = git(&["config", "user.name"]).zip(git(&["config", "user.email"]));
    let configured = configured.map(|(name, address)| format!("{name} <{address}>"));
    configured.or_else(|| git(&["log", "-1", "--format=%an <%ae>"]))
}

/// The page of the project: the address of the remote `origin`.
pub(super) fn page() -> Option<String> {
    page_of(&git(&["config", "remote.origin.url"])?)
}

/// The page at the address of a remote, without any user or password in it.
fn page_of(remote: &str) -> Option<String> {
    let plain = remote.trim_end_matches('/').trim_end_matches(".git");
    let rest = match plain.split_once("://") {
        Some(("https" | "http" | "ssh" | "git", rest)) => rest.to_owned(),
        Some(_) => return None,
        // scp's form, user@host:path.
        None => {
            let (host, path) = plain.split_once(':')?;
            format!("{host}/{}", path.trim_start_matches('/'))
        }
    };
    let (host, path) = rest.split_once('/')?;
    let host = host.rsplit('@').next().unwrap_or(host);
    // A port of ssh is none of the page's.
    let host = if remote.starts_with("http") { host } else { host.split(':').next()? };
    (host.contains('.') && !path.is_empty()).then(|| format!("https://{host}/{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_remotes_hold_no_secrets() {
        for (remote, page) in [
            ("https://example.org/a/b.git", Some("https://example.org/a/b")),
            ("https://user:token@example.org/a/b", Some("https://example.org/a/b")),
            ("git@example.org:a/b.git", Some("https://example.org/a/b")),
            ("ssh://git@example.org:2222/a/b.git", Some("https://example.org/a/b")),
            ("https://example.org:8443/a/b/", Some("https://example.org:8443/a/b")),
            ("/srv/git/b.git", None),
            ("file:///srv/git/b.git", None),
            ("../b", None),
        ] {
            assert_eq!(page_of(remote).as_deref(), page, "{remote}");
        }
    }
}
