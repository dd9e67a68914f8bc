//! Whether a server has what it needs: for an operator, before and while it serves.

use super::site::Site;
use super::store::sqlite::STORE_FORMAT;
use super::{HOUR_US, Service, ServiceError};
use crate::protocol::leaf;
use std::io::{self, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

/// How often the disk is asked to keep something.
const SYNCS: usize = 20;
/// Above this a commit is slow whatever the server does.
const SLOW_SYNC: Duration = Duration::from_millis(50);
/// Above this an upload is slow whatever the server does.
const SLOW_STORE: Duration = Duration::from_secs(2);
/// How far clocks may be apart, in microseconds.
const APART_US: u64 = 5_000_000;
/// Bytes that should be free on the disk of the folder.
const ROOM: u64 = 1 << 30;
/// Vaults whose newest leaf is looked at.
const VAULTS: usize = 1_000;

/// How something is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    /// As it should be.
    Good,
    /// Worth knowing.
    Note,
    /// Something has to be done.
    Problem,
}

/// What was found about one thing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The thing; stable.
    pub check: &'static str,
    /// How it is.
    pub level: Level,
    /// For people.
    pub message: String,
}

fn found(check: &'static str, bad: bool, message: String) -> Finding {
    Finding { check, level: if bad { Level::Problem } else { Level::Good }, message }
}

/// Looks at a server whose folder is `dir`.
pub async fn examine(site: &Site, dir: &Path) -> Result<Vec<Finding>, ServiceError> {
    let service = &site.service;
    let mut all = vec![disk(dir), room(dir)];
    all.push(service.check_store().await);
    all.extend(service.check_tables().await?);
    all.push(service.check_clock().await?);
    all.push(service.check_log_key().await?);
    all.extend(service.check_jobs().await?);
    Ok(all)
}

fn disk(dir: &Path) -> Finding {
    match time_syncs(dir) {
        Ok((median, worst)) => found(
            "disk",
            median > SLOW_SYNC,
            format!(
                "{SYNCS} syncs of the disk: {:.1} ms in the middle, {:.1} ms at worst",
                median.as_secs_f64() * 1e3,
                worst.as_secs_f64() * 1e3
            ),
        ),
        Err(failed) => found("disk", true, format!("the folder cannot be written: {failed}")),
    }
}

/// The median and the longest of [`SYNCS`] writes of a page with a sync each.
fn time_syncs(dir: &Path) -> io::Result<(Duration, Duration)> {
    let path = dir.join("doctor.tmp");
    let timed = || -> io::Result<Vec<Duration>> {
        let mut file = std::fs::File::create(&path)?;
        (0..SYNCS)
            .map(|_| {
                let begun = Instant::now();
                file.write_all(&[0; 4096])?;
                file.sync_data()?;
                Ok(begun.elapsed())
            })
            .collect()
    };
    let all = timed();
    super::folder::remove_if_there(&path)?;
    let mut all = all?;
    all.sort();
    let median = all.get(all.len() / 2).copied().unwrap_or_default();
    Ok((median, all.last().copied().unwrap_or_default()))
}

#[cfg(unix)]
fn room(dir: &Path) -> Finding {
    match rustix::fs::statvfs(dir) {
        Ok(disk) => {
            let free = disk.f_bavail.saturating_mul(disk.f_frsize);
            found("room", free < ROOM, format!("{} MiB are free on the disk of the folder", free >> 20))
        }
        Err(failed) => found("room", true, format!("the disk of the folder cannot be asked: {failed}")),
    }
}

#[cfg(not(unix))]
fn room(_dir: &Path) -> Finding {
    Finding { check: "room", level: Level::Note, message: "free space is not looked at here".into() }
}

impl Service {
    async fn check_store(&self) -> Finding {
        let begun = Instant::now();
        match self.objects.clone().probe().await {
            Ok(()) => {
                let took = begun.elapsed();
                let message = format!("the object store does what is needed, in {} ms", took.as_millis());
                found("objects", took > SLOW_STORE, message)
            }
            Err(failed) => {
                let cause = std::error::Error::source(&failed).map(ToString::to_string).unwrap_or_default();
                found("objects", true, format!("{failed} {cause}"))
            }
        }
    }

    async fn check_tables(&self) -> Result<Vec<Finding>, ServiceError> {
        let begun = Instant::now();
        let engine = self.store.engine().await?;
        let message = format!(
            "{}, tables of format {}, answered in {} ms",
            engine.engine,
            engine.format,
            begun.elapsed().as_millis()
        );
        let mut all = vec![found("tables", engine.format != u64::from(STORE_FORMAT), message)];
        if engine.stray_leaves {
            let message = "leaves lie in log_leaves_default: no partition was made for their month".into();
            all.push(found("partitions", true, message));
        }
        Ok(all)
    }

    async fn check_clock(&self) -> Result<Finding, ServiceError> {
        let now = self.now_us();
        if let Some(clock) = self.store.engine().await?.clock_us {
            let apart = now.abs_diff(clock);
            if apart > APART_US {
                let message = format!("this clock and the database's are {} s apart", apart / 1_000_000);
                return Ok(found("clock", true, message));
            }
        }
        for owner in self.store.owners().await?.into_iter().take(VAULTS) {
            let size = self.store.log_size(owner).await?;
            let newest = self.store.leaves(owner, size.saturating_sub(1)..size).await?;
            let time = newest.last().and_then(|leaf| leaf::time_us(&leaf.body)).unwrap_or(0);
            if time > now + APART_US {
                let ahead = (time - now) / 1_000_000;
                let message = format!("the newest leaf of {owner} is {ahead} s ahead of this clock");
                return Ok(found("clock", true, message));
            }
        }
        Ok(found("clock", false, "the clock agrees with the database and the logs".into()))
    }

    async fn check_log_key(&self) -> Result<Finding, ServiceError> {
        let days = self
            .store
            .log_key_since()
            .await?
            .map(|since| self.now_us().saturating_sub(since) / (24 * HOUR_US));
        Ok(match days {
            Some(days) => found(
                "log_key",
                false,
                format!("the log key is {days} days old; is there a copy of it elsewhere?"),
            ),
            None => found("log_key", true, "no log key is known to the tables".into()),
        })
    }

    async fn check_jobs(&self) -> Result<Vec<Finding>, ServiceError> {
        let (now, jobs) = (self.now_us(), self.store.jobs().await?);
        let sweep = jobs.iter().find(|job| job.name == "sweep");
        let lost = sweep.map_or(0, |job| job.found);
        let mut all = Vec::new();
        for name in ["collect", "sweep"] {
            let done = jobs.iter().find(|job| job.name == name).and_then(|job| job.done_us);
            let (level, message) = match done {
                Some(done) => {
                    let hours = now.saturating_sub(done) / HOUR_US;
                    let late = hours > if name == "sweep" { 15 * 24 } else { 24 };
                    (
                        if late { Level::Problem } else { Level::Good },
                        format!("{name} was done {hours} hours ago"),
                    )
                }
                None => (Level::Note, format!("{name} was never done: a server that runs does it")),
            };
            all.push(Finding { check: if name == "sweep" { "sweep" } else { "collect" }, level, message });
        }
        if lost > 0 {
            let message = format!("{lost} objects that refs need are gone: han admin verify names them");
            all.push(found("missing", true, message));
        }
        Ok(all)
    }
}
