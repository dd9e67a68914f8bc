//! Sessions for people: text, Markdown and HTML views of redacted lines.
//!
//! A view takes one line at a time and appends to a string that the caller empties, so that memory is the
//! longest line. Lines of unknown types are named, torn ones are shown as far as they can be read; neither
//! is an error. Whatever a transcript holds, it cannot leave the place that the view gives it: no escape
//! code reaches a terminal, no fence of Markdown ends early, no markup of HTML is made.

pub mod entry;
pub mod escape;
pub mod html;
pub mod markdown;
pub mod text;

use entry::Entry;

/// What a view says at its top.
#[derive(Default)]
pub struct About {
    /// The session's title or, without one, its id.
    pub title: String,
    /// What else is known, as name and value.
    pub facts: Vec<(&'static str, String)>,
}

/// One way to show a session. Calls come in this order: `begin`, then `section` and its entries, then `end`.
pub trait View {
    /// The top of the page.
    fn begin(&mut self, about: &About, out: &mut String);
    /// The beginning of one of the session's files; the transcript is the first.
    fn section(&mut self, title: &str, out: &mut String);
    /// What one line says.
    fn entry(&mut self, entry: &Entry, out: &mut String);
    /// A piece of a text file (a spilled tool result): whole lines.
    fn plain(&mut self, text: &str, out: &mut String);
    /// The end of the page.
    fn end(&mut self, out: &mut String);
}

/// Shows one line of a session file, given with or without its newline.
pub fn line(view: &mut dyn View, line: &[u8], out: &mut String) {
    if let Some(entry) = entry::read(line) {
        view.entry(&entry, out);
    }
}

/// The first `most` lines of a text, and how many more there are.
fn folded(text: &str, most: usize) -> (String, usize) {
    let total = text.lines().count();
    if total <= most {
        return (text.trim_end().to_owned(), 0);
    }
    let head: Vec<&str> = text.lines().take(most).collect();
    (head.join("\n"), total - most)
}

/// A count with its noun: `1 line`, `3 lines`.
fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

#[cfg(test)]
mod tests;
