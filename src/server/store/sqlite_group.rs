//! One writer for a whole server, and one sync of the disk for all commits that wait at a time.
//!
//! SQLite has one writer anyway. Here it is one connection that writers take in turn. A writer works inside a
//! savepoint of a transaction that may hold the work of others before it; its commit releases the savepoint, lets
//! the next one in, and waits. Once nobody stands in the queue who stood there when the first of them was done, one
//! `COMMIT` makes all of them durable, and only then are they told. If it fails, all of them are told that.

use super::{StoreError, sqlite};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{Connection as _, Executor as _};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

/// How long a turn is waited for.
const WAIT: Duration = Duration::from_secs(5);

/// The writer of one database file.
pub(super) struct Group {
    options: SqliteConnectOptions,
    state: Arc<Mutex<State>>,
}

/// What the holder of a turn has.
#[derive(Default)]
struct State {
    connection: Option<SqliteConnection>,
    /// Whether a transaction is open.
    begun: bool,
    /// Whether a savepoint is open: somebody's work that is neither committed nor abandoned.
    working: bool,
    /// Whether the transaction deleted what must leave no trace.
    shreds: bool,
    /// Those whose work is in the transaction and released.
    waiting: Vec<oneshot::Sender<Result<(), Arc<sqlx::Error>>>>,
}

/// The right to write. Dropping it undoes what was done in it.
pub(super) struct Turn(Option<OwnedMutexGuard<State>>);

impl Group {
    pub(super) fn new(options: SqliteConnectOptions) -> Self {
        Self { options, state: Arc::default() }
    }

    /// Waits for the turn and opens a savepoint.
    pub(super) async fn turn(&self) -> Result<Turn, StoreError> {
        let queued = tokio::time::timeout(WAIT, Arc::clone(&self.state).lock_owned());
        let mut guard = queued.await.map_err(|_| StoreError::Busy(sqlx::Error::PoolTimedOut))?;
        guard.undo().await;
        if guard.connection.is_none() {
            guard.connection = Some(SqliteConnection::connect_with(&self.options).await?);
        }
        let open = if guard.begun { "SAVEPOINT turn" } else { "BEGIN IMMEDIATE; SAVEPOINT turn" };
        // Set first: should this future be dropped on the way, whoever comes next undoes it.
        (guard.begun, guard.working) = (true, true);
        let mut turn = Turn(Some(guard));
        turn.run(open).await?;
        Ok(turn)
    }

    /// Waits for what is under way, and closes the connection.
    pub(super) async fn close(&self) {
        let mut state = self.state.lock().await;
        state.undo().await;
        state.flush().await;
        if let Some(connection) = state.connection.take() {
            // What was committed is durable; an error here loses nothing.
            let _ = connection.close().await;
        }
    }
}

impl Turn {
    /// The connection, inside the savepoint.
    pub(super) fn connection(&mut self) -> Result<&mut SqliteConnection, StoreError> {
        let connection = self.0.as_mut().and_then(|state| state.connection.as_mut());
        connection.ok_or(StoreError::Gone(sqlx::Error::WorkerCrashed))
    }

    /// Says that this work deletes what must leave no trace in the file's journal either.
    pub(super) fn shreds(&mut self) {
        if let Some(state) = &mut self.0 {
            state.shreds = true;
        }
    }

    async fn run(&mut self, sql: &'static str) -> Result<(), StoreError> {
        self.connection()?.execute(sql).await?;
        Ok(())
    }

    /// Makes it durable, together with what others did meanwhile.
    pub(super) async fn commit(mut self) -> Result<(), StoreError> {
        self.run("RELEASE turn").await?;
        let Some(mut state) = self.0.take() else { return Ok(()) };
        state.working = false;
        let (told, outcome) = oneshot::channel();
        state.waiting.push(told);
        if state.waiting.len() == 1 {
            // A task of its own: the group must not hang on the life of its first member. It queues behind
            // everybody who waits for a turn now.
            let queue = Arc::clone(OwnedMutexGuard::mutex(&state));
            tokio::spawn(async move {
                let mut state = queue.lock().await;
                state.undo().await;
                state.flush().await;
            });
        }
        drop(state);
        match outcome.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(failed)) => Err(shared(failed)),
            Err(_) => Err(StoreError::Gone(sqlx::Error::WorkerCrashed)),
        }
    }

    /// Undoes it.
    pub(super) async fn abandon(mut self) {
        if let Some(mut state) = self.0.take() {
            state.undo().await;
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(mut state) = self.0.take() else { return };
        // The file's lock must not wait for the next writer. Without a runtime the process ends anyway.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move { state.undo().await });
        }
    }
}

impl State {
    /// Undoes an open savepoint, and ends the transaction where nobody's work is in it.
    async fn undo(&mut self) {
        if !std::mem::take(&mut self.working) {
            return;
        }
        let Some(connection) = &mut self.connection else { return };
        let sql = if self.waiting.is_empty() { "ROLLBACK" } else { "ROLLBACK TO turn; RELEASE turn" };
        let undone = connection.execute(sql).await;
        if self.waiting.is_empty() {
            self.begun = false;
        }
        if let Err(failed) = undone {
            // SQLite undid the whole transaction by itself (a full disk, say), or never began it.
            self.fail(failed).await;
        }
    }

    /// Commits the transaction and tells those who wait.
    async fn flush(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let Some(connection) = &mut self.connection else { return };
        match connection.execute("COMMIT").await {
            Ok(_) => {
                self.begun = false;
                for told in self.waiting.drain(..) {
                    // Whoever does not wait any more learns it from the log.
                    let _ = told.send(Ok(()));
                }
                if std::mem::take(&mut self.shreds) {
                    // Empties the write-ahead log, where readers let it; the next checkpoint does it otherwise.
                    let emptied = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").await;
                    if let Err(failed) = emptied {
                        tracing::warn!(error = %failed, "the write-ahead log was not emptied after a shred");
                    }
                }
            }
            Err(failed) => self.fail(failed).await,
        }
    }

    /// Ends a transaction that failed and tells all who had work in it.
    async fn fail(&mut self, failed: sqlx::Error) {
        (self.begun, self.shreds) = (false, false);
        let failed = Arc::new(failed);
        for told in self.waiting.drain(..) {
            let _ = told.send(Err(Arc::clone(&failed)));
        }
        if let Some(mut connection) = self.connection.take() {
            // A connection whose transaction is gone already says so; one that is in doubt is replaced.
            if connection.execute("ROLLBACK").await.is_ok() {
                self.connection = Some(connection);
            }
        }
    }
}

/// A failure that many are told of, sorted as if it were each one's own.
fn shared(failed: Arc<sqlx::Error>) -> StoreError {
    let code = failed.as_database_error().and_then(|failed| failed.code().map(|code| code.into_owned()));
    sqlite::sort(&code.unwrap_or_default(), sqlx::Error::AnyDriverError(Box::new(failed)))
}
