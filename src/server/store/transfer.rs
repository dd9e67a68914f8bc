//! From SQLite to PostgreSQL: every row of every table, in one transaction, so that the new database is whole or empty.

use super::postgres::PgStore;
use super::sqlite::SqliteStore;
use super::{StoreError, int};
use crate::protocol::ids::Digest;
use crate::protocol::leaf;
use crate::protocol::merkle;
use futures::TryStreamExt as _;
use sqlx::postgres::PgConnection;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row as _};

/// Rows and bytes that travel together.
const ROWS: usize = 1_000;
const BYTES: usize = 8 << 20;

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Int,
    Bytes,
    Text,
}
use Kind::{Bytes, Int, Text};

pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) columns: &'static [(&'static str, Kind)],
}

const BODY: [(&str, Kind); 8] = [
    ("vault", Int),
    ("name", Text),
    ("version", Int),
    ("kind", Int),
    ("seq", Int),
    ("field1", Bytes),
    ("field2", Bytes),
    ("field3", Bytes),
];

/// Every table but the leaves, those that others refer to first. A test compares it with the schema.
static TABLES: [Table; 24] = [
    Table {
        name: "vaults",
        columns: &[("id", Int), ("owner_id", Bytes), ("kind", Int), ("created_us", Int)],
    },
    Table { name: "refs", columns: &BODY },
    Table {
        name: "replaced_refs",
        columns: &[
            BODY[0],
            BODY[1],
            BODY[2],
            BODY[3],
            BODY[4],
            BODY[5],
            BODY[6],
            BODY[7],
            ("replaced_us", Int),
        ],
    },
    Table {
        name: "objects",
        columns: &[
            ("vault", Int),
            ("sha256", Bytes),
            ("size", Int),
            ("pinned_until_us", Int),
            ("condemned_us", Int),
        ],
    },
    Table {
        name: "ref_objects",
        columns: &[("vault", Int), ("sha256", Bytes), ("name", Text), ("dropped_us", Int)],
    },
    Table {
        name: "log_heads",
        columns: &[("vault", Int), ("size", Int), ("edge", Bytes), ("checkpoint", Bytes)],
    },
    Table { name: "log_nodes", columns: &[("vault", Int), ("idx", Int), ("hash", Bytes)] },
    Table {
        name: "log_origins",
        columns: &[("vault", Int), ("sha256", Bytes), ("sealed", Bytes), ("created_us", Int)],
    },
    Table { name: "server", columns: &[("id", Int), ("name", Text)] },
    Table {
        name: "users",
        columns: &[
            ("id", Int),
            ("user_id", Bytes),
            ("name", Text),
            ("admin", Int),
            ("created_us", Int),
            ("disabled_us", Int),
        ],
    },
    Table {
        name: "invites",
        columns: &[
            ("invite_id", Bytes),
            ("secret_sha256", Bytes),
            ("user_name", Text),
            ("admin", Int),
            ("scopes", Int),
            ("created_us", Int),
            ("expires_us", Int),
            ("used_us", Int),
        ],
    },
    Table {
        name: "tokens",
        columns: &[
            ("token_id", Bytes),
            ("secret_sha256", Bytes),
            ("user", Int),
            ("label", Text),
            ("scopes", Int),
            ("created_us", Int),
            ("last_used_us", Int),
            ("expires_us", Int),
            ("revoked_us", Int),
        ],
    },
    Table { name: "members", columns: &[("vault", Int), ("user", Int), ("role", Int), ("since_us", Int)] },
    Table {
        name: "cards",
        columns: &[("user", Int), ("owner_id", Bytes), ("card", Bytes), ("updated_us", Int)],
    },
    Table { name: "quotas", columns: &[("vault", Int), ("bytes", Int)] },
    Table { name: "log_keys", columns: &[("public_key", Bytes), ("since_us", Int)] },
    Table {
        name: "jobs",
        columns: &[
            ("name", Text),
            ("holder", Bytes),
            ("leased_until_us", Int),
            ("done_us", Int),
            ("found", Int),
        ],
    },
    Table {
        name: "retention_policies",
        columns: &[("vault", Int), ("subject", Text), ("days", Int), ("since_us", Int)],
    },
    Table {
        name: "encryption_keys",
        columns: &[
            ("vault", Int),
            ("id", Bytes),
            ("owner_type", Int),
            ("owner_id", Bytes),
            ("wrapped_key", Bytes),
            ("key_nonce", Bytes),
            ("algorithm", Int),
            ("key_type", Int),
            ("epoch", Int),
            ("key_hash", Bytes),
            ("is_active", Int),
            ("created_s", Int),
            ("rotated_s", Int),
            ("expires_s", Int),
            ("rotation_count", Int),
        ],
    },
    Table {
        name: "key_secrets",
        columns: &[
            ("vault", Int),
            ("slot", Bytes),
            ("slot_type", Int),
            ("epoch", Int),
            ("salt", Bytes),
            ("kdf", Int),
            ("memory_kib", Int),
            ("passes", Int),
            ("lanes", Int),
            ("secret_hash", Bytes),
            ("not_after_s", Int),
        ],
    },
    Table {
        name: "cryptographic_keys",
        columns: &[
            ("vault", Int),
            ("id", Bytes),
            ("key_type", Int),
            ("version", Int),
            ("public_key", Bytes),
            ("status", Int),
            ("created_s", Int),
            ("rotated_s", Int),
            ("expires_s", Int),
        ],
    },
    Table {
        name: "synced_sessions",
        columns: &[
            ("vault", Int),
            ("session", Text),
            ("version", Int),
            ("encrypted_content", Bytes),
            ("content_nonce", Bytes),
            ("key_id", Bytes),
            ("size_bytes", Int),
            ("created_us", Int),
            ("updated_us", Int),
        ],
    },
    Table {
        name: "envelopes",
        columns: &[
            ("vault", Int),
            ("id", Bytes),
            ("session", Text),
            ("sender", Bytes),
            ("recipient", Bytes),
            ("recipient_key", Bytes),
            ("sealed", Bytes),
            ("status", Int),
            ("created_us", Int),
            ("expires_us", Int),
            ("revoked_us", Int),
        ],
    },
    Table {
        name: "envelope_decryptions",
        columns: &[
            ("vault", Int),
            ("envelope", Bytes),
            ("opened_us", Int),
            ("token", Bytes),
            ("signature_ok", Int),
            ("decrypted", Int),
        ],
    },
];
static LEAVES: Table =
    Table { name: "log_leaves", columns: &[("vault", Int), ("seq", Int), ("class", Int), ("body", Bytes)] };

