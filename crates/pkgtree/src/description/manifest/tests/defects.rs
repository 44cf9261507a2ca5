//! What bad manifests get.

use insta::assert_snapshot;

use super::*;

#[test]
fn unknown_keys() {
    assert_snapshot!(defects(
        "sumary = \"x\"\nsection = \"libs\"\npre_depends = [\"a\"]\narchitecture = \"all\"\n\
         Name = \"x\"\nrequires = [\"x\"]\nfrobnicate = 1\n\n[deb]\nvendor = \"x\"\n\
         obsoletes = [\"x\"]\nmulti_arch = \"same\"\nprioritty = \"x\"\n\n[rmp]\nx = 1\n\n\
         [[file]]\nmatch = \"/x\"\nmode = \"0644\"\nuser = \"root\"\n\n\
         [[add]]\nsource = \"x\"\ndst = \"/x\"\ndepends = [\"libc6\"]\n"
    ));
}

#[test]
fn wrong_types() {
    assert_snapshot!(defects(
        "name = [\"hello\"]\nversion = 27.1\nrelease = 1.0\nepoch = true\nsummary = 2024-01-02\n\
         depends = \"libc6, procps\"\nsuggests = [1, \"ok\", true]\nlicense = { spdx = \"MIT\" }\n\
         allow-empty = \"yes\"\nscripts = \"x\"\nfile = 1\nadd = [1]\nexclude = \"*.la\"\n\
         [deb]\nessential = 1\nfields = []\ntemplates = 1\nscripts = { postinst = 3 }\n\
         [rpm]\nversion = 27\n"
    ));
    assert_snapshot!("tables", defects("deb = \"x\"\nrpm = []\n"));
}

#[test]
fn versions_without_quotes() {
    assert_snapshot!(defects(
        "version = 27.1.2\narch = amd64\nname = hello # the name\nepoch = 1\n"
    ));
}

#[test]
fn broken_syntax() {
    assert_snapshot!(defects("name = \"hello\nversion = \"1\"\nsummary \"x\"\n= 3\n[deb\nx = \n"));
    assert_snapshot!(
        "unclosed",
        defects("name = \"x\"\ndescription = \"\"\"\nabc\n\n[deb]\nsection = \"x\"\n")
    );
    assert_snapshot!(
        "array",
        defects("depends = [\"a\"\n\"b\"]\nname = \"x\"\nversion = \"${name}\"\n")
    );
}

#[test]
fn duplicates() {
    assert_snapshot!(defects(
        "name = \"a\"\nversion = \"1\"\nname = \"b\"\n[deb]\nsection = \"x\"\n\n[rpm]\n\
         group = \"x\"\n[deb] # again\nsection = \"y\"\ntag = \"a\"\ntag = \"b\"\n"
    ));
}

#[test]
fn empty_texts() {
    assert_snapshot!(defects(
        "name = \"\"\ndepends = [\"a\", \"  \"]\ndescription = \"\"\"\n\n\"\"\"\n\
         [scripts]\nprerm = \"\"\n[deb.fields]\n\"\" = \"x\"\nX-A = \"\"\n"
    ));
}

#[test]
fn bytes_that_are_no_text() {
    assert_snapshot!(defects(
        b"\xef\xbb\xbfname = \"a\"\nsummary = \"caf\xe9 \xff\"\n# \xc3\nx = 1\n"
    ));
}

#[test]
fn characters_that_deceive() {
    assert_snapshot!(defects(
        "name = \"a\\u0000b\"\nsummary = \"a\u{202e}b\" # \u{2066}\nhomepage = \"\\u202e\"\n\
         license = \"\\u001b[31m\"\nvendor = \"\u{feff}x\"\n[deb.fields]\nX-A = \"a\\rb\"\n"
    ));
    assert_snapshot!("raw-nul", defects("name = \"a\0b\"\nversion = \"1\u{7f}\"\n"));
}

#[test]
fn line_breaks_in_texts_of_one_line() {
    assert_snapshot!(defects(
        "summary = \"a\\nDepends: evil\"\nmaintainer = \"\"\"a\nb\"\"\"\ndepends = [\"a\\r\"]\n"
    ));
}

#[test]
fn texts_that_are_too_long() {
    let at_most = |key: &str, length: usize| format!("{key} = \"{}\"\n", "x".repeat(length));
    assert_eq!(defects(at_most("summary", 64 << 10)), "no defect");
    assert_eq!(defects(at_most("description", 1 << 20)), "no defect");
    let text = at_most("summary", (64 << 10) + 1) + &at_most("description", (1 << 20) + 1);
    assert_snapshot!(defects(text));
    assert_snapshot!("manifest", defects("#".repeat((4 << 20) + 1)));
}

#[test]
fn rules_of_files() {
    assert_snapshot!(defects(
        "[[file]]\nmode = \"0644\"\n\n[[file]]\nmatch = \"/etc/[\"\nmode = 640\nowner = \"1000\"\n\
         group = \"a b\"\n\n[[file]]\nmatch = \"/x\"\n\n\
         [[file]]\nmatch = \"/x\"\nmode = \"rw-r--r--\"\nconfig = \"norepalce\"\nrole = true\n\n\
         [[file]]\nmatch = \"/x\"\nmode = 0o77777\nconfig = false\nrole = [\"config\", \"docs\", \"zzz\"]\n\
         capabilities = \"cap_net_rwa+ep\"\n\n[[file]]\nmatch = \"/x\"\nconfig = 3\nmode = 6.4\n"
    ));
}

#[test]
fn rules_of_added_files() {
    assert_snapshot!(defects(
        "exclude = [\"a{\"]\n[[add]]\nsource = \"x\"\n\n[[add]]\ntarget = \"/x\"\n\n\
         [[add]]\nsource = \"x\"\ntarget = \"/usr/../etc/x\"\n\n\
         [[add]]\nsource = \"x\"\ntarget = \"/\"\nowner = \"0\"\n\n\
         [[add]]\nsource = \"..\"\ntarget = \"/\"\n"
    ));
}

#[test]
fn names_of_scripts() {
    assert_snapshot!(defects(
        "[scripts]\npostints = \"x\"\nconfig = \"x\"\n%post = \"x\"\n[deb.scripts]\npretrans = \"x\"\n\
         [rpm.scripts]\nfrobnicate = \"x\"\n"
    ));
}

#[test]
fn modes_types_and_policies() {
    assert_snapshot!(defects(
        "modes = \"norml\"\nhard-links = \"all\"\n[deb]\nmodes = true\n[rpm]\nhard-links = \"\"\n\n\
         [[file]]\nmatch = \"/x\"\ntype = \"dri\"\nfile-mode = \"u=rwz\"\ndir-mode = 750\n\n\
         [[file]]\nmatch = \"/x\"\ntype = [\"directory\", \"ghost\"]\nowner = \"root\"\n\n\
         [[file]]\nmatch = \"/x\"\ntype = \"link\"\nmode = \"0644\"\n\n\
         [[file]]\nmatch = \"/x\"\ntype = \"dir\"\nfile-mode = \"0644\"\n\n\
         [[file]]\nmatch = \"/x\"\ntype = \"file\"\ndir-mode = \"0755\"\n\n\
         [[file]]\nmatch = \"/x\"\ntype = \"file\"\n\n\
         [[file]]\nmatch = \"/x\"\ntype = true\nmode = \"0644\"\n\n\
         [[add]]\nsource = \"x\"\ntarget = \"/x\"\ntype = \"file\"\n"
    ));
}
