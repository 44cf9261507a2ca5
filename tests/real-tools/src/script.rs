//! Which programs a shell script runs.

use std::collections::BTreeSet;

/// What the shell does itself, and bash.
const BUILTINS: &[&str] = &[
    ".", ":", "[", "[[", "]]", "alias", "bg", "break", "builtin", "cd", "compgen", "continue",
    "declare", "echo", "eval", "exit", "export", "fg", "getopts", "hash", "jobs", "let", "local",
    "mapfile", "popd", "printf", "pushd", "pwd", "read", "readonly", "return", "set", "shift",
    "shopt", "source", "test", "trap", "true", "false", "type", "typeset", "ulimit", "umask",
    "unset", "wait", "kill",
];

/// After these a command follows.
const BEFORE_COMMANDS: &[&str] = &[
    "if", "then", "elif", "else", "while", "until", "do", "!", "{", "}", "fi", "done", "esac",
    "time",
];

/// What runs the command that its arguments are, after options and assignments; `run` is the function
/// by which our scripts show a command before they run it.
const WRAPPERS: &[&str] = &["env", "exec", "command", "run", "sudo", "xargs"];

/// The names of all programs that `script` runs from `PATH`: no builtins, no functions of its own, and
/// nothing whose name is computed or a path.
#[must_use]
pub fn programs(script: &str) -> BTreeSet<String> {
    let mut found = Found::default();
    found.read(script);
    found.programs.retain(|program| !found.functions.contains(program));
    found.programs
}

#[derive(Default)]
struct Found {
    programs: BTreeSet<String>,
    functions: BTreeSet<String>,
}

#[derive(Debug, PartialEq, Eq)]
enum Token {
    /// A word without its quotes; whether it had some, or anything that is computed.
    Word(String, bool),
    /// `;`, `|`, `(`, a line's end, ...
    Operator(&'static str),
}

impl Found {
    fn read(&mut self, script: &str) {
        let (tokens, nested) = Lexer::default().lex(script);
        for inner in nested {
            self.read(&inner);
        }
        self.walk(&tokens);
    }

