//! Retention: what is past a vault's policy goes by tombstones, and nothing else does.

use super::faults::{self, Fuse, When};
use super::kit;
use super::support::{Home, uuid};
use super::{only_it_is_gone, open_fused};
use crate::outside::{Person, conversation};
use han::ops::error::OpError;
use han::ops::progress::Silent;
use han::ops::retention::{self, Dropped, Keep, Look};
use han::ops::view::Reader;
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

const DAY: u64 = 86_400;

/// Sessions 0 to 3, synced ten days after one another; gives the time of the last sync.
async fn four(dir: &Path) -> (Home, u64) {
    let mut home = Home::init(&dir.join("a"), &dir.join("vault")).await;
    for n in 0..4 {
        home.write(&format!("{}.jsonl", uuid(n)), kit::lines(10 * n, 10 * n + 5));
        assert_eq!(home.sync().await.unwrap().sent.len(), 1);
        home.now_ns += 10 * DAY as i64 * 1_000_000_000;
    }
    let last = home.now_ns as u64 / 1_000_000_000 - 10 * DAY;
    (home, last)
}

async fn look(home: &Home, keep: Keep, now: u64) -> Look {
    let here = HashSet::from([uuid(1)]);
    retention::look(&home.reader().await.unwrap(), keep, &here, now).await.unwrap()
}

