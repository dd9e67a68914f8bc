//! Opening an export archive: with the same checks as a remote, and without one.

use super::error::OpError;
use super::view::Reader;
use crate::crypto::secret::{AccountKey, Passphrase};
use crate::protocol::checkpoint::Checkpoint;
use crate::protocol::ids::{Digest, OwnerId};
use crate::protocol::keyfile::Keyfile;
use crate::protocol::refs::{RefBody, RefName};
use crate::remote::archive::{ArchiveError, ArchiveRemote};
use crate::remote::{LeafEntry, Remote};
use crate::vault::archive::{self, Index};
use crate::vault::follow::Follow;
use crate::vault::keyfile::{self, KeyfileError, Keys};
use crate::vault::object::ObjectError;
use crate::vault::roster::Roster;
use std::path::Path;
use std::sync::Arc;

/// How an archive is called in messages, where a vault has its name.
const NAME: &str = "archive";

/// An archive as far as it can be read without its secret: its log was followed to the signed head, and its
/// keyfile is the one that the log names, signed by the vault key that it lists.
pub struct LockedArchive {
    /// The file.
    pub remote: Arc<ArchiveRemote>,
    /// What its log says.
    pub follow: Arc<Follow>,
    /// Its keyfile.
    pub keyfile: Keyfile,
    /// Its roster, where it is of a team that has one.
    pub roster: Option<Arc<Roster>>,
}

/// An archive that is unlocked.
pub struct OpenArchive {
    /// The file.
    pub remote: Arc<ArchiveRemote>,
    /// Its keyfile.
    pub keyfile: Keyfile,
    /// Reads sessions as from any remote.
    pub reader: Reader,
    /// What its maker says is in it; none in an archive that a server made.
    pub index: Option<Index>,
}

/// Something in an archive that contradicts its index or log.
pub struct Gap {
    /// What.
    pub item: String,
    /// Why.
    pub error: OpError,
}

fn unreadable(path: &Path) -> impl FnOnce(ArchiveError) -> OpError + '_ {
    move |error| match error {
        ArchiveError::Io(source) => OpError::io(path)(source),
        other => OpError::Archive(other.to_string()),
    }
}

impl LockedArchive {
    /// Opens the file and checks what needs no secret.
    pub async fn open(path: &Path) -> Result<Self, OpError> {
        Self::of(std::fs::File::open(path).map_err(OpError::io(path))?, path).await
    }

    /// The same of a file that is open; `path` is for messages.
    pub async fn of(file: std::fs::File, path: &Path) -> Result<Self, OpError> {
        let remote = Arc::new(ArchiveRemote::of(file).map_err(unreadable(path))?);
        let follow = follow(&remote).await?;
        let name = RefName::keyfile();
        let found = remote.get_ref(&name).await?.ok_or_else(|| OpError::Missing("the keyfile".into()))?;
        follow.check(&found)?;
        let RefBody::Signed(bytes) = found.body else { return Err(OpError::Missing("the keyfile".into())) };
        let keyfile = keyfile::parse(&bytes).map_err(refuse)?;
        if keyfile.owner != remote.owner() || keyfile.version != found.version {
            return Err(refuse(KeyfileError::Tampered("vault or version")));
        }
        let roster = match follow.state(&RefName::roster())? {
            None if keyfile.roster_root.is_some() => return Err(OpError::Missing("the roster".into())),
            None => None,
            Some(_) => Some(roster_of(&remote, (&follow, &keyfile)).await?),
        };
        Ok(Self { remote, follow: Arc::new(follow), keyfile, roster })
    }

    /// The vault that it was made of.
    pub fn owner(&self) -> OwnerId {
        self.keyfile.owner
    }

    /// Unlocks with a secret that was valid when the archive was made: a transition window that was open
    /// then is open for ever.
    pub fn unlock(self, secrets: (&Passphrase, Option<&AccountKey>)) -> Result<OpenArchive, OpError> {
        let (keys, _) = keyfile::unlock(&self.keyfile, secrets, 0).map_err(refuse)?;
        self.unlocked(keys)
    }

