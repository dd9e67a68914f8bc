//! `han man`: the manual, made from the same definitions as the help, the same on every day and terminal.

use super::App;
use super::args::{Cli, ManArgs};
use super::failure::{Failure, Kind, Outcome};
use clap::{Command, CommandFactory as _};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use std::io;

/// One page of the manual.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// The file's name: `han-keys-list.1`.
    pub file_name: String,
    /// The words that lead to the command: `keys list`; empty for han itself.
    pub words: String,
    /// The page's source.
    pub roff: Vec<u8>,
}

/// Prints one page, or writes all of them.
pub fn run(app: &App, args: &ManArgs) -> Result<Outcome, Failure> {
    let pages = pages().map_err(|e| Failure::new(Kind::Bug, "cannot make the manual").because(e))?;
    let Some(dir) = &args.out else {
        let words = args.command.join(" ");
        let page = pages.iter().find(|page| page.words == words).ok_or_else(|| {
            Failure::new(Kind::Usage, format!("there is no manual page for {words}")).hint("han --help")
        })?;
        app.ui.bytes(&page.roff)?;
        return Ok(Outcome::Done);
    };
    let cannot =
        |e| Failure::new(Kind::Io, format!("cannot write the manual to {}", dir.display())).because(e);
    std::fs::create_dir_all(dir).map_err(cannot)?;
    for page in &pages {
        std::fs::write(dir.join(&page.file_name), &page.roff).map_err(cannot)?;
    }
    app.ui.note(&format!("wrote {} pages to {}", pages.len(), dir.display()));
    Ok(Outcome::Done)
}

/// Every page, in the order of the commands.
///
/// # Errors
/// None in practice: the pages are written to memory.
pub fn pages() -> io::Result<Vec<Page>> {
    let mut root = Cli::command().disable_help_subcommand(true);
    root.build();
    let mut pages = Vec::new();
    collect(&root, "", &mut pages)?;
    Ok(pages)
}

fn collect(command: &Command, words: &str, pages: &mut Vec<Page>) -> io::Result<()> {
    let name = command.get_display_name().unwrap_or("han").to_owned();
    let is_root = words.is_empty();
    // The options of every command are told once, in han(1).
    let told = command.clone().mut_args(|arg| {
        let elsewhere = arg.is_global_set() && !is_root;
        arg.hide_short_help(false).hide(elsewhere)
    });
    let page = render(told, &name)?;
    pages.push(Page { file_name: format!("{name}.1"), words: words.to_owned(), roff: page });
    for child in command.get_subcommands() {
        collect(child, format!("{words} {}", child.get_name()).trim_start(), pages)?;
    }
    Ok(())
}

fn render(command: Command, name: &str) -> io::Result<Vec<u8>> {
    let extra = command.get_after_long_help().or(command.get_after_help()).map(ToString::to_string);
    let has_children = command.has_subcommands();
    let source = concat!("han ", env!("CARGO_PKG_VERSION"));
    let man = Man::new(command).title(name.to_uppercase()).date("").source(source).manual("han manual");
    let mut out = Vec::new();
    man.render_title(&mut out)?;
    man.render_name_section(&mut out)?;
    man.render_synopsis_section(&mut out)?;
    man.render_description_section(&mut out)?;
    man.render_options_section(&mut out)?;
    if has_children {
        man.render_subcommands_section(&mut out)?;
    }
    sections(extra.as_deref().unwrap_or_default()).to_writer(&mut out)?;
    if name != "han" {
        let mut see = Roff::new();
        see.control("SH", ["SEE ALSO"]);
        see.text([
            bold("han"),
            roman("(1) for the options of every command, exit status, environment and files"),
        ]);
        see.to_writer(&mut out)?;
    }
    Ok(tidy(&String::from_utf8_lossy(&out)).into_bytes())
}

/// Every part begins with the same two lines, which a page needs once. No line ends in blanks.
fn tidy(page: &str) -> String {
    const PREAMBLE: &str = ".ie \\n(.g .ds Aq \\(aq\n.el .ds Aq '\n";
    // An empty date is dropped by the generator, which would shift the fields after it.
    let body = page.replace(PREAMBLE, "").replacen(" 1  \"", " 1 \"\" \"", 1);
    let lines = body.lines().flat_map(|line| [line.trim_end(), "\n"]);
    std::iter::once(PREAMBLE).chain(lines).collect()
}

/// The sections of a help text: lines at the margin that end in a colon are headings, the rest is kept as
/// it is laid out.
fn sections(text: &str) -> Roff {
    let mut roff = Roff::new();
    let mut open = false;
    for line in text.lines() {
        let heading = line.strip_suffix(':').filter(|h| !h.is_empty() && !h.starts_with(' '));
        match heading {
            Some(heading) => {
                if open {
                    roff.control("fi", []);
                }
                roff.control("SH", [heading.to_uppercase().as_str()]);
                roff.control("nf", []);
                open = true;
            }
            None if line.is_empty() => {}
            None => {
                roff.text([roman(line)]);
            }
        }
    }
    if open {
        roff.control("fi", []);
    }
    roff
}