fn ids(look: &Look) -> Vec<String> {
    look.past.iter().map(|one| one.session.clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_oldest_go_by_days_or_number_and_what_neither_names_stays() {
    let dir = tempfile::tempdir().unwrap();
    let (home, last) = four(dir.path()).await;
    let keep = |days, last| Keep { days, last };
    for (policy, later, gone) in [
        (keep(None, None), 10_000, vec![]),
        (keep(Some(31), None), 0, vec![]),
        (keep(Some(25), None), 0, vec![0]),
        (keep(Some(25), None), 10, vec![0, 1]),
        (keep(None, Some(1)), 0, vec![0, 1, 2]),
        (keep(None, Some(9)), 10_000, vec![]),
        (keep(Some(15), Some(3)), 10_000, vec![0]),
        (keep(Some(15), Some(1)), 0, vec![0, 1]),
    ] {
        let found = look(&home, policy, last + later * DAY).await;
        let gone: Vec<String> = gone.into_iter().map(uuid).collect();
        assert_eq!((ids(&found), found.stay), (gone.clone(), 4 - gone.len() as u64), "{policy:?} {later}");
        assert_eq!(found.is_most(), gone.len() > 2);
        assert_eq!(found.only_copies() as usize, gone.iter().filter(|id| **id != uuid(1)).count());
    }
    // A clock that is behind: nothing is older than it was.
    assert_eq!(ids(&look(&home, keep(Some(1), None), last - 40 * DAY).await), Vec::<String>::new());
}

/// Drops what is past the policy; the vault may break.
async fn drop_past(home: &Home, fuse: &Fuse, found: &Look, now: u64) -> Result<Dropped, OpError> {
    let vault = open_fused(home, fuse).await?;
    Ok(retention::drop_past(vault, &found.past, now * 1_000_000, &Silent).await?.1)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_syncs_meanwhile_stays() {
    let dir = tempfile::tempdir().unwrap();
    let (home, last) = four(dir.path()).await;
    let found = look(&home, Keep { days: None, last: Some(2) }, last).await;
    assert_eq!(ids(&found), [uuid(0), uuid(1)]);
    kit::append(&home.transcript(&uuid(0)), kit::lines(90, 95));
    assert_eq!(home.sync().await.unwrap().sent.len(), 1);
    let dropped = drop_past(&home, &Fuse::whole(), &found, last).await.unwrap();
    assert_eq!((dropped.sessions, dropped.moved), (vec![uuid(1)], vec![uuid(0)]));
    assert!(dropped.deleted.left.is_empty() && dropped.deleted.objects > 0);
    only_it_is_gone(&home, 1, 3).await;
    // What is gone is not sent again, and by then nothing is past the policy but the next oldest.
    assert!(home.sync().await.unwrap().sent.is_empty());
    assert_eq!(ids(&look(&home, Keep { days: None, last: Some(2) }, last).await), [uuid(2)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_at_any_step_the_next_run_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let (origin, last) = four(dir.path()).await;
    let keep = Keep { days: None, last: Some(2) };
    for when in [When::Before, When::After] {
        let mut steps = 0;
        loop {
            let home = faults::copy(&origin, &dir.path().join(format!("{when:?}{steps}")));
            let found = look(&home, keep, last).await;
            let fuse = Fuse::blows_at(steps, when);
            let outcome = drop_past(&home, &fuse, &found, last).await;
            assert_eq!(outcome.is_ok(), !fuse.blew(), "step {steps} {when:?}");
            let found = look(&home, keep, last).await;
            drop_past(&home, &Fuse::whole(), &found, last).await.unwrap();
            assert_eq!(ids(&look(&home, keep, last).await), Vec::<String>::new());
            for n in [0, 1] {
                only_it_is_gone(&home, n, 2).await;
            }
            if !fuse.blew() {
                break;
            }
            steps += 1;
        }
        assert!(steps > 4, "{steps} steps were broken");
    }
}

/// What does not open is nothing that a policy may judge, and a collection has no age.
#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_open_stays_and_so_do_collections() {
    let dir = tempfile::tempdir().unwrap();
    let (mut home, last) = four(dir.path()).await;
    home.include.insert(han::session::Extra::History);
    std::fs::write(home.claude().join("history.jsonl"), "{\"display\":\"x\",\"timestamp\":1}\n").unwrap();
    home.sync().await.unwrap();
    let now = last + 10_000 * DAY;
    let found = look(&home, Keep { days: Some(1), last: None }, now).await;
    assert_eq!((found.past.len(), found.stay, found.unread), (4, 0, 0), "the history is none of them");
    let reader = home.reader().await.unwrap();
    let others = Reader { keys: Arc::clone(&reader.keys), ..reader.clone() };
    assert!(retention::look(&others, Keep::default(), &HashSet::new(), now).await.unwrap().past.is_empty());
    drop_past(&home, &Fuse::whole(), &found, now).await.unwrap();
    let mut listing = han::ops::list::Listing::default();
    han::ops::list::stored(&home.reader().await.unwrap(), "personal", &mut listing).await.unwrap();
    assert_eq!((listing.rows.len(), listing.collections.len()), (0, 1));
}

#[test]
fn a_policy_is_set_shown_and_carried_out_and_asks_before_the_only_copy() {
    let dir = tempfile::tempdir().unwrap();
    let person = Person::new(&dir.path().join("home"));
    for n in 1..=5 {
        person.plant(n, &conversation(n, 2));
    }
    person.expect(0, &["sync", "--secret-store", "file"]);
    let config = person.home.join(".config/han/config.toml");
    let before = std::fs::read_to_string(&config).unwrap();
    // Off, and nothing goes by it.
    assert_eq!(person.json(&["vault", "retention"])["keep_last"], serde_json::Value::Null);
    let none = person.expect(2, &["prune", "--retention"]);
    assert!(
        none.err.contains("all sessions stay") && none.err.contains("han vault retention"),
        "{}",
        none.err
    );
    person.expect(2, &["prune"]);
    person.expect(2, &["prune", "--retention", "--keep-generations", "2"]);
    person.expect(2, &["vault", "retention", "--keep-days", "0"]);
    person.expect(2, &["vault", "retention", "--off", "--keep-last", "1"]);
    assert_eq!(std::fs::read_to_string(&config).unwrap(), before);

    let set = person.json(&["vault", "retention", "--keep-days", "30", "--keep-last", "4"]);
    assert_eq!((&set["keep_days"], &set["keep_last"]), (&30.into(), &4.into()));
    assert_eq!(person.json(&["status"])["vaults"][0]["retention"]["keep_days"], 30);
    assert!(
        person.expect(0, &["status"]).out.contains("what was synced in the last 30 days, and the last 4")
    );
    let none = person.json(&["prune", "--retention"]);
    assert_eq!((&none["stay"], &none["level"]), (&5.into(), &0.into()));
    // Opened again on this machine, the policy is still there.
    let kept = std::fs::read_to_string(&config).unwrap();
    assert!(kept.contains("keep_days = 30") && kept.starts_with(before.trim_end()), "{kept}");

    person.expect(0, &["vault", "retention", "--keep-last", "4"]);
    let next = || person.json(&["prune", "--retention", "--dry-run"])["past"][0]["session"].clone();
    let first = next();
    let dry = person.expect(0, &["prune", "--retention", "--dry-run"]);
    assert!(dry.out.contains(first.as_str().unwrap()) && !dry.out.contains("no copy"), "{}", dry.out);
    // One of five, and it lies here too: nobody is asked.
    let done = person.json(&["prune", "--retention"]);
    assert_eq!(done["shredded"], serde_json::json!([first]));
    assert_eq!((&done["level"], &done["past"][0]["only_copy"]), (&1.into(), &false.into()));

    // Now the file of the next one is gone here: the vault's is the only copy, and there is no terminal to ask.
    person.expect(0, &["vault", "retention", "--keep-last", "3"]);
    let n = (1..=5).find(|n| next() == crate::outside::uuid(*n)).unwrap();
    std::fs::remove_file(person.session_file(n)).unwrap();
    let asked = person.expect(2, &["prune", "--retention"]);
    assert!(
        asked.err.contains("may be the only copy") && asked.err.contains("hint: add --yes"),
        "{}",
        asked.err
    );
    assert_eq!(person.json(&["list", "--stored"])["sessions"].as_array().unwrap().len(), 4);
    // More than half of them.
    person.expect(0, &["vault", "retention", "--keep-last", "1"]);
    let asked = person.expect(2, &["prune", "--retention"]);
    assert!(asked.err.contains("more than half"), "{}", asked.err);
    let done = person.expect(0, &["prune", "--retention", "--yes"]);
    assert!(done.err.contains("shredded 3 sessions; shred level 1 is reached, 1 stay"), "{}", done.err);
    person.expect(0, &["verify", "-q"]);
    person.expect(0, &["vault", "retention", "--off"]);
    assert_eq!(std::fs::read_to_string(&config).unwrap(), before);
}
