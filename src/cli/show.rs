//! `han show`.

use super::App;
use super::args::{ShowArgs, ShowFormat};
use super::context;
use super::failure::{Failure, Kind, Outcome};
use super::shared;
use crate::ops::show::{self, Form, ShowOptions};
use crate::render::escape::escape_json;
use std::ops::ControlFlow;

/// Dispatches.
pub fn run(app: &App, args: &ShowArgs) -> Result<Outcome, Failure> {
    let share = shared::named(app, &args.shared)?;
    let target = if share.is_some() { None } else { Some(context::target(app)?) };
    let no_such = |_| Failure::new(Kind::Usage, "there is no such generation").hint("han list ID --versions");
    let options = ShowOptions {
        // What was shared is one session, whatever its id.
        id: args.id.as_ref().map_or_else(String::new, |id| id.as_str().to_owned()),
        form: form(app, args.format)?,
        generation: args.generation.map(u32::try_from).transpose().map_err(no_such)?,
    };
    let mut failed = None;
    // Lines of a session are JSON, and JSON has its own way to spell what a terminal would act upon. A file or a
    // program gets the lines of a transcript as they are.
    let spell = options.form == Form::Json || (options.form == Form::Jsonl && app.ui.out_is_terminal());
    let mut out = |bytes: &[u8]| {
        let written = if spell {
            app.ui.bytes(escape_json(&String::from_utf8_lossy(bytes)).as_bytes())
        } else {
            app.ui.bytes(bytes)
        };
        match written {
            Ok(()) if !app.ui.reader_is_gone() => ControlFlow::Continue(()),
            Ok(()) => ControlFlow::Break(()),
            Err(failure) => {
                failed = Some(failure);
                ControlFlow::Break(())
            }
        }
    };
    app.block_on(async {
        let reader = shared::or_own(share.as_ref(), target.as_ref()).await?;
        let ended = show::run(&reader, &options, &mut out).await;
        reader.remote.close().await;
        Ok::<_, Failure>(ended?)
    })??;
    failed.map_or(Ok(Outcome::Done), Err)
}

fn form(app: &App, format: ShowFormat) -> Result<Form, Failure> {
    match format {
        ShowFormat::Json => Ok(Form::Json),
        ShowFormat::Text if app.ui.is_json() => Ok(Form::Json),
        _ if app.ui.is_json() => {
            Err(Failure::new(Kind::Usage, "--json and --format ask for different things")
                .hint("give one of them"))
        }
        ShowFormat::Text => Ok(Form::Text),
        ShowFormat::Jsonl => Ok(Form::Jsonl),
        ShowFormat::Markdown => Ok(Form::Markdown),
        ShowFormat::Html => Ok(Form::Html),
    }
}