/// Every table, those that others refer to first.
pub(super) fn tables() -> impl Iterator<Item = &'static Table> {
    TABLES.iter().chain([&LEAVES])
}

/// The values of one column of many rows.
enum Values {
    Int(Vec<Option<i64>>),
    Bytes(Vec<Option<Vec<u8>>>),
    Text(Vec<Option<String>>),
}

/// Whether somebody uses the database.
const TAKEN: &str = "SELECT EXISTS (SELECT 1 FROM vaults) OR EXISTS (SELECT 1 FROM users)";

/// Whether a database holds neither vaults nor users.
pub async fn is_empty(store: &PgStore) -> Result<bool, StoreError> {
    let taken: bool = sqlx::query_scalar(TAKEN).fetch_one(&store.pool()).await?;
    Ok(!taken)
}

/// Copies every table of `from` to `to`, whose tables must be empty. The caller sees to it that nobody writes to
/// `from` meanwhile. Objects stay where they are. Returns the number of rows.
pub async fn transfer(from: &SqliteStore, to: &PgStore) -> Result<u64, StoreError> {
    let mut tx = to.pool().begin().await?;
    let taken: bool = sqlx::query_scalar(TAKEN).fetch_one(&mut *tx).await?;
    if taken {
        return Err(StoreError::NotEmpty);
    }
    let first: Vec<Vec<u8>> =
        sqlx::query_scalar("SELECT body FROM log_leaves WHERE seq = 0").fetch_all(&from.pool()).await?;
    let oldest = first.iter().filter_map(|body| leaf::time_us(body)).min().map(int);
    sqlx::query("SELECT han_make_log_partitions(timestamptz 'epoch' + $1 * interval '1 microsecond', 3)")
        .bind(oldest.unwrap_or(i64::MAX / 2))
        .execute(&mut *tx)
        .await?;
    let mut rows = 0;
    for table in TABLES.iter().chain([&LEAVES]) {
        rows += copy(from, &mut tx, table).await?;
    }
    for table in ["vaults", "users"] {
        let sql = format!(
            "SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table} HAVING max(id) > 0"
        );
        sqlx::query(AssertSqlSafe(sql)).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    Ok(rows)
}

async fn copy(from: &SqliteStore, to: &mut PgConnection, table: &Table) -> Result<u64, StoreError> {
    let names: Vec<String> = table.columns.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    let select = AssertSqlSafe(format!("SELECT {} FROM {}", names.join(", "), table.name));
    let pool = from.pool();
    let mut rows = sqlx::query(select).fetch(&pool);
    let (mut batch, mut len, mut all) = (Vec::new(), 0, 0);
    while let Some(row) = rows.try_next().await? {
        len += row_len(&row, table)?;
        batch.push(row);
        if batch.len() == ROWS || len > BYTES {
            all += insert(to, table, &std::mem::take(&mut batch)).await?;
            len = 0;
        }
    }
    Ok(all + insert(to, table, &batch).await?)
}

/// The bytes of a row's large columns.
fn row_len(row: &SqliteRow, table: &Table) -> Result<usize, StoreError> {
    let mut len = 0;
    for (at, (_, kind)) in table.columns.iter().enumerate() {
        if *kind == Bytes {
            len += row.try_get::<Option<&[u8]>, _>(at)?.map_or(0, <[u8]>::len);
        }
    }
    Ok(len)
}

fn column(rows: &[SqliteRow], at: usize, kind: Kind) -> Result<Values, sqlx::Error> {
    Ok(match kind {
        Int => Values::Int(rows.iter().map(|row| row.try_get(at)).collect::<Result<_, _>>()?),
        Bytes => Values::Bytes(rows.iter().map(|row| row.try_get(at)).collect::<Result<_, _>>()?),
        Text => Values::Text(rows.iter().map(|row| row.try_get(at)).collect::<Result<_, _>>()?),
    })
}

async fn insert(to: &mut PgConnection, table: &Table, rows: &[SqliteRow]) -> Result<u64, StoreError> {
    if rows.is_empty() {
        return Ok(0);
    }
    if table.name == LEAVES.name {
        return insert_leaves(to, rows).await;
    }
    let names: Vec<String> = table.columns.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    let arrays: Vec<String> = (1..)
        .zip(table.columns)
        .map(|(n, (_, kind))| match kind {
            Int => format!("${n}::bigint[]"),
            Bytes => format!("${n}::bytea[]"),
            Text => format!("${n}::text[]"),
        })
        .collect();
    let sql = format!(
        "INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT * FROM unnest({})",
        table.name,
        names.join(", "),
        arrays.join(", ")
    );
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for (at, (_, kind)) in table.columns.iter().enumerate() {
        query = match column(rows, at, *kind)? {
            Values::Int(values) => query.bind(values),
            Values::Bytes(values) => query.bind(values),
            Values::Text(values) => query.bind(values),
        };
    }
    Ok(query.execute(to).await?.rows_affected())
}

/// Leaves get the time that chooses their partition, and their hash, which the table checks.
async fn insert_leaves(to: &mut PgConnection, rows: &[SqliteRow]) -> Result<u64, StoreError> {
    let (mut vaults, mut seqs, mut classes) = (Vec::new(), Vec::new(), Vec::new());
    let (mut times, mut bodies, mut hashes) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        let (class, body): (u8, Vec<u8>) = (row.try_get(2)?, row.try_get(3)?);
        vaults.push(row.try_get::<i64, _>(0)?);
        seqs.push(row.try_get::<i64, _>(1)?);
        classes.push(i16::from(class));
        times.push(leaf::time_us(&body).map(int));
        hashes.push(merkle::leaf_hash(&leaf::leaf_data_of_hash(class, &Digest::of(&body).0)).to_vec());
        bodies.push(body);
    }
    let inserted = sqlx::query(
        "INSERT INTO log_leaves (vault, seq, created_at, class, body, leaf_hash)
         SELECT vault, seq, coalesce(timestamptz 'epoch' + time_us * interval '1 microsecond', now()), class, body, hash
         FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::smallint[], $5::bytea[], $6::bytea[])
            AS a (vault, seq, time_us, class, body, hash)",
    )
    .bind(vaults)
    .bind(seqs)
    .bind(times)
    .bind(classes)
    .bind(bodies)
    .bind(hashes)
    .execute(to)
    .await?;
    Ok(inserted.rows_affected())
}

/// Every table that is copied with its columns, for the test that compares them with the schema.
pub fn copied() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    let names = |table: &Table| (table.name, table.columns.iter().map(|(name, _)| *name).collect());
    TABLES.iter().chain([&LEAVES]).map(names).collect::<Vec<_>>().into_iter()
}