    /// Takes keys that were unlocked from this archive's keyfile.
    fn unlocked(self, keys: Keys) -> Result<OpenArchive, OpError> {
        if let Some(roster) = self.roster {
            keys.set_roster(roster);
        }
        let what = "index of the archive";
        let sealed = self.remote.index()?;
        let index = sealed.map(|sealed| archive::open(&keys, &sealed)).transpose();
        let index = index.map_err(OpError::object(what))?;
        if let Some(index) = &index {
            let head = (index.head.size, index.head.root) == (self.follow.size(), self.follow.root());
            if !head || index.log_key.0 != self.remote.log_key() {
                return Err(OpError::object(what)(ObjectError::Mismatch("log")));
            }
        }
        let reader = Reader { keys: Arc::new(keys), follow: self.follow, remote: self.remote.clone() };
        Ok(OpenArchive { remote: self.remote, keyfile: self.keyfile, reader, index })
    }
}

fn refuse(source: KeyfileError) -> OpError {
    let vault = NAME.to_owned();
    match source {
        KeyfileError::WrongSecret | KeyfileError::WindowOver => OpError::WrongSecret { vault },
        KeyfileError::AccountKeyNeeded => OpError::AccountKeyNeeded { vault },
        source => OpError::Keyfile { vault, source },
    }
}

async fn roster_of(
    remote: &ArchiveRemote,
    (follow, keyfile): (&Follow, &Keyfile),
) -> Result<Arc<Roster>, OpError> {
    let missing = || OpError::Missing("the roster".into());
    let found = remote.get_ref(&RefName::roster()).await?.ok_or_else(missing)?;
    follow.check(&found)?;
    match found.body {
        RefBody::Signed(bytes) => super::roster::read(NAME, &bytes, (follow, keyfile), 0),
        _ => Err(missing()),
    }
}

/// Follows every leaf of an archive and demands the signed root.
async fn follow(remote: &ArchiveRemote) -> Result<Follow, OpError> {
    let head = Checkpoint::verify(&remote.head().await?.checkpoint, &remote.log_key())?;
    let mut follow = Follow::new(remote.owner());
    while follow.size() < head.size {
        let page = remote.leaves(follow.size(), head.size).await?;
        if page.is_empty() {
            return Err(OpError::Rewritten);
        }
        for entry in page {
            match entry {
                LeafEntry::Ref(body) => follow.apply_ref(&body)?,
                LeafEntry::Other { class, hash } => follow.apply_other(class, &hash)?,
            }
        }
    }
    if follow.root().0 == head.root { Ok(follow) } else { Err(OpError::Rewritten) }
}

/// Whether the index, which is in order of names, has this one.
fn listed(index: &Index, name: &RefName) -> bool {
    index.refs.binary_search_by(|entry| entry.name.cmp(name)).is_ok()
}

impl OpenArchive {
    /// Whether refs of the vault were left out on purpose.
    pub fn is_partial(&self) -> bool {
        self.index.as_ref().is_some_and(|index| index.partial)
    }

    /// Every ref that should be in the archive and is not or differs, and every one that should not be there.
    pub fn gaps(&self) -> Result<Vec<Gap>, OpError> {
        let have = self.remote.ref_names();
        let mut gaps = Vec::new();
        let mut gap = |name: &RefName, error| gaps.push(Gap { item: format!("ref {name}"), error });
        if let Some(index) = &self.index {
            for entry in &index.refs {
                match self.remote.ref_bytes(&entry.name)? {
                    None => gap(&entry.name, OpError::Missing(format!("ref {}", entry.name))),
                    Some(bytes) if Digest::of(&bytes) == entry.hash => {}
                    Some(_) => gap(&entry.name, OpError::object("ref")(ObjectError::Tampered)),
                }
            }
            for name in have.iter().filter(|name| !listed(index, name)) {
                gap(name, OpError::Archive(format!("ref {name} is not in the index")));
            }
        }
        if !self.is_partial() {
            let have: std::collections::BTreeSet<_> = have.iter().collect();
            let listed = |name: &RefName| self.index.as_ref().is_some_and(|index| listed(index, name));
            let names = self.reader.follow.names()?;
            for name in names.iter().filter(|name| !have.contains(name) && !listed(name)) {
                gap(name, OpError::Missing(format!("ref {name}")));
            }
        }
        Ok(gaps)
    }
}
