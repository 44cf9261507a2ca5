//! Files of keys, armored or binary.

use std::io::Read;

use pgp::armor::Dearmor;
use pgp::composed::{PublicOrSecret, SignedPublicKey, SignedSecretKey};
use pgp::types::Tag;
use zeroize::Zeroizing;

use super::packets::{Packet, malformed, packets};
use super::unsupported::UnsupportedKey;
use super::{Form, KeyError, armored, fingerprint};
use crate::Fingerprint;

/// The longest file of keys that is read. Certificates with many foreign signatures get long.
const LIMIT: usize = 4 << 20;

/// Parses every secret key, each with the unsupported keys beside it.
pub(super) fn secret(
    bytes: &[u8],
) -> Result<Vec<(SignedSecretKey, Vec<UnsupportedKey>)>, KeyError> {
    let (mut secret, mut public) = (Vec::new(), Vec::new());
    for (key, unsupported) in keys(bytes)? {
        match key {
            PublicOrSecret::Secret(key) => secret.push((key, unsupported)),
            PublicOrSecret::Public(key) => public.push(fingerprint(&key.primary_key)),
        }
    }
    if public.is_empty() { Ok(secret) } else { Err(KeyError::Public(public)) }
}

/// Parses every public key, each with the unsupported keys beside it.
pub(super) fn public(
    bytes: &[u8],
) -> Result<Vec<(SignedPublicKey, Vec<UnsupportedKey>)>, KeyError> {
    let (mut secret, mut public) = (Vec::<Fingerprint>::new(), Vec::new());
    for (key, unsupported) in keys(bytes)? {
        match key {
            PublicOrSecret::Secret(key) => secret.push(fingerprint(key.primary_key.public_key())),
            PublicOrSecret::Public(key) => public.push((key, unsupported)),
        }
    }
    if secret.is_empty() { Ok(public) } else { Err(KeyError::Secret(secret)) }
}

type Keys = Vec<(PublicOrSecret, Vec<UnsupportedKey>)>;

fn keys(bytes: &[u8]) -> Result<Keys, KeyError> {
    read_all(bytes).map_err(|error| match (error, Form::of(bytes)) {
        (KeyError::Malformed(_), Some(form)) => KeyError::Form(form),
        (error, _) => error,
    })
}

fn read_all(bytes: &[u8]) -> Result<Keys, KeyError> {
    if bytes.len() > LIMIT {
        return Err(KeyError::TooLong(LIMIT));
    }
    let (mut keys, mut alone) = (Keys::new(), Vec::new());
    if armored::is_binary(bytes) {
        read(bytes, &mut keys, &mut alone)?;
    } else {
        for block in armored::blocks(bytes) {
            // Armor is longer than what is in it, so this does not grow.
            let mut packets = Zeroizing::new(Vec::with_capacity(block.len() + 64));
            let read_whole = Dearmor::new(block).read_to_end(&mut packets);
            read_whole.map_err(|_| malformed("its armor is broken or truncated"))?;
            read(&packets, &mut keys, &mut alone)?;
        }
    }
    match keys.first_mut() {
        // Their signatures are not by an unknown key either.
        Some((_, unsupported)) => unsupported.append(&mut alone),
        None if alone.is_empty() => return Err(malformed("there is no readable key")),
        None => return Err(KeyError::Unsupported(alone)),
    }
    Ok(keys)
}

/// Reads the keys of binary packets; those `alone` have a primary key that is not supported.
fn read(bytes: &[u8], keys: &mut Keys, alone: &mut Vec<UnsupportedKey>) -> Result<(), KeyError> {
    let is_primary = |packet: &Packet<'_>| matches!(packet.tag(), Tag::PublicKey | Tag::SecretKey);
    let packets = packets(bytes)?;
    let mut rest = packets.as_slice();
    while let Some((primary, more)) = rest.split_first() {
        if !is_primary(primary) {
            return Err(malformed("it does not start with a primary key"));
        }
        let count = more.iter().position(is_primary).unwrap_or(more.len());
        let (parts, next) = more.split_at(count);
        rest = next;
        if !primary.is_readable() {
            alone.push(UnsupportedKey::of(primary, None));
            continue;
        }
        let (bytes, unsupported) = readable(primary, parts);
        let key = PublicOrSecret::from_bytes_many(bytes.as_slice())
            .ok()
            .and_then(|mut keys| keys.next())
            .and_then(Result::ok)
            .ok_or_else(|| malformed("its packets do not form a key"))?;
        let certificate = match &key {
            PublicOrSecret::Secret(key) => fingerprint(key.primary_key.public_key()),
            PublicOrSecret::Public(key) => fingerprint(&key.primary_key),
        };
        let unsupported = unsupported.into_iter();
        let unsupported =
            unsupported.map(|part| UnsupportedKey::of(part, Some(certificate.clone())));
        keys.push((key, unsupported.collect()));
    }
    Ok(())
}

/// The packets of a key of which something can be made, in the order that readers expect: user IDs
/// before subkeys, each with its signatures; and the subkeys of which nothing can be made.
fn readable<'a>(
    primary: &Packet<'_>,
    parts: &'a [Packet<'_>],
) -> (Zeroizing<Vec<u8>>, Vec<&'a Packet<'a>>) {
    let length = parts.iter().fold(primary.bytes.len(), |sum, part| sum + part.bytes.len());
    // Secret subkeys are among them: a vector that grows leaves its bytes behind.
    let room = || Zeroizing::new(Vec::with_capacity(length));
    let (mut direct, mut users, mut subkeys, mut dropped) = (room(), room(), room(), room());
    direct.extend_from_slice(primary.bytes);
    let mut unsupported = Vec::new();
    // Version 6 certificates have subkeys of version 6 alone, version 3 ones none.
    let version = |packet: &Packet<'_>| packet.body.first().copied();
    let may_be_subkey = |packet: &Packet<'_>| match version(primary) {
        Some(2 | 3) => false,
        Some(6) => version(packet) == Some(6),
        _ => true,
    };
    // Where signatures go; those of a part that is dropped are dropped with it.
    let mut place = None;
    for packet in parts {
        let is_readable = packet.is_readable();
        match packet.tag() {
            // gpg ignores a revocation that stands after a subkey, Sequoia does not.
            Tag::Signature if is_readable && is_of_primary(packet) => {
                direct.extend_from_slice(packet.bytes);
                continue;
            }
            Tag::Signature => {}
            Tag::PublicSubkey | Tag::SecretSubkey if is_readable && may_be_subkey(packet) => {
                place = Some(&mut subkeys);
            }
            Tag::PublicSubkey | Tag::SecretSubkey => {
                unsupported.push(packet);
                place = Some(&mut dropped);
            }
            _ if is_readable => place = Some(&mut users),
            _ => place = Some(&mut dropped),
        }
        if is_readable {
            place.as_deref_mut().unwrap_or(&mut direct).extend_from_slice(packet.bytes);
        }
    }
    direct.extend_from_slice(&users);
    direct.extend_from_slice(&subkeys);
    (direct, unsupported)
}

/// True for signatures over the primary key alone, wherever they stand: direct-key signatures and
/// revocations of the key.
fn is_of_primary(signature: &Packet<'_>) -> bool {
    let kind = match signature.body {
        [2 | 3, _, kind, ..] | [4 | 6, kind, ..] => kind,
        _ => return false,
    };
    matches!(kind, 0x1F | 0x20)
}
