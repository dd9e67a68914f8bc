//! Where a passphrase comes from: a file, a descriptor, a command, or the terminal. Never an argument or a
//! variable of the environment.

use crate::local::atomic::FileError;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use zeroize::{Zeroize, Zeroizing};

/// Longest passphrase, in bytes.
pub const MAX_PASSPHRASE_LEN: usize = 4_096;

/// A source of a passphrase.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PassphraseSource {
    /// The content of a file.
    File(PathBuf),
    /// What can be read from an open descriptor of this process, to its end.
    Fd(u32),
    /// The first line that a program prints. The text is split into words as a shell would (quotes and
    /// backslashes), and the program is run directly: no variables, globs, pipes or substitutions.
    Command(String),
    /// The terminal, once.
    Prompt(String),
    /// The terminal, twice, for a new passphrase.
    NewPrompt(String),
}

/// A passphrase as it was read, one trailing newline removed, and what to tell the user about its source.
pub struct ReadPassphrase {
    /// The bytes.
    pub bytes: Zeroizing<Vec<u8>>,
    /// The file is open to others.
    pub warning: Option<LooseFile>,
}

/// A passphrase file that others may open.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LooseFile {
    /// The file.
    pub path: PathBuf,
    /// Its permission bits.
    pub mode: u32,
}

