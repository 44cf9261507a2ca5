//! What only an `.rpm` has.

use insta::assert_snapshot;

use super::*;
use crate::Verify;
use crate::description::ScriptBody;

#[test]
fn requirements_with_qualifiers() {
    let it = read(
        "version = \"2\"\n[rpm]\norder-with-requires = [\"systemd\"]\n[rpm.requires-for]\n\
         pre = [\"shadow-utils\"]\n\"post, postun\" = [\"a >= ${version}\", \"b\"]\nmeta = []\n",
    );
    let found: Vec<_> =
        it.rpm.requires_for.iter().map(|(when, list)| (&*when.value, values(list))).collect();
    assert_eq!(
        found,
        [("pre", vec!["shadow-utils"]), ("post, postun", vec!["a >= 2", "b"]), ("meta", vec![])]
    );
    assert_eq!(it.rpm.requires_for[1].0.source.to_string(), "packaging/package.toml:6:1");
    assert_eq!(values(&it.rpm.order_with_requires), ["systemd"]);
}

#[test]
fn scriptlets_are_paths_or_tables() {
    let it = read(
        "name = \"n\"\n[scripts]\npostinst = \"a\"\nprerm = \"b\"\n[rpm.scripts]\n\
         posttrans = \"${name}.sh\"\nprerm = { file = \"c.lua\", interpreter = \"<lua>\" }\n\
         post = { interpreter = \"/sbin/ldconfig\", flags = [\"critical\", \"expand\"] }\n",
    );
    let scripts = it.rpm_scripts();
    let shown: Vec<_> = scripts
        .iter()
        .map(|it| {
            let ScriptBody { file, interpreter, flags } = &it.body;
            let file = file.as_ref().map(|file| file.value.to_str().unwrap());
            (&*it.name.value, file, value(interpreter), values(flags))
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("postinst", Some("packaging/a"), None, vec![]),
            ("posttrans", Some("packaging/n.sh"), None, vec![]),
            ("prerm", Some("packaging/c.lua"), Some("<lua>"), vec![]),
            ("post", None, Some("/sbin/ldconfig"), vec!["critical", "expand"]),
        ]
    );
}

#[test]
fn triggers_are_rows() {
    let it = read(
        "name = \"n\"\n[[rpm.trigger]]\nevent = \"triggerin\"\non = [\"httpd > 2\", \"${name}\"]\n\
         file = \"t.sh\"\n[[rpm.trigger]]\nevent = \"transfiletriggerin\"\non = [\"/usr/lib\"]\n\
         priority = 100\ninterpreter = \"<lua>\"\nflags = [\"qformat\"]\n",
    );
    let [package, file] = &it.rpm.triggers[..] else { panic!("{:?}", it.rpm.triggers) };
    assert_eq!(package.event.value, "triggerin");
    assert_eq!(values(&package.on), ["httpd > 2", "n"]);
    assert!(package.priority.is_none() && package.body.interpreter.is_none());
    assert_eq!(package.body.file.as_ref().unwrap().value, Path::new("packaging/t.sh"));
    assert_eq!(value(&file.priority), Some("100"));
    assert_eq!(value(&file.body.interpreter), Some("<lua>"));
    assert_eq!(values(&file.body.flags), ["qformat"]);
}

#[test]
fn texts_and_paths_of_the_section() {
    let it = read(
        "summary = \"Greeter\"\n[rpm]\nchangelog = \"CHANGES\"\ndistribution = \"d\"\n\
         build-host = \"h\"\nsource-rpm = \"s.src.rpm\"\ncookie = \"c\"\nopt-flags = \"-O2\"\n\
         format = 6\nown = [\"/usr/lib/systemd\"]\ndisown = [\"/opt/*\"]\n\
         [rpm.summaries]\nde = \"Grüßer\"\n\"sr@latin\" = \"${rpm.summaries.de}\"\n\
         [rpm.descriptions]\npt_BR = \"\"\"\num\n\ndois ${summary}\n\"\"\"\n",
    );
    let rpm = &it.rpm;
    assert_eq!(rpm.changelog.as_ref().unwrap().value, Path::new("packaging/CHANGES"));
    let texts = [
        (&rpm.distribution, "d"),
        (&rpm.build_host, "h"),
        (&rpm.source_rpm, "s.src.rpm"),
        (&rpm.cookie, "c"),
        (&rpm.opt_flags, "-O2"),
        (&rpm.format, "6"),
    ];
    for (text, expected) in texts {
        assert_eq!(value(text), Some(expected));
    }
    let by_locale = |texts: &[(Text, Text)]| -> Vec<(String, String)> {
        texts.iter().map(|(key, text)| (key.value.clone(), text.value.clone())).collect()
    };
    let pair = |key: &str, text: &str| (key.to_owned(), text.to_owned());
    assert_eq!(by_locale(&rpm.summaries), [pair("de", "Grüßer"), pair("sr@latin", "Grüßer")]);
    assert_eq!(by_locale(&rpm.descriptions), [pair("pt_BR", "um\n\ndois Greeter")]);
    assert_eq!(rpm.own[0].value.as_str(), "/usr/lib/systemd");
    assert_eq!(rpm.disown[0].value.as_str(), "/opt/*");
}

