//! The archive as a server makes it, in one answer: checked against the log that this machine follows, object by object,
//! before anybody is told that it is one. What does not pass is thrown away, and the archive is put together piece by
//! piece, which names what is bad.

use super::tar::Tar;
use super::{Source, Writer};
use crate::ops::archive::LockedArchive;
use crate::ops::error::OpError;
use crate::ops::open::fetch;
use crate::ops::progress::Progress;
use crate::ops::view::Reader;
use crate::protocol::archive::BLOCK;
use crate::protocol::ids::{Digest, ObjectId};
use crate::protocol::refs::RefBody;
use crate::remote::{Remote as _, RemoteError};
use crate::vault::archive::IndexEntry;
use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;

/// How often an answer may break off: a vault that moves meanwhile breaks it off too.
const ATTEMPTS: usize = 3;

/// Takes what comes from the wire.
struct Incoming<'a, 'f>(&'a mut Tar<'f>);

impl io::Write for Incoming<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.take(bytes).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Writer<'_> {
    /// Takes the archive that the remote makes, up to where its index belongs; `false` where there is none that is good,
    /// and nothing is left of what came.
    pub(super) async fn take_whole(
        &mut self,
        vault: &mut Source,
        progress: &dyn Progress,
    ) -> Result<bool, OpError> {
        for _ in 0..ATTEMPTS {
            self.begin_again()?;
            let remote = Arc::clone(&vault.connection.remote);
            match remote.export(&mut Incoming(&mut self.tar)).await {
                Ok(false) => break,
                Ok(true) => {}
                Err(RemoteError::Io(source)) => return Err(self.tar.failed(source)),
                Err(RemoteError::Unreachable(broken)) => {
                    tracing::info!("the server's archive broke off: {broken}");
                    continue;
                }
                Err(refused) => {
                    tracing::info!("the server makes no archive: {refused}");
                    break;
                }
            }
            progress.begin("checking", None);
            match self.judge(vault).await {
                Ok(()) => return Ok(true),
                Err(error) if is_of_the_archive(&error) => {
                    tracing::warn!("the server's archive is not used: {error}");
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        self.begin_again()?;
        Ok(false)
    }

    fn begin_again(&mut self) -> Result<(), OpError> {
        self.tar.cut(0)?;
        self.refs.clear();
        self.report.sessions = 0;
        self.report.objects = 0;
        Ok(())
    }

    /// Everything that a reader of the archive will check, and that it is of a moment of the very log that is followed
    /// here.
    async fn judge(&mut self, vault: &mut Source) -> Result<(), OpError> {
        let archive = LockedArchive::of(self.tar.reopen()?, self.tar.path()).await?;
        let remote = Arc::clone(&archive.remote);
        let other = |what: &str| Err(OpError::Archive(what.to_owned()));
        if remote.log_key() != vault.connection.pin.log_key.0 || remote.index()?.is_some() {
            return other("it is not what this server makes");
        }
        vault.connection.accept_head(&remote.head().await?).await?;
        if vault.connection.keyfile.version != vault.keys.keyfile_version {
            return Err(OpError::Conflict);
        }
        let (keys, follow) = (Arc::clone(&vault.keys), Arc::clone(&archive.follow));
        let reader = Reader { keys, follow: Arc::clone(&follow), remote: archive.remote };
        let names = remote.ref_names();
        if names.len() as u64 != follow.ref_count() {
            return other("it does not hold the refs that its log names");
        }
        let mut named = BTreeSet::new();
        for name in names {
            let found = fetch(&*remote, &name).await?;
            let found = found.ok_or_else(|| OpError::Missing(format!("ref {name}")))?;
            follow.check(&found)?;
            if matches!(found.body, RefBody::Session { .. }) {
                let view = reader.open(&found).await?;
                named.extend(view.manifest.objects());
                named.extend(view.pointer.map(|pointer| pointer.id));
                self.report.sessions += 1;
            }
            let bytes = remote.ref_bytes(&name)?.unwrap_or_default();
            self.refs.push(IndexEntry { name, hash: Digest::of(&bytes) });
        }
        for id in remote.object_ids() {
            // Compares the bytes with the name.
            remote.get(id).await?;
            named.remove(&id);
            self.report.objects += 1;
        }
        match named.first() {
            Some(absent) => Err(absent_object(*absent)),
            None => self.tar.cut(self.tar.position().saturating_sub(2 * BLOCK)),
        }
    }
}

fn absent_object(id: ObjectId) -> OpError {
    OpError::Missing(format!("object {id}"))
}

/// Whether an error says that this archive is not good, and nothing about the vault itself.
fn is_of_the_archive(error: &OpError) -> bool {
    matches!(
        error,
        OpError::Archive(_)
            | OpError::Missing(_)
            | OpError::Follow(_)
            | OpError::Object { .. }
            | OpError::Remote(RemoteError::NotFound(_) | RemoteError::Damaged(_) | RemoteError::Refused(_))
    )
}