/// Why no passphrase was had. No variant holds any part of one.
#[derive(Debug, thiserror::Error)]
pub enum PassphraseError {
    /// The file cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The descriptor cannot be read.
    #[error("cannot read the passphrase from descriptor {fd}")]
    Fd {
        /// The descriptor.
        fd: u32,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// The command line has an open quote, a backslash at its end, or no word.
    #[error("the passphrase command cannot be split into words")]
    Words,
    /// The program cannot be started or read.
    #[error("cannot run the passphrase command {program:?}")]
    Start {
        /// The program.
        program: String,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// The program failed.
    #[error("the passphrase command {program:?} failed ({})", match .code { Some(c) => format!("exit code {c}"), None => "killed by a signal".into() })]
    Failed {
        /// The program.
        program: String,
        /// Its exit code; `None` if a signal ended it.
        code: Option<i32>,
    },
    /// There is no terminal to ask on.
    #[error("there is no terminal to ask for the passphrase")]
    NoTerminal(#[source] io::Error),
    /// The user gave up.
    #[error("no passphrase was given")]
    Interrupted,
    /// The two answers differ.
    #[error("the two passphrases differ")]
    Mismatch,
    /// Nothing but a newline.
    #[error("the passphrase is empty")]
    Empty,
    /// Longer than [`MAX_PASSPHRASE_LEN`].
    #[error("the passphrase is longer than {MAX_PASSPHRASE_LEN} bytes")]
    TooLong,
}

impl PassphraseSource {
    /// Reads the passphrase.
    pub fn read(&self) -> Result<ReadPassphrase, PassphraseError> {
        let mut warning = None;
        let bytes = match self {
            Self::File(path) => {
                warning = loose(path)?;
                let file = File::open(path).map_err(FileError::io(path))?;
                read_whole(file).map_err(FileError::io(path))?
            }
            Self::Fd(fd) => read_fd(*fd).map_err(|source| PassphraseError::Fd { fd: *fd, source })?,
            Self::Command(line) => run(line)?,
            Self::Prompt(text) => ask(text, &mut |t| rpassword::prompt_password(t))?,
            Self::NewPrompt(text) => ask_twice(text, &mut |t| rpassword::prompt_password(t))?,
        };
        Ok(ReadPassphrase { bytes: finish(bytes)?, warning })
    }
}

/// Strips one trailing newline and checks the length.
fn finish(mut bytes: Zeroizing<Vec<u8>>) -> Result<Zeroizing<Vec<u8>>, PassphraseError> {
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
    }
    match bytes.len() {
        0 => Err(PassphraseError::Empty),
        1..=MAX_PASSPHRASE_LEN => Ok(bytes),
        _ => Err(PassphraseError::TooLong),
    }
}

/// Reads to the end, or until it is certainly too long, into memory that never moves.
fn read_whole(from: impl Read) -> io::Result<Zeroizing<Vec<u8>>> {
    let max = MAX_PASSPHRASE_LEN + 3;
    let mut bytes = Zeroizing::new(vec![0; max]);
    let (mut from, mut len) = (from, 0);
    while len < max {
        match from.read(bytes.get_mut(len..).unwrap_or_default()) {
            Ok(0) => break,
            Ok(n) => len += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    bytes.truncate(len);
    Ok(bytes)
}

#[cfg(unix)]
fn loose(path: &Path) -> Result<Option<LooseFile>, PassphraseError> {
    use std::os::unix::fs::MetadataExt;
    let metadata = std::fs::metadata(path).map_err(FileError::io(path))?;
    let mode = metadata.mode() & 0o7777;
    // A pipe (`<(...)`) has no lasting content for others to read.
    let open = metadata.is_file() && mode & 0o077 != 0;
    Ok(open.then(|| LooseFile { path: path.to_owned(), mode }))
}

#[cfg(not(unix))]
fn loose(_: &Path) -> Result<Option<LooseFile>, PassphraseError> {
    Ok(None)
}

/// Descriptor 0 is standard input; others are opened again by their name under /dev/fd, which needs no
/// unsafe code and works for pipes and files.
fn read_fd(fd: u32) -> io::Result<Zeroizing<Vec<u8>>> {
    if fd == 0 {
        return read_whole(io::stdin().lock());
    }
    if cfg!(not(unix)) {
        return Err(io::ErrorKind::Unsupported.into());
    }
    read_whole(File::open(format!("/dev/fd/{fd}"))?)
}

fn run(line: &str) -> Result<Zeroizing<Vec<u8>>, PassphraseError> {
    let words = split_words(line).ok_or(PassphraseError::Words)?;
    let (program, args) = words.split_first().ok_or(PassphraseError::Words)?;
    let start = |source| PassphraseError::Start { program: program.clone(), source };
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = command.spawn().map_err(start)?;
    let output = match child.stdout.take() {
        Some(mut stdout) => first_line(&mut stdout),
        None => Err(io::ErrorKind::BrokenPipe.into()),
    };
    let status = child.wait().map_err(start)?;
    if !status.success() {
        return Err(PassphraseError::Failed { program: program.clone(), code: status.code() });
    }
    output.map_err(start)
}

/// The first line of a stream, with its newline; the rest is read and wiped, so that the writer is not killed.
fn first_line(from: &mut impl Read) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut line = read_whole(&mut *from)?;
    let mut rest = Zeroizing::new([0u8; 4096]);
    loop {
        match from.read(rest.as_mut_slice()) {
            Ok(0) => break,
            Ok(_) => {}
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    if let Some(at) = memchr::memchr(b'\n', &line) {
        line.get_mut(at + 1..).unwrap_or_default().zeroize();
        line.truncate(at + 1);
    }
    Ok(line)
}

/// Splits a command line into words as a shell does, without expansions: white space separates, `'...'` is
/// literal, `"..."` knows `\"` and `\\`, and elsewhere a backslash (not on Windows) takes the next character
/// as it is. `None` for an open quote or a lone backslash at the end.
pub fn split_words(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_whitespace() {
            words.extend(word.take());
            continue;
        }
        let word = word.get_or_insert_default();
        match c {
            '\'' => loop {
                match chars.next()? {
                    '\'' => break,
                    c => word.push(c),
                }
            },
            '"' => loop {
                match chars.next()? {
                    '"' => break,
                    '\\' if matches!(chars.peek(), Some('"' | '\\')) => word.push(chars.next()?),
                    c => word.push(c),
                }
            },
            '\\' if cfg!(not(windows)) => word.push(chars.next()?),
            c => word.push(c),
        }
    }
    words.extend(word);
    Some(words)
}

type Asker<'a> = &'a mut dyn FnMut(&str) -> io::Result<String>;

fn ask(text: &str, asker: Asker) -> Result<Zeroizing<Vec<u8>>, PassphraseError> {
    match asker(text) {
        Ok(answer) => Ok(Zeroizing::new(answer.into_bytes())),
        Err(e) if matches!(e.kind(), io::ErrorKind::Interrupted | io::ErrorKind::UnexpectedEof) => {
            Err(PassphraseError::Interrupted)
        }
        Err(e) => Err(PassphraseError::NoTerminal(e)),
    }
}

fn ask_twice(text: &str, asker: Asker) -> Result<Zeroizing<Vec<u8>>, PassphraseError> {
    let first = ask(text, asker)?;
    let second = ask("Once more: ", asker)?;
    let same: bool = subtle::ConstantTimeEq::ct_eq(first.as_slice(), second.as_slice()).into();
    if same { Ok(first) } else { Err(PassphraseError::Mismatch) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &PassphraseSource) -> Result<Vec<u8>, String> {
        source.read().map(|p| p.bytes.to_vec()).map_err(|e| e.to_string())
    }

    #[test]
    fn words_are_split_as_a_shell_does() {
        let words = |line: &str| split_words(line).map(|w| w.join("|"));
        for (line, want) in [
            ("pass show han", Some("pass|show|han")),
            ("  a\t'b c'  \"d e\" ", Some("a|b c|d e")),
            (r#"a'b'"c"d"#, Some("abcd")),
            (r#""a\"b\\c\d" '\x'"#, Some(r#"a"b\c\d|\x"#)),
            ("'' x", Some("|x")),
            ("$HOME *.txt a;b `c`", Some("$HOME|*.txt|a;b|`c`")),
            ("'open", None),
            ("\"open", None),
            ("", Some("")),
        ] {
            assert_eq!(words(line).as_deref(), want, "{line}");
        }
        #[cfg(unix)]
        {
            assert_eq!(words(r"a\ b").as_deref(), Some("a b"));
            assert_eq!(words("a\\"), None);
        }
    }

    #[cfg(unix)]
    #[test]
    fn files_give_their_bytes_and_loose_ones_a_warning() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("p");
        let source = PassphraseSource::File(path.clone());
        for (content, want) in [
            (&b"secret\n"[..], Ok(&b"secret"[..])),
            (b"secret\r\n", Ok(b"secret")),
            (b"two\nlines\n\n", Ok(b"two\nlines\n")),
            (b"\xff\0", Ok(b"\xff\0")),
            (b"\n", Err("the passphrase is empty")),
            (b"", Err("the passphrase is empty")),
        ] {
            std::fs::write(&path, content).unwrap();
            assert_eq!(read(&source), want.map(<[u8]>::to_vec).map_err(str::to_owned));
        }
        std::fs::write(&path, vec![b'x'; MAX_PASSPHRASE_LEN + 1]).unwrap();
        assert_eq!(read(&source), Err("the passphrase is longer than 4096 bytes".into()));
        std::fs::write(&path, vec![b'x'; MAX_PASSPHRASE_LEN]).unwrap();
        for (mode, warns) in [(0o600, false), (0o400, false), (0o640, true), (0o644, true)] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(source.read().unwrap().warning.is_some(), warns, "{mode:o}");
        }
        assert!(matches!(PassphraseSource::File("/no".into()).read(), Err(PassphraseError::File(_))));
    }

    #[cfg(unix)]
    #[test]
    fn commands_run_without_a_shell_and_give_their_first_line() {
        let command = |line: &str| read(&PassphraseSource::Command(line.into()));
        assert_eq!(command(r"printf 'one\ntwo\n'"), Ok(b"one".to_vec()));
        assert_eq!(command("printf '%s' '$HOME;x'"), Ok(b"$HOME;x".to_vec()));
        assert_eq!(command("sh -c 'echo s; head -c 1000000 /dev/zero'"), Ok(b"s".to_vec()));
        assert_eq!(
            command("sh -c 'echo hidden; exit 3'"),
            Err("the passphrase command \"sh\" failed (exit code 3)".into())
        );
        assert_eq!(
            command("sh -c 'kill -9 $$'"),
            Err("the passphrase command \"sh\" failed (killed by a signal)".into())
        );
        assert_eq!(command("true"), Err("the passphrase is empty".into()));
        assert_eq!(command("'x"), Err("the passphrase command cannot be split into words".into()));
        assert_eq!(command(" "), Err("the passphrase command cannot be split into words".into()));
        assert!(command("/no/such/program").unwrap_err().starts_with("cannot run"));
    }

    #[cfg(unix)]
    #[test]
    fn a_descriptor_is_read_to_its_end() {
        use std::io::Write;
        use std::os::fd::AsRawFd;
        let (reader, mut writer) = io::pipe().unwrap();
        writer.write_all(b"from a pipe\n").unwrap();
        drop(writer);
        let fd = u32::try_from(reader.as_raw_fd()).unwrap();
        assert_eq!(read(&PassphraseSource::Fd(fd)), Ok(b"from a pipe".to_vec()));
        assert!(matches!(PassphraseSource::Fd(9_999).read(), Err(PassphraseError::Fd { fd: 9_999, .. })));
    }

    #[test]
    fn prompts_ask_twice_for_a_new_passphrase() {
        let typed = |answers: &[&str]| {
            let mut left: Vec<String> = answers.iter().rev().map(|a| format!("{a}\n")).collect();
            let mut asker = move |_: &str| {
                let config = rpassword::ConfigBuilder::new().output_discard();
                rpassword::prompt_password_with_config(
                    "",
                    config.input_data(left.pop().unwrap_or_default()).build(),
                )
            };
            ask_twice("New: ", &mut asker).map(|b| b.to_vec()).map_err(|e| e.to_string())
        };
        assert_eq!(typed(&["a b", "a b"]), Ok(b"a b".to_vec()));
        assert_eq!(typed(&["a", "b"]), Err("the two passphrases differ".into()));
        let none = ask("", &mut |_| Err(io::ErrorKind::NotFound.into()));
        assert!(matches!(none, Err(PassphraseError::NoTerminal(_))));
        let interrupted = ask("", &mut |_| Err(io::ErrorKind::Interrupted.into()));
        assert!(matches!(interrupted, Err(PassphraseError::Interrupted)));
    }
}
