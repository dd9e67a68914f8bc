//! Tables: columns as wide as their widest cell, no lines drawn, so that `cut` and `awk` can read them.

use super::escape;
use unicode_width::UnicodeWidthStr as _;

/// Rows of text under headings.
#[derive(Debug)]
pub struct Table {
    headings: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    pub fn new(headings: &[&'static str]) -> Self {
        Self { headings: headings.to_vec(), rows: Vec::new() }
    }

    /// Adds a row; cells past the last heading are dropped, missing ones are empty. Cells are escaped here.
    pub fn row<I: IntoIterator<Item = S>, S: AsRef<str>>(&mut self, cells: I) {
        let mut row: Vec<String> =
            cells.into_iter().take(self.headings.len()).map(|c| escape(c.as_ref()).into_owned()).collect();
        row.resize(self.headings.len(), String::new());
        self.rows.push(row);
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Tells whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The text of the table, headings decorated by `heading`; no line ends in blanks.
    pub fn render(&self, heading: impl Fn(&str) -> String) -> String {
        let mut widths: Vec<usize> = self.headings.iter().map(|h| h.width()).collect();
        for row in &self.rows {
            widths.iter_mut().zip(row).for_each(|(width, cell)| *width = (*width).max(cell.width()));
        }
        let mut out = String::new();
        push_row(&mut out, &self.headings, &widths, &heading);
        self.rows.iter().for_each(|row| push_row(&mut out, row, &widths, &|cell| cell.to_owned()));
        out
    }
}

fn push_row<S: AsRef<str>>(out: &mut String, cells: &[S], widths: &[usize], show: &impl Fn(&str) -> String) {
    let last = cells.iter().rposition(|c| !c.as_ref().is_empty()).unwrap_or(0);
    for (i, (cell, width)) in cells.iter().zip(widths).enumerate().take(last + 1) {
        out.push_str(&show(cell.as_ref()));
        if i < last {
            out.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.as_ref().width()) + 2));
        }
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_by_terminal_cells_and_cells_are_escaped() {
        let mut table = Table::new(&["ID", "TITLE", "LINES"]);
        table.row(["a", "日本", "1"]);
        table.row(["bbb", "x\x1b[2J", ""]);
        table.row(["c"]);
        let shown = table.render(|h| h.to_owned());
        assert_eq!(shown, "ID   TITLE     LINES\na    日本      1\nbbb  x\\x1b[2J\nc\n");
        assert_eq!((table.len(), table.is_empty()), (3, false));
    }
}
