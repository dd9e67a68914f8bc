//! `han admin doctor`.

use super::super::App;
use super::super::failure::{Failure, Outcome};
use super::super::ui::{Paint, escape};
use super::service_failure;
use crate::server::checkup::{Level, examine};
use crate::server::site::Site;
use serde_json::json;
use std::path::Path;

/// Looks at everything. Found (exit code 1) where something needs doing.
pub async fn run(app: &App, site: &Site, dir: &Path) -> Result<Outcome, Failure> {
    let findings = examine(site, dir).await.map_err(service_failure)?;
    let word = |level| match level {
        Level::Good => ("ok", Paint::Green),
        Level::Note => ("note", Paint::Dim),
        Level::Problem => ("problem", Paint::Red),
    };
    if app.ui.is_json() {
        let one = |finding: &crate::server::checkup::Finding| json!({ "check": finding.check, "level": word(finding.level).0, "message": finding.message });
        app.ui.json(&json!({ "checks": findings.iter().map(one).collect::<Vec<_>>() }))?;
    } else {
        for finding in &findings {
            let (word, paint) = word(finding.level);
            let level = app.ui.paint(paint, &format!("{word:7}"));
            app.ui.line(&format!("{level}  {}", escape(&finding.message)))?;
        }
    }
    let problem = findings.iter().any(|finding| finding.level == Level::Problem);
    Ok(if problem { Outcome::Found } else { Outcome::Done })
}
