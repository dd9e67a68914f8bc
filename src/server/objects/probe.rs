//! Whether a store does what objects need. Asked at every start: a store that loses, changes or hides what it was
//! given is found before anybody's sessions are.

use super::Objects;
use bytes::Bytes;
use futures::TryStreamExt as _;
use object_store::path::Path;
use object_store::{Error, GetOptions, GetRange, ObjectStore as _, ObjectStoreExt as _, PutMode};

/// What a store cannot do.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    /// A request failed.
    #[error("the object store cannot {step}")]
    Failed {
        /// What was tried.
        step: &'static str,
        /// How it failed.
        #[source]
        source: object_store::Error,
    },
    /// A request was answered wrongly.
    #[error("the object store {0}")]
    Wrong(&'static str),
    /// No randomness for a name of its own.
    #[error("the system gives no random bytes")]
    Random,
}

fn failed(step: &'static str) -> impl Fn(Error) -> ProbeError {
    move |source| ProbeError::Failed { step, source }
}

impl Objects {
    /// Creates an object of a random name under `probe/`, reads it back whole and in part, lists it, begins an
    /// upload in parts, and deletes it; finds out whether the store refuses to create what is there already
    /// (many accept and ignore that condition, and then a look comes before each write).
    pub async fn probe(&mut self) -> Result<(), ProbeError> {
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(|_| ProbeError::Random)?;
        let name = Path::from(format!("probe/{}", hex::encode(random)));
        let content = Bytes::from(random.repeat(100));
        let probed = self.probe_with(&name, &content).await;
        if probed.is_err() {
            // The first failure is the one to report.
            let _ = self.store.delete(&name).await;
        }
        self.exclusive = probed?;
        Ok(())
    }

    async fn probe_with(&self, name: &Path, content: &Bytes) -> Result<bool, ProbeError> {
        let put = |mode: PutMode| self.store.put_opts(name, content.clone().into(), mode.into());
        let conditional = match put(PutMode::Create).await {
            Ok(_) => true,
            Err(Error::NotImplemented { .. } | Error::NotSupported { .. }) => {
                put(PutMode::Overwrite).await.map_err(failed("create an object"))?;
                false
            }
            Err(other) => return Err(failed("create an object")(other)),
        };
        self.read_back(name, content).await?;
        let exclusive = conditional && matches!(put(PutMode::Create).await, Err(Error::AlreadyExists { .. }));
        let mut parts = self.store.put_multipart(name).await.map_err(failed("begin an upload in parts"))?;
        parts.abort().await.map_err(failed("abort an upload in parts"))?;
        let listed: Vec<_> = self
            .store
            .list(Some(&Path::from("probe")))
            .map_ok(|meta| meta.location)
            .try_collect()
            .await
            .map_err(failed("list objects"))?;
        if !listed.contains(name) {
            return Err(ProbeError::Wrong("does not list what it holds"));
        }
        self.store.delete(name).await.map_err(failed("delete an object"))?;
        match self.store.get(name).await {
            Err(Error::NotFound { .. }) => Ok(exclusive),
            Ok(_) => Err(ProbeError::Wrong("gives what was deleted")),
            Err(other) => Err(failed("tell that an object is not there")(other)),
        }
    }

    async fn read_back(&self, name: &Path, content: &Bytes) -> Result<(), ProbeError> {
        let step = "read an object";
        let got = self.store.get(name).await.map_err(failed(step))?;
        if got.bytes().await.map_err(failed(step))? != content {
            return Err(ProbeError::Wrong("gives other bytes than it was given"));
        }
        let step = "read a part of an object";
        let options = GetOptions { range: Some(GetRange::Bounded(100..900)), ..GetOptions::default() };
        let got = self.store.get_opts(name, options).await.map_err(failed(step))?;
        if got.range != (100..900) || got.bytes().await.map_err(failed(step))? != content.slice(100..900) {
            return Err(ProbeError::Wrong("gives another part of an object than it was asked for"));
        }
        let meta = self.store.head(name).await.map_err(failed("tell the length of an object"))?;
        if meta.size == content.len() as u64 {
            Ok(())
        } else {
            Err(ProbeError::Wrong("tells a wrong length"))
        }
    }
}
