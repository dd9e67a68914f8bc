//! Progress on standard error: a bar for people, lines of JSON for programs.

use super::{escape, talk};
use crate::ops::progress::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Work that ends sooner shows no bar.
const QUIET_TIME: Duration = Duration::from_millis(500);
/// The least time between two JSON lines of one stage: ten a second.
const JSON_PAUSE: Duration = Duration::from_millis(100);

/// A bar on a terminal, for work that takes over half a second.
pub(super) struct Bar {
    color: bool,
    began: Instant,
    state: Mutex<BarState>,
}

struct BarState {
    bar: ProgressBar,
    shown: bool,
}

impl Bar {
    pub(super) fn new(color: bool) -> Self {
        let state = BarState { bar: ProgressBar::hidden(), shown: false };
        Self { color, began: Instant::now(), state: Mutex::new(state) }
    }

    /// The state, with the bar brought to the terminal once the quiet time is over.
    fn state(&self) -> MutexGuard<'_, BarState> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if !state.shown && self.began.elapsed() >= QUIET_TIME {
            state.shown = true;
            state.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        state
    }

    fn style(&self, bounded: bool) -> ProgressStyle {
        let template = match (bounded, self.color) {
            (true, true) => "{msg} {wide_bar:.cyan} {human_pos}/{human_len} {eta}",
            (true, false) => "{msg} {wide_bar} {human_pos}/{human_len} {eta}",
            (false, _) => "{msg} {human_pos} {spinner}",
        };
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
    }
}

impl Progress for Bar {
    fn begin(&self, what: &str, total: Option<u64>) {
        let state = self.state();
        state.bar.reset();
        state.bar.set_style(self.style(total.is_some()));
        match total {
            Some(total) => state.bar.set_length(total),
            None => state.bar.unset_length(),
        }
        state.bar.set_message(escape(what).into_owned());
    }

    fn add(&self, n: u64) {
        self.state().bar.inc(n);
    }

    fn done(&self) {
        self.state().bar.finish_and_clear();
    }

    fn note(&self, text: &str) {
        let state = self.state();
        state.bar.suspend(|| talk(&format!("han: {}", escape(text))));
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.done();
    }
}

/// One JSON object a line: `{"stage", "done", "total"}` at most ten times a second, `{"note"}`.
#[derive(Default)]
pub(super) struct JsonLines(Mutex<Stage>);

#[derive(Default)]
struct Stage {
    what: String,
    done: u64,
    total: Option<u64>,
    said: Option<Instant>,
}

impl Stage {
    fn say(&mut self) {
        self.said = Some(Instant::now());
        talk(&self.to_json().to_string());
    }

    fn to_json(&self) -> serde_json::Value {
        serde_json::json!({ "stage": self.what, "done": self.done, "total": self.total })
    }
}

impl JsonLines {
    fn stage(&self) -> MutexGuard<'_, Stage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Progress for JsonLines {
    fn begin(&self, what: &str, total: Option<u64>) {
        let mut stage = self.stage();
        *stage = Stage { what: what.to_owned(), total, ..Stage::default() };
        stage.say();
    }

    fn add(&self, n: u64) {
        let mut stage = self.stage();
        stage.done = stage.done.saturating_add(n);
        if stage.said.is_none_or(|said| said.elapsed() >= JSON_PAUSE) {
            stage.say();
        }
    }

    fn done(&self) {
        self.stage().say();
    }

    fn note(&self, text: &str) {
        talk(&serde_json::json!({ "note": text }).to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_lines_count_up() {
        let lines = JsonLines::default();
        lines.begin("sending", Some(3));
        lines.add(1);
        lines.add(1);
        let json = lines.stage().to_json().to_string();
        assert_eq!(json, r#"{"stage":"sending","done":2,"total":3}"#);
    }

    #[test]
    fn a_bar_stays_hidden_for_work_that_is_soon_over() {
        let bar = Bar::new(false);
        bar.begin("reading", None);
        bar.add(5);
        let state = bar.state();
        assert!(state.bar.is_hidden());
        assert_eq!(state.bar.position(), 5);
    }
}
