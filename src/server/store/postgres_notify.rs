//! Tells the other nodes whose log has grown. Not inside the transaction of a commit: PostgreSQL orders commits
//! that notify behind one lock of the whole database. A word that is lost costs a long poll its wait and no more.

use super::{Grown, StoreError, postgres_sql as own};
use crate::protocol::ids::OwnerId;
use futures::stream::{self, BoxStream, StreamExt as _};
use sqlx::postgres::{PgListener, PgPool};
use std::collections::HashSet;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// The channel; its payload is an owner id in hex.
const CHANNEL: &str = "han_log";

/// Where commits say whose log grew.
pub(super) type Teller = UnboundedSender<OwnerId>;

/// Begins to tell, with a connection of the pool at a time.
pub(super) fn begin(pool: PgPool) -> Teller {
    let (teller, told) = unbounded_channel();
    tokio::spawn(tell(pool, told));
    teller
}

/// Sends what has come in since the last time, in one statement: many commits a second make few notifications.
async fn tell(pool: PgPool, mut told: UnboundedReceiver<OwnerId>) {
    while let Some(first) = told.recv().await {
        let mut owners = HashSet::from([first]);
        while let Ok(next) = told.try_recv() {
            owners.insert(next);
        }
        let owners: Vec<String> = owners.iter().map(ToString::to_string).collect();
        let sent = sqlx::query(own::NOTIFY).bind(CHANNEL).bind(owners).execute(&pool).await;
        if pool.is_closed() {
            return;
        }
        if let Err(failed) = sent {
            tracing::warn!(error = %failed, "the other nodes were not told of new leaves");
        }
    }
}

/// What the nodes tell, this one included. After a lost connection anything may have grown.
pub(super) async fn listen(pool: &PgPool) -> Result<BoxStream<'static, Grown>, StoreError> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.ignore_pool_close_event(false);
    listener.listen(CHANNEL).await?;
    let heard = stream::unfold(listener, |mut listener| async move {
        loop {
            match listener.try_recv().await {
                Ok(Some(said)) => {
                    if let Ok(owner) = OwnerId::parse(said.payload()) {
                        return Some((Grown::One(owner), listener));
                    }
                }
                Ok(None) => return Some((Grown::Perhaps, listener)),
                Err(sqlx::Error::PoolClosed) => return None,
                Err(failed) => {
                    tracing::warn!(error = %failed, "cannot hear the other nodes");
                    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
                }
            }
        }
    });
    Ok(heard.boxed())
}
