//! What an answer consists of.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::body::{Body, Bytes, Frame, SizeHint};
use tower_http::services::fs::ServeFileSystemResponseBody;

/// A file, or a page.
pub(super) enum Content {
    File(ServeFileSystemResponseBody),
    /// Bytes that were not sent yet.
    Page(Bytes),
}

impl Body for Content {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match self.get_mut() {
            Self::File(body) => Pin::new(body).poll_frame(context),
            Self::Page(bytes) if bytes.is_empty() => Poll::Ready(None),
            Self::Page(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::File(body) => body.is_end_stream(),
            Self::Page(bytes) => bytes.is_empty(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::File(body) => body.size_hint(),
            Self::Page(bytes) => SizeHint::with_exact(bytes.len() as u64),
        }
    }
}
