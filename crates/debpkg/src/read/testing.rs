//! Packages made by hand, right and wrong, for tests.

pub(crate) const CONTROL: &str = "Package: tool\nVersion: 1.0-1\nArchitecture: amd64\n\
    Maintainer: A B <a@example.org>\nSection: misc\nDescription: does things\n";

const BLOCK: usize = 512;

/// A tar archive, entry by entry.
#[derive(Clone)]
pub(crate) struct Tar(Vec<(String, Vec<u8>)>);

impl Tar {
    pub(crate) fn gnu() -> Self {
        Self(Vec::new())
    }

    pub(crate) fn folder(self, name: &str) -> Self {
        self.entry(name, b'5', "", 0o755, b"")
    }

    pub(crate) fn file(self, name: &str, data: &[u8]) -> Self {
        self.entry(name, b'0', "", 0o644, data)
    }

    pub(crate) fn symlink(self, name: &str, target: &str) -> Self {
        self.entry(name, b'2', target, 0o777, b"")
    }

    pub(crate) fn hard_link(self, name: &str, target: &str) -> Self {
        self.entry(name, b'1', target, 0o644, b"")
    }

    pub(crate) fn fifo(self, name: &str) -> Self {
        self.entry(name, b'6', "", 0o644, b"")
    }

    pub(crate) fn entry(
        mut self,
        name: &str,
        kind: u8,
        link: &str,
        mode: u32,
        data: &[u8],
    ) -> Self {
        let mut block = vec![0; BLOCK];
        let mut put = |at: usize, text: &[u8]| block[at..at + text.len()].copy_from_slice(text);
        put(0, name.as_bytes());
        put(100, format!("{mode:07o}\0").as_bytes());
        put(108, b"0000000\0");
        put(116, b"0000000\0");
        put(124, format!("{:011o}\0", data.len()).as_bytes());
        put(136, b"00000000000\0");
        put(156, &[kind]);
        put(157, link.as_bytes());
        put(257, b"ustar  \0root");
        put(297, b"root");
        block.extend_from_slice(data);
        block.resize(block.len().next_multiple_of(BLOCK), 0);
        seal(&mut block);
        self.0.push((name.to_owned(), block));
        self
    }

    /// Sets the mode of the entry `name`.
    pub(crate) fn mode(mut self, name: &str, mode: u32) -> Self {
        for (_, block) in self.0.iter_mut().filter(|(entry, _)| entry == name) {
            block[100..108].copy_from_slice(format!("{mode:07o}\0").as_bytes());
            seal(block);
        }
        self
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes: Vec<u8> = self.0.iter().flat_map(|(_, block)| block.clone()).collect();
        bytes.extend([0; 2 * BLOCK]);
        bytes
    }
}

fn seal(block: &mut [u8]) {
    block[148..156].fill(b' ');
    let sum: u32 = block[..BLOCK].iter().map(|&byte| u32::from(byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
}

/// A package, member by member.
#[derive(Clone)]
pub(crate) struct Deb {
    pub(crate) members: Vec<(String, Vec<u8>)>,
    time: u64,
}

impl Deb {
    pub(crate) fn new(control: &Tar, data: &Tar) -> Self {
        let member = |name: &str, bytes: &[u8]| (name.to_owned(), bytes.to_vec());
        let members = vec![
            member("debian-binary", b"2.0\n"),
            member("control.tar", &control.bytes()),
            member("data.tar", &data.bytes()),
        ];
        Self { members, time: 0 }
    }

    pub(crate) fn set_member(&mut self, at: usize, name: &str, bytes: &[u8]) {
        self.members[at] = (name.to_owned(), bytes.to_vec());
    }

    pub(crate) fn set_control(&mut self, name: &str, tar: &Tar) {
        self.set_member(1, name, &tar.bytes());
    }

    pub(crate) fn set_data(&mut self, name: &str, tar: &Tar) {
        self.set_member(2, name, &tar.bytes());
    }

    pub(crate) fn pad_data(&mut self, length: usize) {
        self.members[2].1.resize(length, 0);
    }

    pub(crate) fn set_times(&mut self, time: u64) {
        self.time = time;
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = b"!<arch>\n".to_vec();
        for (name, data) in &self.members {
            let (time, length) = (self.time, data.len());
            let header =
                format!("{name:<16}{time:<12}{:<6}{:<6}{:<8}{length:<10}`\n", 0, 0, "100644");
            bytes.extend_from_slice(header.as_bytes());
            bytes.extend_from_slice(data);
            if length % 2 == 1 {
                bytes.push(b'\n');
            }
        }
        bytes
    }
}
