//! Content sealed anew: the same bytes under other keys, and nothing of before.

use super::*;
use han::protocol::ids::ObjectId;
use han::protocol::refs::RefName;
use han::remote::RemoteError;
use std::collections::BTreeMap;

/// Per session: its content keys' births, its objects, and all bytes of all its branches.
type Held = BTreeMap<RefName, (Vec<u32>, Vec<ObjectId>, Vec<u8>)>;

async fn held(home: &Home) -> Held {
    let reader = home.reader().await.unwrap();
    let mut all = Held::new();
    for name in reader.follow.names().unwrap() {
        let Some(tag) = name.session_tag() else { continue };
        let view = reader.session(tag).await.unwrap().unwrap();
        let births = view.session_keys.iter().map(|key| key.birth).collect();
        let mut bytes = Vec::new();
        for segment in view.manifest.files.iter().flat_map(|f| &f.branches).flat_map(|b| &b.segments) {
            bytes.extend_from_slice(&reader.segment(&view, segment).await.unwrap());
        }
        all.insert(name.clone(), (births, view.manifest.objects(), bytes));
    }
    all
}

async fn seal_anew(home: &Home, fuse: &Fuse, names: &[RefName]) -> Result<rotate::ContentReport, OpError> {
    let vault = open_fused(home, fuse, NOW).await?;
    rotate::content(vault, names, NOW, &Silent).await.map(|(_, report)| report)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_bytes_lie_under_fresh_keys_and_nothing_of_before_is_left() {
    let dir = tempfile::tempdir().unwrap();
    let a = first(dir.path()).await;
    // Several segments, and two content keys of different births.
    rotate::data_key(open_at(&a, NOW).await.unwrap(), (90, NOW), &Silent).await.unwrap();
    write_session(&a, 1, 40);
    a.sync().await.unwrap();
    let before = held(&a).await;
    let names: Vec<RefName> = before.keys().cloned().collect();
    let report = seal_anew(&a, &Fuse::whole(), &names[..2]).await.unwrap();
    assert_eq!((report.sessions, report.failed.len(), report.left.len()), (2, 0, 0));
    assert_eq!((report.data_key.version, report.data_key.begun, report.data_key.retired), (3, true, 1));
    assert!(rotate::content_under_way(&a.target.profile).unwrap().is_none());
    let after = held(&a).await;
    let remote = a.target.place.open().await.unwrap();
    for (at, name) in names.iter().enumerate() {
        let ((_, old, was), (births, new, is)) = (&before[name], &after[name]);
        assert_eq!(was, is, "no byte changes");
        if at == 2 {
            assert_eq!(old, new, "it was not meant");
            continue;
        }
        assert_eq!(births, &[3]);
        assert!(old.iter().all(|id| !new.contains(id)));
        for id in old {
            assert!(matches!(remote.get(*id).await, Err(RemoteError::NotFound(_))), "{id}");
        }
    }
    // Whoever synced before goes on where they were.
    write_session(&a, 1, 60);
    assert_eq!(a.sync().await.unwrap().sent.len(), 1);
    assert_eq!(a.restore_with(|options| options.to = dir.path().join("c")).await.unwrap().restored.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_between_any_two_steps_is_gone_on_with() {
    let dir = tempfile::tempdir().unwrap();
    let origin = first(dir.path()).await;
    let before = held(&origin).await;
    let names: Vec<RefName> = before.keys().cloned().collect();
    for when in [When::Before, When::After] {
        let mut steps = 0;
        loop {
            let a = faults::copy(&origin, &dir.path().join(format!("{when:?}{steps}")));
            let fuse = Fuse::blows_at(steps, when);
            let outcome = seal_anew(&a, &fuse, &names[..2]).await;
            let whole = !fuse.blew();
            assert_eq!(outcome.is_ok(), whole, "step {steps} {when:?}");
            let mixed = held(&a).await;
            assert!(names.iter().all(|name| mixed[name].2 == before[name].2), "step {steps} {when:?}");
            write_session(&a, 5, 2);
            assert_eq!(a.sync().await.unwrap().sent.len(), 1);
            if !whole {
                let report = seal_anew(&a, &Fuse::whole(), &names[..2]).await.unwrap();
                assert!(report.failed.is_empty());
            }
            let after = held(&a).await;
            for name in &names[..2] {
                assert_eq!(after[name].2, before[name].2);
                assert!(after[name].1.iter().all(|id| !before[name].1.contains(id)), "step {steps} {when:?}");
            }
            assert!(rotate::content_under_way(&a.target.profile).unwrap().is_none());
            let vault = open_at(&a, NOW).await.unwrap();
            assert!(!han::vault::rotation::is_draining(&vault.connection.keyfile));
            if whole {
                break;
            }
            steps += 1;
        }
        assert!(steps > 12, "{steps} steps were broken");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_machine_appends_meanwhile() {
    let dir = tempfile::tempdir().unwrap();
    let a = first(dir.path()).await;
    let b = Home::join(&dir.path().join("b"), &a).await;
    for round in 0..3 {
        for n in 0..3 {
            write_session(&b, n, 10 + 5 * round);
        }
        let names: Vec<RefName> = held(&a).await.into_keys().collect();
        let whole = Fuse::whole();
        let (sealed, synced) = tokio::join!(seal_anew(&a, &whole, &names), b.sync());
        assert_eq!((sealed.unwrap().failed.len(), synced.unwrap().failed.len()), (0, 0));
        let all = held(&a).await;
        let lines = |bytes: &Vec<u8>| bytes.iter().filter(|byte| **byte == b'\n').count();
        assert!(all.values().all(|(_, _, bytes)| lines(bytes) == 10 + 5 * round), "round {round}");
    }
}