    fn walk(&mut self, tokens: &[Token]) {
        let mut at = 0;
        // Whether a command may begin here.
        let mut begins = true;
        let mut wrapped = false;
        let mut cases = 0usize;
        while let Some(token) = tokens.get(at) {
            at += 1;
            match token {
                Token::Operator(";;") if cases > 0 => {
                    at = after_pattern(tokens, at);
                    (begins, wrapped) = (true, false);
                }
                Token::Operator(">" | "<") => at += 1,
                Token::Operator(_) => (begins, wrapped) = (true, false),
                Token::Word(..) if !begins => {}
                Token::Word(word, false) if BEFORE_COMMANDS.contains(&word.as_str()) => {
                    cases = cases.saturating_sub(usize::from(word == "esac"));
                }
                Token::Word(word, false) if word == "for" => begins = false,
                Token::Word(word, false) if word == "case" => {
                    cases += 1;
                    let is_in = |token: &Token| *token == Token::Word("in".to_owned(), false);
                    at += tokens[at..].iter().position(is_in).map_or(0, |found| found + 1);
                    at = after_pattern(tokens, at);
                }
                Token::Word(word, _) if is_assignment(word) => {
                    // An array.
                    if word.ends_with('=') && tokens.get(at) == Some(&Token::Operator("(")) {
                        at = after_pattern(tokens, at);
                    }
                }
                Token::Word(word, _) if wrapped && word.starts_with('-') => {
                    // `command -v` runs nothing; what takes an argument is not told apart.
                    begins = false;
                }
                Token::Word(word, computed) => {
                    let brackets = [Token::Operator("("), Token::Operator(")")];
                    if tokens[at..].starts_with(&brackets) {
                        self.functions.insert(word.clone());
                        at += 2;
                        continue;
                    }
                    wrapped = WRAPPERS.contains(&word.as_str());
                    begins = wrapped;
                    let is_name = !computed && !word.contains('/') && !word.is_empty();
                    let is_ours = ["command", "exec", "run"].contains(&word.as_str());
                    if is_name && !is_ours && !BUILTINS.contains(&word.as_str()) {
                        self.programs.insert(word.clone());
                    }
                }
            }
        }
    }
}

/// The program that a shell did not find, by what it said.
pub(crate) fn not_found(errors: &str) -> Option<&str> {
    let line = errors.lines().find_map(|line| line.strip_suffix(": not found"))?;
    line.rsplit(": ").next()
}

/// The place behind the next `)`: the pattern of a `case` or an array, or before the `esac` that stands where one could.
fn after_pattern(tokens: &[Token], from: usize) -> usize {
    let mut at = from;
    while let Some(token) = tokens.get(at) {
        match token {
            Token::Word(word, false) if word == "esac" => return at,
            Token::Operator(")") => return at + 1,
            _ => at += 1,
        }
    }
    at
}

fn is_assignment(word: &str) -> bool {
    let name = word.split_once('=').map_or("", |(name, _)| name.trim_end_matches('+'));
    let is_name = |character: char| character == '_' || character.is_ascii_alphanumeric();
    !name.is_empty() && name.chars().all(is_name)
}

#[derive(Default)]
struct Lexer {
    tokens: Vec<Token>,
    /// What stands in `$(...)`.
    nested: Vec<String>,
    /// The word that is being read, if one is, and whether it is plain text no more.
    word: Option<(String, bool)>,
    /// The ends of here documents that begin with the next line.
    documents: Vec<String>,
}

impl Lexer {
    fn lex(mut self, script: &str) -> (Vec<Token>, Vec<String>) {
        let mut rest = script;
        while let Some(character) = rest.chars().next() {
            let next = &rest[character.len_utf8()..];
            rest = match character {
                '\\' => {
                    let escaped = next.chars().next();
                    escaped.filter(|it| *it != '\n').into_iter().for_each(|it| self.push(it, true));
                    &next[escaped.map_or(0, char::len_utf8)..]
                }
                '\'' => {
                    let end = next.find('\'').unwrap_or(next.len());
                    next[..end].chars().for_each(|it| self.push(it, true));
                    self.word.get_or_insert_default().1 = true;
                    next.get(end + 1..).unwrap_or_default()
                }
                '"' => self.quoted(next),
                '$' => self.expansion(next),
                '#' if self.word.is_none() => &next[next.find('\n').unwrap_or(next.len())..],
                ' ' | '\t' => {
                    self.end_word();
                    next
                }
                '\n' => {
                    self.operator("\n");
                    self.skip_documents(next)
                }
                ';' | '|' | '&' | '(' | ')' | '<' | '>' => self.operators(character, next),
                _ => {
                    self.push(character, false);
                    next
                }
            };
        }
        self.end_word();
        (self.tokens, self.nested)
    }

    fn push(&mut self, character: char, quoted: bool) {
        let word = self.word.get_or_insert_default();
        word.0.push(character);
        word.1 |= quoted;
    }

    fn end_word(&mut self) {
        if let Some((text, computed)) = self.word.take() {
            self.tokens.push(Token::Word(text, computed));
        }
    }

    fn operator(&mut self, operator: &'static str) {
        self.end_word();
        self.tokens.push(Token::Operator(operator));
    }

