//! Moving from one vault into another: never in neither of the two, whatever happens in between.

use super::*;
use han::local::state::{Loaded, State};
use han::ops::moving::{self, Moved, Moving};
use han::ops::shred::Chosen;
use han::protocol::ids::OwnerId;

/// A machine with three synced sessions, and a vault of a team.
async fn two(dir: &Path) -> (Home, Home) {
    let a = first(dir).await;
    (a, Home::init_as(&dir.join("t"), &dir.join("team"), OwnerId([8; 16])).await)
}

async fn choose(home: &Home, n: usize) -> Chosen {
    shred::choose(&home.reader().await.unwrap(), &[uuid(n)]).await.unwrap().remove(0)
}

async fn move_fused((a, team): (&Home, &Home), fuse: &Fuse, n: usize) -> Result<Moved, OpError> {
    let chosen = choose(a, n).await;
    let vaults = (open_fused(a, fuse).await?, open_fused(team, fuse).await?);
    let path = a.state_path();
    let with = Moving { state_path: &path, route: "team:x".into(), now: NOW, now_us: NOW * 1_000_000 };
    moving::session(vaults, &chosen, &with).await.map(|(_, moved)| moved)
}

async fn content(home: &Home, n: usize) -> Option<Vec<u8>> {
    let stored = home.stored(&uuid(n)).await?;
    Some(stored.files.iter().flat_map(|file| file.content.clone()).collect())
}

fn route(home: &Home, n: usize) -> String {
    let Loaded::State(state) = State::load(&home.state_path()).unwrap() else { panic!("no state") };
    state.sessions.iter().find(|(id, _)| id.to_string() == uuid(n)).unwrap().1.route.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_whole_in_the_other_vault_and_gone_from_the_first() {
    let dir = tempfile::tempdir().unwrap();
    let (a, team) = two(dir.path()).await;
    let before = content(&a, 1).await.unwrap();
    let moved = move_fused((&a, &team), &Fuse::whole(), 1).await.unwrap();
    assert_eq!((moved.session.to_string(), moved.apart, moved.deleted.sessions), (uuid(1), false, 1));
    assert!(moved.bytes > 0 && moved.deleted.left.is_empty());
    assert_eq!(content(&team, 1).await.unwrap(), before);
    only_it_is_gone(&a, 1, 2).await;
    assert_eq!((route(&a, 1).as_str(), route(&a, 0).as_str()), ("team:x", "personal"));
    // Another machine that has it learns where it goes now, and nothing is lost by asking twice.
    let b = Home::join(&dir.path().join("b"), &a).await;
    let again = move_fused((&b, &team), &Fuse::whole(), 1).await.unwrap();
    assert_eq!((again.bytes, again.deleted.ended), (0, 1));
    assert_eq!(content(&team, 1).await.unwrap(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_between_any_two_steps_leaves_it_in_one_or_in_both() {
    let dir = tempfile::tempdir().unwrap();
    let (origin, empty) = two(dir.path()).await;
    let before = content(&origin, 1).await.unwrap();
    for when in [When::Before, When::After] {
        let mut steps = 0;
        loop {
            let at = dir.path().join(format!("{when:?}{steps}"));
            let (a, team) = (faults::copy(&origin, &at.join("1")), faults::copy(&empty, &at.join("2")));
            let fuse = Fuse::blows_at(steps, when);
            let outcome = move_fused((&a, &team), &fuse, 1).await;
            let whole = !fuse.blew();
            assert_eq!(outcome.is_ok(), whole, "step {steps} {when:?}");
            let (here, there) = (content(&a, 1).await, content(&team, 1).await);
            assert!(here.iter().chain(&there).all(|bytes| *bytes == before), "step {steps} {when:?}");
            assert!(here.is_some() || there.is_some(), "step {steps} {when:?}: never in neither");
            assert!(there.is_some() || route(&a, 1) == "personal", "step {steps} {when:?}");
            move_fused((&a, &team), &Fuse::whole(), 1).await.unwrap();
            only_it_is_gone(&a, 1, 2).await;
            assert_eq!(content(&team, 1).await.unwrap(), before);
            assert_eq!(route(&a, 1), "team:x");
            if whole {
                break;
            }
            steps += 1;
        }
        assert!(steps > 12, "{steps} steps were broken");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_machine_appends_meanwhile_is_taken_along() {
    let dir = tempfile::tempdir().unwrap();
    let (a, team) = two(dir.path()).await;
    let b = Home::join(&dir.path().join("b"), &a).await;
    for n in 0..3 {
        b.write(&format!("{}.jsonl", uuid(n)), kit::lines(10 * n, 10 * n + 9));
    }
    for n in 0..3 {
        let whole = Fuse::whole();
        let (moved, synced) = tokio::join!(move_fused((&a, &team), &whole, n), b.sync());
        moved.unwrap();
        let synced = synced.unwrap();
        let stored = synced.sent.iter().any(|sent| sent.session.to_string() == uuid(n));
        let lines = content(&team, n).await.unwrap().iter().filter(|byte| **byte == b'\n').count();
        assert!(lines == 9 || (lines == 5 && !stored), "session {n}: {lines} lines, stored before: {stored}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_moved_stays() {
    let dir = tempfile::tempdir().unwrap();
    let (a, team) = two(dir.path()).await;
    assert!(matches!(move_fused((&a, &a), &Fuse::whole(), 1).await, Err(OpError::Usage(_))));
    move_fused((&a, &team), &Fuse::whole(), 1).await.unwrap();
    shred_one(&team, 1).await;
    // Its id never comes back there; a copy that another vault holds stays where it is.
    let c = Home::init_as(&dir.path().join("c"), &dir.path().join("third"), OwnerId([7; 16])).await;
    c.write(&format!("{}.jsonl", uuid(1)), kit::lines(10, 15));
    c.sync().await.unwrap();
    assert!(matches!(move_fused((&c, &team), &Fuse::whole(), 1).await, Err(OpError::Usage(_))));
    assert!(content(&c, 1).await.is_some());
    // Shredded here and nowhere else.
    assert!(matches!(move_fused((&a, &c), &Fuse::whole(), 1).await.map(|_| ()), Ok(())));
    shred_one(&a, 2).await;
    assert!(matches!(move_fused((&a, &team), &Fuse::whole(), 2).await, Err(OpError::NotFound(_))));
}
