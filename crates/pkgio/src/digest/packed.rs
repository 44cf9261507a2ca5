//! Digests of very many files.

use super::Digests;

/// The same as [`Digests`], in the memory of those that there are: a byte, and each digest behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackedDigests(Box<[u8]>);

impl From<&Digests> for PackedDigests {
    fn from(digests: &Digests) -> Self {
        let Digests { md5, sha1, sha224, sha256, sha384, sha512, sha3_256 } = digests;
        let all: [Option<&[u8]>; 7] = [
            md5.as_ref().map(|digest| &digest[..]),
            sha1.as_ref().map(|digest| &digest[..]),
            sha224.as_ref().map(|digest| &digest[..]),
            sha256.as_ref().map(|digest| &digest[..]),
            sha384.as_ref().map(|digest| &digest[..]),
            sha512.as_ref().map(|digest| &digest[..]),
            sha3_256.as_ref().map(|digest| &digest[..]),
        ];
        if all.iter().all(Option::is_none) {
            return Self::default();
        }
        let mut bytes = vec![0];
        for (bit, digest) in all.into_iter().enumerate() {
            let Some(digest) = digest else { continue };
            bytes[0] |= 1 << bit;
            bytes.extend_from_slice(digest);
        }
        Self(bytes.into())
    }
}

impl PackedDigests {
    /// The digests that there are.
    #[must_use]
    pub fn to_digests(&self) -> Digests {
        let Some((&bits, mut rest)) = self.0.split_first() else { return Digests::default() };
        Digests {
            md5: take(bits & 1, &mut rest),
            sha1: take(bits & 1 << 1, &mut rest),
            sha224: take(bits & 1 << 2, &mut rest),
            sha256: take(bits & 1 << 3, &mut rest),
            sha384: take(bits & 1 << 4, &mut rest),
            sha512: take(bits & 1 << 5, &mut rest),
            sha3_256: take(bits & 1 << 6, &mut rest),
        }
    }
}

fn take<const LENGTH: usize>(bit: u8, rest: &mut &[u8]) -> Option<[u8; LENGTH]> {
    if bit == 0 {
        return None;
    }
    let (digest, behind) = rest.split_first_chunk()?;
    *rest = behind;
    Some(*digest)
}

#[cfg(test)]
mod tests {
    use super::super::{Algorithms, Hasher};
    use super::*;

    #[test]
    fn any_choice_of_digests_is_given_back_as_it_was() {
        for bits in 0..1 << 7 {
            let is = |bit: u32| bits & 1 << bit != 0;
            let algorithms = Algorithms {
                md5: is(0),
                sha1: is(1),
                sha224: is(2),
                sha256: is(3),
                sha384: is(4),
                sha512: is(5),
                sha3_256: is(6),
            };
            let mut hasher = Hasher::new(algorithms);
            hasher.update(b"abc");
            let digests = hasher.finish();
            assert_eq!(PackedDigests::from(&digests).to_digests(), digests);
        }
    }
}