    fn operators<'a>(&mut self, character: char, next: &'a str) -> &'a str {
        match character {
            ';' if next.starts_with(';') => {
                self.operator(";;");
                &next[1..]
            }
            '<' if next.starts_with("<<") => {
                self.operator("<");
                &next[2..]
            }
            '<' if next.starts_with('<') => {
                let text = next[1..].trim_start_matches(['-', ' ']);
                let end = text.find(|it: char| it.is_whitespace() || it == ';' || it == ')');
                let (delimiter, rest) = text.split_at(end.unwrap_or(text.len()));
                self.documents.push(delimiter.replace(['\'', '"', '\\'], ""));
                self.end_word();
                rest
            }
            '<' | '>' => {
                // The number of a descriptor before it is no word.
                if self.word.as_ref().is_none_or(|(text, _)| text.parse::<u8>().is_err()) {
                    self.end_word();
                }
                self.word = None;
                let duplicate = next.trim_start_matches(['>', '&']);
                if let Some(inner) = next.strip_prefix('(') {
                    self.tokens.push(Token::Operator("("));
                    return inner;
                }
                self.tokens.push(Token::Operator(">"));
                duplicate
            }
            _ => {
                let operators = [(';', ";"), ('|', "|"), ('&', "&"), ('(', "("), (')', ")")];
                let known = operators.iter().find(|(it, _)| *it == character);
                self.operator(known.map_or(";", |(_, operator)| operator));
                next
            }
        }
    }

    /// What stands behind `"`, up to the other.
    fn quoted<'a>(&mut self, text: &'a str) -> &'a str {
        self.word.get_or_insert_default().1 = true;
        let mut rest = text;
        while let Some(character) = rest.chars().next() {
            let next = &rest[character.len_utf8()..];
            match character {
                '"' => return next,
                '\\' => rest = next.get(1..).unwrap_or_default(),
                '$' => rest = self.expansion(next),
                _ => {
                    self.push(character, true);
                    rest = next;
                }
            }
        }
        rest
    }

    /// What stands behind `$`.
    fn expansion<'a>(&mut self, text: &'a str) -> &'a str {
        self.push('$', true);
        let (open, close) = match text.chars().next() {
            Some('(') => ('(', ')'),
            Some('{') => ('{', '}'),
            _ => return text,
        };
        let mut depth = 0usize;
        for (at, character) in text.char_indices() {
            depth += usize::from(character == open);
            depth -= usize::from(character == close);
            if depth == 0 {
                let inner = &text[1..at];
                match open {
                    '(' if !inner.starts_with('(') => self.nested.push(inner.to_owned()),
                    '{' => self.nested_in(inner),
                    _ => {}
                }
                return &text[at + 1..];
            }
        }
        ""
    }

    /// What `${NAME:-$(...)}` runs.
    fn nested_in(&mut self, inner: &str) {
        let mut lexer = Self::default();
        let mut rest = inner;
        while let Some(at) = rest.find('$') {
            rest = lexer.expansion(&rest[at + 1..]);
        }
        self.nested.extend(lexer.nested);
    }

    fn skip_documents<'a>(&mut self, text: &'a str) -> &'a str {
        let mut rest = text;
        for end in std::mem::take(&mut self.documents) {
            while !rest.is_empty() {
                let (line, next) = rest.split_once('\n').unwrap_or((rest, ""));
                rest = next;
                if line.trim_start_matches('\t') == end {
                    break;
                }
            }
        }
        rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(script: &str) -> Vec<String> {
        programs(script).into_iter().collect()
    }

    #[test]
    fn programs_are_found_where_commands_begin() {
        for (script, expected) in [
            ("gzip -c a | xz > b; cat b", &["cat", "gzip", "xz"][..]),
            ("if ! grep x y; then rm y; else tar t; fi", &["grep", "rm", "tar"]),
            ("A=b LC_ALL=C sort < x 2>&1 >> log", &["sort"]),
            ("umask 077; exec \"$0\" \"$@\"", &[]),
            ("exec timeout 10 \"$0\" inspect - < /dev/zero", &["timeout"]),
            ("env A=b sed s/a/b/", &["env", "sed"]),
            ("echo \"$(id -u) and $(head -n 1 \"$(ls)\")\"", &["head", "id", "ls"]),
            ("x=${A:-$(basename y)} # and wc\nfind .", &["basename", "find"]),
            ("for name in ar bzip2; do touch $name; done", &["touch"]),
            ("case $x in ar | cp) mv a b ;; *) ln a b ;; esac; du", &["du", "ln", "mv"]),
            ("fetch() {\n dd\n}\nfetch a && command -v gpg || ./here; /bin/there", &["dd"]),
            ("cat > x <<END\ngpg me\nEND\nmkdir y", &["cat", "mkdir"]),
            ("(cd a; md5sum b) && ls 'cpio' ar", &["ls", "md5sum"]),
            ("while read -r line; do run cmp a b; done < <(find x)", &["cmp", "find"]),
            ("printf '%s' 'a; nginx' > b & wait", &[]),
            ("a=(gpg xz); b+=(sqv)\nar t", &["ar"]),
        ] {
            assert_eq!(of(script), expected, "{script}");
        }
    }
}
