//! Listening, answering, and ending.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::header::{
    CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG, HeaderValue, IF_RANGE, LAST_MODIFIED, RANGE,
};
use hyper::http::request::Parts;
use hyper::service::service_fn;
use hyper::{HeaderMap, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use repo_store::headers;
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tower_http::services::ServeDir;
use tower_http::services::fs::{DefaultServeDirFallback, ServeFileSystemResponseBody};

use super::body::Content;
use super::files::Below;
use super::log::Entry;
use super::pages::{self, Folder, folder};
use crate::{clock, interrupt};

type Files = ServeDir<DefaultServeDirFallback, Below>;
type Answer = Response<ServeFileSystemResponseBody>;

/// What is served.
#[derive(Clone, Copy, Debug)]
pub(super) struct Site<'a> {
    /// The directory, a path without links.
    pub(super) root: &'a Path,
    /// The address under which the server can be reached.
    pub(super) address: SocketAddr,
    /// Whether each request is a line on standard error.
    pub(super) log: bool,
}

/// What answers requests.
#[derive(Clone, Debug)]
struct Answering {
    files: Files,
    below: Below,
    address: Arc<str>,
    log: bool,
}

/// How long a client may take to say what it wants.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long answers may take yet once the server is to end.
const GRACE: Duration = Duration::from_secs(5);

/// Serves `site` until a signal asks for the end, and then what was asked for before. Gives the number
/// of answers.
pub(super) fn run(listener: TcpListener, site: &Site<'_>) -> io::Result<u64> {
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let below = Below::new(site.root);
    let files = ServeDir::with_backend(site.root, below.clone())
        .append_index_html_on_directories(false)
        .redirect_to_trailing_slash(false);
    let address = site.address.to_string().into();
    let answering = Answering { files, below, address, log: site.log };
    let (stop, stopped) = oneshot::channel();
    interrupt::stop_with(move || {
        // Nobody waits any more when the server failed.
        let _ = stop.send(());
    });
    let count = Arc::new(AtomicU64::new(0));
    let served = Arc::clone(&count);
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let open = accept(listener, stopped, answering, count).await;
        let _ = tokio::time::timeout(GRACE, open.shutdown()).await;
        Ok::<_, io::Error>(())
    })?;
    runtime.shutdown_background();
    Ok(served.load(Ordering::Relaxed))
}

/// Takes connections until the end; gives those that are open.
async fn accept(
    listener: tokio::net::TcpListener,
    mut stopped: oneshot::Receiver<()>,
    answering: Answering,
    count: Arc<AtomicU64>,
) -> GracefulShutdown {
    let open = GracefulShutdown::new();
    while let Some(accepted) = next(&listener, &mut stopped).await {
        let Ok((stream, client)) = accepted else {
            // The client is gone, or there are too many files open: others may end meanwhile.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let (answering, count) = (answering.clone(), Arc::clone(&count));
        let service = service_fn(move |request| {
            let (answering, count) = (answering.clone(), Arc::clone(&count));
            async move {
                count.fetch_add(1, Ordering::Relaxed);
                Ok::<_, Infallible>(answering.answer(request, client.ip()).await)
            }
        });
        let connection = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(PATIENCE)
            .serve_connection(TokioIo::new(stream), service);
        let connection = open.watch(connection);
        // How a connection ends is the client's business.
        tokio::spawn(async move { drop(connection.await) });
    }
    open
}

/// The next connection; `None` when no more are to be taken.
async fn next(
    listener: &tokio::net::TcpListener,
    stopped: &mut oneshot::Receiver<()>,
) -> Option<io::Result<(TcpStream, SocketAddr)>> {
    poll_fn(|context| match Pin::new(&mut *stopped).poll(context) {
        Poll::Ready(_) => Poll::Ready(None),
        Poll::Pending => listener.poll_accept(context).map(Some),
    })
    .await
}

impl Answering {
    /// The answer to a request of `client`, which is logged.
    async fn answer(self, request: Request<Incoming>, client: IpAddr) -> Response<Content> {
        let (parts, _) = request.into_parts();
        let log = self.log;
        let answer = self.find(&parts).await;
        if log {
            let target = parts.uri.path_and_query().map_or("*", |target| target.as_str());
            let length = answer.headers().get(CONTENT_LENGTH);
            Entry {
                client,
                time: clock::now(),
                method: parts.method.as_str(),
                target,
                version: &format!("{:?}", parts.version),
                status: answer.status().as_u16(),
                length: length.and_then(|length| length.to_str().ok()?.parse().ok()),
            }
            .write();
        }
        answer
    }

    async fn find(mut self, parts: &Parts) -> Response<Content> {
        let (below, address, asked) = (self.below.clone(), self.address.clone(), parts.clone());
        // Directories are read, and all that is published is looked for.
        let found = tokio::task::spawn_blocking(move || folder(&below, &asked, &address)).await;
        match found.unwrap_or(Folder::Other) {
            Folder::Listed(page) => pages::answer(page, &parts.method),
            Folder::Moved(path) => pages::moved(&path),
            Folder::OwnPage(path) => match path.parse() {
                Ok(uri) => {
                    let mut own = parts.clone();
                    own.uri = uri;
                    file(&mut self.files, &own).await
                }
                Err(_) => file(&mut self.files, parts).await,
            },
            Folder::Other => file(&mut self.files, parts).await,
        }
    }
}

/// A file, with what a real server says of the object.
async fn file(files: &mut Files, parts: &Parts) -> Response<Content> {
    let ask = |headers: HeaderMap| {
        let mut asked = Request::new(());
        *asked.method_mut() = parts.method.clone();
        *asked.uri_mut() = parts.uri.clone();
        *asked.headers_mut() = headers;
        asked
    };
    let mut answer = call(files, ask(parts.headers.clone())).await;
    if !is_wanted(&parts.headers, &answer) {
        let mut headers = parts.headers.clone();
        headers.remove(RANGE);
        answer = call(files, ask(headers)).await;
    }
    let path = parts.uri.path();
    let found = answer.status().is_success() || answer.status() == StatusCode::NOT_MODIFIED;
    let headers = answer.headers_mut();
    if found {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(headers::cache_control(path)));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(headers::content_type(path)));
    } else {
        // What is not there yet may be there a moment later.
        headers.insert(CACHE_CONTROL, hyper::header::HeaderValue::from_static("no-cache"));
    }
    answer.map(Content::File)
}

async fn call(files: &mut Files, request: Request<()>) -> Answer {
    match files.try_call(request).await {
        Ok(answer) => answer,
        Err(error) => {
            let missing = error.kind() == io::ErrorKind::NotFound;
            let mut answer = Response::new(ServeFileSystemResponseBody::default());
            *answer.status_mut() =
                if missing { StatusCode::NOT_FOUND } else { StatusCode::INTERNAL_SERVER_ERROR };
            answer
        }
    }
}

/// Whether a part of an object is one of what the client has the rest of (RFC 9110, section 13.1.5):
/// what `If-Range` names is what is there, to the byte.
fn is_wanted(asked: &HeaderMap, answer: &Answer) -> bool {
    let Some(wanted) = asked.get(IF_RANGE) else { return true };
    let partial = [StatusCode::PARTIAL_CONTENT, StatusCode::RANGE_NOT_SATISFIABLE];
    let has = |name| answer.headers().get(name) == Some(wanted);
    !partial.contains(&answer.status()) || has(ETAG) || has(LAST_MODIFIED)
}
