//! `mkrepo serve`: an HTTP server for testing a repository.

mod address;
mod announce;
mod body;
mod files;
mod log;
mod offer;
mod page;
mod pages;
mod reach;
mod server;
mod withheld;

use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::path::{Path, PathBuf};

use diagnostic::{Diagnostic, Subject};
use repository::config::Root;
use serde_json::{Map, json};

use crate::codes;
use crate::mkrepo::context::Context;
use crate::report::{Failure, Outcome};
use diagnostic::flag_defect;

/// Serve a repository over HTTP, for testing
///
/// Sends the headers that a production server should send: caches may keep immutable files for a
/// year, and must revalidate all others. Prints the sources.list line of each suite and a dnf
/// command for each RPM repository, for this machine. The page at / has the commands for other
/// machines, and directories are listed. Logs each request on standard error, in the common log
/// format of web servers. Serves until SIGINT or SIGTERM. Does not serve files whose name starts
/// with a dot, mkrepo.toml, and files that contain a secret key.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mkrepo serve
      Serve to this machine, at http://127.0.0.1:8080/.

  mkrepo serve --addr 0.0.0.0:8080 /srv/repository --key example.asc
      Serve to other machines too. The printed URL is one that they can reach.

  mkrepo serve -q --addr 127.0.0.1:0
      Serve on a free port, without a log.")]
pub(crate) struct ServeArgs {
    /// The directory to serve [default: the root in mkrepo.toml]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,

    /// The address to listen on; port 0 selects a free port
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:8080")]
    addr: String,

    /// The certificate that the printed commands name
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
}

impl ServeArgs {
    pub(super) fn run(&self, context: Context<'_>) -> Result<Outcome, Failure> {
        let folder = match &self.folder {
            Some(folder) => folder.clone(),
            None => {
                let Root::Folder(root) = context.open()?.config.root;
                root
            }
        };
        let unreadable = |error: std::io::Error| {
            let problem = format!("cannot be served: {error}");
            Diagnostic::new(diagnostic::codes::READ, Subject::File(folder.clone()), problem)
                .hint("publish something first, or name a directory")
        };
        let root = folder.canonicalize().map_err(unreadable)?;
        if !root.is_dir() {
            return Err(unreadable(std::io::ErrorKind::NotADirectory.into()).into());
        }
        let listener = listen(&self.addr)?;
        let address = listener.local_addr().map_err(|error| no_address(&self.addr, &error))?;
        let address = reach::reachable(address);
        let lines = announce::lines(&root, address, self.key.as_deref())?;
        announce::say(&lines, context.common.json);
        let quiet = context.common.quiet;
        if !quiet {
            announce::greet(&folder, address);
            announce::withhold(&withheld::found(&root));
        }
        let site = server::Site { root: &root, address, log: !quiet };
        let served =
            server::run(listener, &site).map_err(|error| no_address(&self.addr, &error))?;
        let document = Map::from_iter([
            ("address".to_owned(), json!(address.to_string())),
            ("lines".to_owned(), json!(lines)),
            ("requests".to_owned(), json!(served)),
        ]);
        Ok(Outcome { document, ..Outcome::default() })
    }
}

fn listen(text: &str) -> Result<TcpListener, Diagnostic> {
    let addresses: Vec<SocketAddr> = match text.to_socket_addrs() {
        Ok(addresses) => addresses.collect(),
        Err(error) => {
            let problem = format!("{text:?}: {error}");
            let hint = "give a host and a port, such as 127.0.0.1:8080 or [::1]:8080";
            return Err(flag_defect(codes::ADDRESS, "--addr", problem).hint(hint));
        }
    };
    TcpListener::bind(&addresses[..]).map_err(|error| no_address(text, &error))
}

fn no_address(text: &str, error: &std::io::Error) -> Diagnostic {
    let problem = format!("could not serve: {error}");
    Diagnostic::new(codes::NETWORK, Subject::File(Path::new(text).to_owned()), problem)
        .hint("choose another port with --addr; 0 selects a free port")
}
