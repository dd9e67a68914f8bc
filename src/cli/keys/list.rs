//! `han keys list`.

use crate::cli::App;
use crate::cli::context;
use crate::cli::context::policy;
use crate::cli::failure::{Failure, Kind, Outcome};
use crate::cli::text::seconds_text;
use crate::cli::ui::Table;
use crate::ops::keys::{self, KeyInfo};
use crate::ops::sync::Target;
use crate::vault::registry::KeyState;
use serde_json::json;

/// Dispatches.
pub fn run(app: &App) -> Result<Outcome, Failure> {
    let config = app.config()?;
    let target = context::target(app)?;
    let connection = app.block_on(context::connect(&target))??;
    connection.remember()?;
    let keys = keys::list(&connection.keyfile, policy(config), context::now());
    let states = keys::states(&target.profile, &connection.keyfile)?;
    // Secrets come first in the list, and have no state: they are what opens.
    let secrets = keys.len() - connection.keyfile.keys.len();
    let state = |at: usize| at.checked_sub(secrets).and_then(|at| states.as_ref()?.get(at).copied());
    let keys: Vec<_> = keys.into_iter().enumerate().map(|(at, key)| (key, state(at))).collect();
    if app.ui.is_json() {
        let keys: Vec<_> = keys.iter().map(key_json).collect();
        app.ui.json(&json!({ "keys": keys }))?;
        return Ok(ended(states.as_deref()));
    }
    let mut table =
        Table::new(&["KEY", "VERSION", "STATUS", "HERE", "CREATED", "AGE", "EXPIRES", "DUE", "ID"]);
    for (key, state) in &keys {
        table.row([
            key.purpose.to_owned(),
            key.version.to_string(),
            key.status.to_owned(),
            state.map_or("", state_name).to_owned(),
            day(key.created),
            format!("{} d", key.age_days),
            key.expires.map(day).unwrap_or_default(),
            (if key.due { "now" } else { "" }).to_owned(),
            key.id.clone(),
        ]);
    }
    app.ui.table(&table)?;
    explain(app, &target, states.as_deref());
    Ok(ended(states.as_deref()))
}

fn state_name(state: KeyState) -> &'static str {
    match state {
        KeyState::Opens => "opens",
        KeyState::Closed => "closed",
        KeyState::Lost => "lost",
        KeyState::Damaged => "damaged",
    }
}

/// Says what is wrong, each state with what mends it.
fn explain(app: &App, target: &Target, states: Option<&[KeyState]>) {
    let name = &target.profile.name;
    let Some(states) = states else {
        app.ui.note("the secret that would open them is not on this machine, or is another one");
        app.ui.hint(&format!("han keys unlock --vault {name}"));
        return;
    };
    if states.contains(&KeyState::Damaged) {
        app.ui.warn("a key is damaged or was exchanged: what is sealed under it does not open");
        app.ui.hint(&format!(
            "han keys repair --vault {name}   (puts back the keyfile that this machine verified)"
        ));
    }
    if states.contains(&KeyState::Lost) {
        app.ui.warn(
            "a key is lost to this machine: its secret was replaced, or the keyfile does not hold it for it",
        );
        app.ui.hint(&format!("han keys unlock --vault {name}   (with the secret that is in force)"));
    }
}

fn ended(states: Option<&[KeyState]>) -> Outcome {
    let states = states.unwrap_or_default();
    Outcome::from_causes(states.iter().filter_map(|state| match state {
        KeyState::Opens | KeyState::Closed => None,
        KeyState::Lost => Some(Kind::WrongSecret),
        KeyState::Damaged => Some(Kind::Tampered),
    }))
}

fn key_json((key, state): &(KeyInfo, Option<KeyState>)) -> serde_json::Value {
    json!({
        "id": key.id,
        "purpose": key.purpose,
        "algorithm": key.algorithm,
        "status": key.status,
        "version": key.version,
        "created": seconds_text(key.created),
        "rotated": key.rotated.and_then(seconds_text),
        "expires": key.expires.and_then(seconds_text),
        "age_days": key.age_days,
        "due": key.due,
        "here": state.map(state_name),
    })
}

fn day(seconds: u64) -> String {
    let text = seconds_text(seconds).unwrap_or_default();
    text.get(..10).unwrap_or_default().to_owned()
}
