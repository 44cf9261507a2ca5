//! Putting the parts of a package together.

use std::io::{self, Write};
use std::thread;

use pkgio::{Algorithms, AtomicFile, DigestWriter};
use pkgsign::DetachedSignature;

use super::payload::Payload;
use super::{Format, SignatureParts, WriteError, WriteOptions};

/// Where a package goes.
pub(super) enum Output<'a> {
    /// From the first byte to the last.
    Stream(&'a mut dyn Write),
    /// A file, of which the beginning may be written last.
    File(&'a mut AtomicFile),
}

/// As many bytes of payload as it pays to begin a thread for.
const MANY: u64 = 1 << 20;

/// The parts of a package, of which the signature header is yet to be made.
#[derive(Debug)]
pub(super) struct Ends<'a> {
    pub(super) lead: &'a [u8],
    pub(super) header: &'a [u8],
    pub(super) payload: &'a Payload,
    pub(super) signature: Option<&'a DetachedSignature>,
}

impl Ends<'_> {
    /// Writes them and gives the number of bytes.
    pub(super) fn write(
        &self,
        options: &WriteOptions<'_>,
        out: Output<'_>,
    ) -> Result<u64, WriteError> {
        let is_hashed = options.format == Format::V4;
        let signature_header = match out {
            Output::File(file) if is_hashed && self.payload.bytes.length() > MANY => {
                self.write_around(options, file)?
            }
            Output::File(file) => self.write_in_order(options, file)?,
            Output::Stream(out) => self.write_in_order(options, out)?,
        };
        let head = self.lead.len() + signature_header.len() + self.header.len();
        Ok(head as u64 + self.payload.bytes.length())
    }

    /// Gives the signature header that was written, as the other does.
    fn write_in_order(
        &self,
        options: &WriteOptions<'_>,
        out: &mut dyn Write,
    ) -> Result<Vec<u8>, WriteError> {
        let md5 = match options.format {
            Format::V4 => self.md5().map_err(WriteError::Spool)?,
            Format::V6 => None,
        };
        let signature_header = self.signature_header(options, md5)?;
        for part in [self.lead, &signature_header, self.header] {
            out.write_all(part).map_err(WriteError::Output)?;
        }
        self.payload.bytes.copy_to(out).map_err(WriteError::Output)?;
        Ok(signature_header)
    }

    /// Writes the payload while it is hashed, and what comes before it in the end.
    fn write_around(
        &self,
        options: &WriteOptions<'_>,
        out: &mut AtomicFile,
    ) -> Result<Vec<u8>, WriteError> {
        let md5 = thread::scope(|scope| {
            let hash = || self.md5().map_err(WriteError::Spool);
            let thread = thread::Builder::new().name("md5".to_owned()).spawn_scoped(scope, hash);
            // Any digest makes it as long.
            let room = self.lead.len() + self.signature_header(options, Some([0; 16]))?.len();
            self.write_rest(room, out).map_err(WriteError::Output)?;
            match thread {
                Ok(thread) => thread.join().unwrap_or_else(|it| std::panic::resume_unwind(it)),
                // Without a thread it takes longer.
                Err(_) => hash(),
            }
        })?;
        let signature_header = self.signature_header(options, md5)?;
        let start = [self.lead, &signature_header].concat();
        out.write_at(&start, 0).map_err(WriteError::Output)?;
        Ok(signature_header)
    }

    /// Writes header and payload after `room` zeros.
    fn write_rest(&self, room: usize, out: &mut AtomicFile) -> io::Result<()> {
        out.write_all(&vec![0; room])?;
        out.write_all(self.header)?;
        self.payload.bytes.copy_to(out)?;
        out.sync_written()
    }

    fn signature_header(
        &self,
        options: &WriteOptions<'_>,
        md5: Option<[u8; 16]>,
    ) -> Result<Vec<u8>, WriteError> {
        let parts = SignatureParts {
            format: options.format,
            header: self.header,
            payload_length: self.payload.bytes.length(),
            archive_length: self.payload.archive_length,
            md5,
            signature: self.signature,
        };
        Ok(parts.to_bytes()?)
    }

    /// The MD5 of header and payload. The header comes first and has the payload's digests in it, so
    /// the payload is read again; rpm 4.11 checks it by nothing else.
    fn md5(&self) -> io::Result<Option<[u8; 16]>> {
        let algorithms = Algorithms { md5: true, ..Algorithms::default() };
        let mut writer = DigestWriter::new(io::sink(), algorithms);
        writer.write_all(self.header)?;
        self.payload.bytes.copy_to(&mut writer)?;
        let (_, digests, _) = writer.finish();
        Ok(digests.md5)
    }
}