#[test]
fn locales_and_what_is_verified_of_files() {
    let rule = |text: &str| {
        let mut it = read(&format!("[[file]]\nmatch = \"/x\"\n{text}"));
        it.tree.attributes.remove(0)
    };
    assert_eq!(rule("lang = \"de\"").language.as_deref(), Some("de"));
    assert_eq!(rule("lang = [\"de\", \"pt_BR\"]").language.as_deref(), Some("de|pt_BR"));
    assert_eq!(rule("lang = false").language.as_deref(), Some(""));
    assert_eq!(rule("mode = \"0644\"").language, None);
    let verify = |text: &str| rule(&format!("verify = {text}")).verify.unwrap();
    assert_eq!(verify("false"), Verify::NONE);
    assert_eq!(verify("true"), Verify::ALL);
    assert_eq!(verify("\"mode\""), Verify::MODE);
    assert_eq!(verify("[\"md5\", \"caps\"]"), Verify::DIGEST | Verify::CAPS);
    assert_eq!(verify("[\"not\", \"size\", \"mtime\"]"), !(Verify::SIZE | Verify::MTIME));
    assert_eq!(rule("mode = \"0644\"").verify, None);
    let added = read("[[add]]\nsource = \"x\"\ntarget = \"/x\"\nlang = \"de\"\nverify = false\n");
    let rule = &added.tree.attributes[0];
    assert_eq!((rule.language.as_deref(), rule.verify), (Some("de"), Some(Verify::NONE)));
}

#[test]
fn defects_of_scriptlets_and_triggers() {
    assert_snapshot!(defects(
        "[rpm.scripts]\nposttran = \"x\"\npost = 3\npre = {}\npreun = { fiel = \"x\", event = \"x\" }\n\
         postun = { file = 1, interpreter = \"\", flags = \"expand\" }\n\
         [[rpm.trigger]]\nevent = \"triggerin\"\n\n[[rpm.trigger]]\non = \"x\"\nfile = \"${nope}\"\n\
         priority = 1.5\n\n[[rpm.trigger]]\nevnt = \"x\"\non = [1]\nmode = \"0644\"\n"
    ));
    assert_snapshot!("types", defects("[rpm]\ntrigger = [1]\nscripts = []\n"));
}

#[test]
fn defects_of_keys_that_are_names() {
    assert_snapshot!(defects(
        "[rpm]\nown = [\"[\"]\nformat = 4.0\nchangelog = 1\nbuildhost = \"x\"\n\
         [rpm.requires-for]\npots = [\"a\"]\n\"pre,pre\" = [\"a\"]\npost = \"a\"\n\"a\\nb\" = []\n\"\" = []\n\
         [rpm.summaries]\nC = \"x\"\nde = \"\"\nfr = \"a\\nb\"\n\
         [rpm.descriptions]\ndeutschland = \"x\"\nde = 1\n"
    ));
}

#[test]
fn defects_of_locales_and_what_is_verified() {
    assert_snapshot!(defects(
        "[[file]]\nmatch = \"/x\"\nlang = true\nverify = \"nothing\"\n\
         [[file]]\nmatch = \"/x\"\nlang = [\"de\", \"C\", \"de\"]\nverify = [\"sise\", \"not\", \"xyzzy\"]\n\
         [[file]]\nmatch = \"/x\"\nlang = 3\nverify = [\"not\"]\n\
         [[file]]\nmatch = \"/x\"\nlanguage = \"de\"\nverify = \"not size mtime\"\n"
    ));
}
