//! What was shared with this user, for `show --shared` and `restore --shared`.

use super::App;
use super::args::SharedArgs;
use super::context;
use super::failure::{Failure, Kind};
use super::people::{own_identity, person, some_server};
use super::values::HexPrefix;
use crate::ops::error::OpError;
use crate::ops::identity::Contacts;
use crate::ops::server::ServerPlace;
use crate::ops::shared::{self, Guest};
use crate::ops::sync::Target;
use crate::ops::view::Reader;
use crate::protocol::card::Contact;
use crate::vault::identity::Identity;
use std::path::PathBuf;
use std::sync::Arc;

/// Where it is.
enum Whence {
    /// A share on a server.
    Server(Box<ServerPlace>, HexPrefix),
    /// The file of a bundle.
    Bundle(PathBuf),
}

/// What it takes to open it, found before anything is asked of a server.
pub struct Share {
    me: Arc<Identity>,
    contacts: Contacts,
    from: Option<Contact>,
    changed_is_right: bool,
    whence: Whence,
}

/// The share that was named; none where a session of the vault is meant.
///
/// # Errors
/// Where it is neither a share nor a file, or there is no server to ask.
pub fn named(app: &App, args: &SharedArgs) -> Result<Option<Share>, Failure> {
    let Some(what) = &args.shared else { return Ok(None) };
    let config = app.config()?;
    let from = args.from.as_deref().map(|given| person(app, given)).transpose()?;
    let from = from.map(|(contact, _)| contact);
    let path = PathBuf::from(what);
    let whence = if path.is_file() {
        Whence::Bundle(path)
    } else {
        let prefix: HexPrefix = what.parse().map_err(|_| {
            Failure::new(Kind::Usage, format!("{what} is neither a share nor a file")).hint("han shares")
        })?;
        let server = some_server(config)?.ok_or_else(|| {
            Failure::new(Kind::Usage, "this machine knows no server that it could be on")
                .hint("han login URL --invite TOKEN")
        })?;
        Whence::Server(Box::new(server), prefix)
    };
    let me = own_identity(app, config)?;
    let contacts = Contacts::of(&config.dirs.state);
    Ok(Some(Share { me, contacts, from, changed_is_right: args.accept_changed_key, whence }))
}

impl Share {
    /// Opens it: a reader of that session and of nothing else.
    pub async fn reader(&self) -> Result<Reader, OpError> {
        let guest = Guest {
            me: &self.me,
            contacts: &self.contacts,
            from: self.from,
            changed_is_right: self.changed_is_right,
            now: context::now(),
        };
        match &self.whence {
            Whence::Server(server, prefix) => shared::on_server(&guest, server, prefix.as_str()).await,
            Whence::Bundle(path) => shared::in_bundle(&guest, path).await,
        }
    }
}

/// A reader of what was shared, else of the chosen vault.
///
/// # Errors
/// Where it cannot be opened, or neither was chosen.
pub async fn or_own(share: Option<&Share>, target: Option<&Target>) -> Result<Reader, Failure> {
    match (share, target) {
        (Some(share), _) => Ok(share.reader().await?),
        (None, Some(target)) => context::reader(target).await,
        (None, None) => Err(Failure::new(Kind::Usage, "name a session").hint("han list")),
    }
}
