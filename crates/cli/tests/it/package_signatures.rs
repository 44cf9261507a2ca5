//! Signatures as `inspect` shows them, and the key that `--sign-key-id` names.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Tool, Workshop, add_keys, of_both};

of_both!(
    inspect_shows_who_signed,
    damaged_and_unknown_signatures_are_shown,
    the_key_that_is_named_signs,
);

fn place(tool: Tool) -> (&'static str, &'static str) {
    match tool {
        Tool::Mkdeb => ("_gpgorigin", "origin"),
        Tool::Mkrpm => ("RSAHEADER", "header"),
    }
}

fn signatures(workshop: &Workshop) -> Vec<Value> {
    let run = workshop.run(&["inspect", "--json", workshop.tool.package()]);
    run.done();
    run.json()["signatures"].as_array().unwrap().clone()
}

fn inspect_shows_who_signed(tool: Tool) {
    let workshop = Workshop::of(tool);
    add_keys(&workshop, &["rsa4096"]);
    let name = tool.package();
    workshop.build(&[]).done();
    assert!(!workshop.run(&["inspect", name]).done().contains("Signature: "));
    assert!(signatures(&workshop).is_empty());

    workshop.build(&["--force", "--timestamp=1750000000", "--sign-key=rsa4096.secret"]).done();
    let (place, role) = place(tool);
    let digest = if tool == Tool::Mkdeb { "SHA512" } else { "SHA256" };
    let all = signatures(&workshop);
    let fingerprint = all[0]["fingerprint"].as_str().unwrap().to_owned();
    assert_eq!(fingerprint.len(), 40);
    let mut one = all[0].clone();
    assert!(one["size"].take().as_u64() > Some(500));
    assert_eq!(
        (all.len(), one),
        (
            1,
            json!({
                "tag": place, "role": role, "size": null, "algorithm": "RSA", "digest": digest,
                "fingerprint": fingerprint, "key_id": fingerprint[24..], "time": 1_750_000_000,
                "expires": null, "problem": null,
            })
        )
    );
    let line =
        format!("Signature: {place} ({role}): RSA/{digest}, key {fingerprint}, 2025-06-15 15:06\n");
    let text = workshop.run(&["inspect", name]);
    assert!(text.done().contains(&line), "{}", text.stdout);
}

fn damaged_and_unknown_signatures_are_shown(tool: Tool) {
    let workshop = Workshop::of(tool);
    add_keys(&workshop, &["rsa4096"]);
    let name = tool.package();
    workshop.build(&["--sign-key=rsa4096.secret"]).done();
    let package = fs::read(workshop.path(name)).unwrap();
    // The packet: version 4, of bytes, RSA, and its digest.
    let digest = if tool == Tool::Mkdeb { 10 } else { 8 };
    let head = [4, 0, 1, digest, 0];
    let at = package.windows(5).position(|bytes| bytes == head).unwrap();
    for (offset, byte, told) in [
        (0, 77, "it is a signature of version 77"),
        (2, 99, "algorithm 99/"),
        (2, 17, "it "),
        (3, 110, "RSA/digest 110"),
        (4, 0xff, "it is a truncated signature"),
        (6, 0xff, "it is a truncated signature"),
    ] {
        let mut bytes = package.clone();
        bytes[at + offset] = byte;
        workshop.file(name, &bytes, 0o644);
        let run = workshop.run(&["inspect", name]);
        let line = run.done().lines().find(|line| line.starts_with("Signature: "));
        assert!(line.is_some_and(|line| line.contains(told)), "{told}: {line:?}");
        assert_eq!(signatures(&workshop).len(), 1);
        // Nothing of it is good.
        let verified = workshop.run(&["verify", name, "--key=rsa4096.public"]);
        assert!(matches!(verified.code, Some(6 | 7)), "{told}: {}", verified.stderr);
    }
}

/// Makes `both.secret`: a primary key that signs and a subkey that signs. Gives back both.
fn key_of_two(workshop: &Workshop) -> [String; 2] {
    let home = tempfile::tempdir_in("/tmp").unwrap();
    let mut shell = real_tools::shell(
        "set -e
         gpg() { command gpg --batch --quiet --passphrase '' --faked-system-time \
         1700000000! \"$@\"; }
         gpg --quick-generate-key 'Jo <jo@example.org>' rsa2048 \
         cert,sign never
         primary=$(gpg --with-colons --list-keys | sed -n \
         's/^fpr:*\\(.*\\):$/\\1/p')
         gpg --quick-add-key $primary rsa2048 sign never
    \
              gpg --export-secret-keys > both.secret
         chmod 600 both.secret
         gpg \
         --with-colons --list-keys | sed -n 's/^fpr:*\\(.*\\):$/\\1/p'
         gpgconf --kill all",
    );
    shell.env("GNUPGHOME", home.path()).current_dir(workshop.path(""));
    let output = shell.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let keys: Vec<String> = text.lines().map(str::to_owned).collect();
    keys.try_into().unwrap()
}

fn the_key_that_is_named_signs(tool: Tool) {
    let workshop = Workshop::of(tool);
    add_keys(&workshop, &["subkeys"]);
    let [primary, subkey] = key_of_two(&workshop);
    let name = tool.package();
    workshop.build(&[]).done();
    let sign = |file: &str, id: &str| {
        let key = format!("--sign-key={file}.secret");
        workshop.run(&["sign", name, &key, "--sign-key-id", id])
    };
    for key in [&primary, &subkey] {
        let spaced: Vec<_> = key.as_bytes().chunks(4).map(String::from_utf8_lossy).collect();
        for id in [
            key.clone(),
            format!("0x{}", key.to_lowercase()),
            format!("{key}!"),
            spaced.join(" "),
            key[24..].to_owned(),
            format!("0x{}", &key[24..]),
        ] {
            sign("both", &id).done();
            assert_eq!(signatures(&workshop)[0]["fingerprint"], **key, "{id}");
        }
    }
    // By default the subkey.
    workshop.run(&["sign", name, "--sign-key=both.secret"]).done();
    assert_eq!(signatures(&workshop)[0]["fingerprint"], subkey);
    let built = ["--force", "--sign-key=both.secret", "--sign-key-id", &primary];
    workshop.build(&built).done();
    assert_eq!(signatures(&workshop)[0]["fingerprint"], primary);

    let before = fs::read(workshop.path(name)).unwrap();
    let refused = sign("both", &primary[32..]);
    assert!(
        refused.failed(6).contains("a key ID of 32 bits, which anyone can give"),
        "{}",
        refused.stderr
    );
    let refused = sign("both", "DEADBEEFDEADBEEF");
    let told = format!("has no key DEADBEEFDEADBEEF; it has {primary}, {subkey}");
    assert!(refused.failed(6).contains(&told), "{}", refused.stderr);
    let refused = sign("both", "Jo <jo@example.org>");
    assert!(refused.failed(6).contains("is not a fingerprint or a key ID"), "{}", refused.stderr);
    // A primary key that only certifies: its subkeys do not replace it.
    let run = workshop.run(&["sign", name, "--sign-key=subkeys.secret", "--sign-key-id", &subkey]);
    let all = run.failed(6).split("it has ").nth(1).unwrap().to_owned();
    let refused = sign("subkeys", &all[..40]);
    let told = refused.failed(6);
    assert!(
        told.contains("error[E705]: ") && told.contains(" is not a signing key; in its"),
        "{told}"
    );
    assert!(fs::read(workshop.path(name)).unwrap() == before);
}
