//! Rows 1-6, 11, 26-28, 32, 34, 37: objects that are not what they should be.

use crate::kit::wire::Evil;
use crate::scene::{Scene, raw};
use crate::support::{tree, uuid};
use bytes::Bytes;
use han::protocol::ids::ObjectId;
use han::remote::{Remote, RemoteError};
use han::vault::manifest::Segment;
use han::vault::segment;

type Change = Box<dyn Fn(&[u8]) -> Vec<u8> + Send + Sync>;

fn changes(len: usize) -> Vec<(String, Change)> {
    let mut all: Vec<(String, Change)> = Vec::new();
    for at in [0, 4, 5, 6, 8, 24, 40, 56, 60, 64, 72, 104, 128, 160, 300, len - 17, len - 1] {
        all.push((
            format!("byte {at} flipped"),
            Box::new(move |b| {
                let mut b = b.to_vec();
                b[at] ^= 0x10;
                b
            }),
        ));
    }
    for cut in [0, 1, 103, 104, 159, 160, 176, 160 + 16_400, len - 16, len - 1] {
        all.push((format!("cut to {cut}"), Box::new(move |b| b[..cut.min(b.len() - 1)].to_vec())));
    }
    all.push(("a byte more".into(), Box::new(|b| [b, &[0]].concat())));
    all.push(("twice".into(), Box::new(|b| [b, b].concat())));
    all.push(("plain text".into(), Box::new(|_| b"{\"type\":\"user\"}\n".to_vec())));
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_object_costs_only_its_own_file() {
    let scene = Scene::new().await;
    let target = scene.segments[0].clone();
    let pin = std::fs::read(scene.home.target.profile.state.join("pin")).unwrap();
    for (case, change) in changes(usize::try_from(target.len).unwrap()) {
        let id = target.object;
        let get = move |asked: ObjectId, truth: Result<Bytes, RemoteError>| {
            let bytes = truth?;
            Ok(if asked == id { Bytes::from(change(&bytes)) } else { bytes })
        };
        let (home, _) = scene.home.over(Evil { get: Some(Box::new(get)), ..Evil::default() }).await;
        scene.only_the_victim_suffers(&home, &case).await;
    }
    assert!(std::fs::read(scene.home.target.profile.state.join("pin")).unwrap() == pin);
}

#[tokio::test(flavor = "multi_thread")]
async fn swapped_hidden_and_lost_objects_cost_only_their_own_file() {
    let scene = Scene::new().await;
    let mine: Vec<ObjectId> = scene.segments.iter().map(|segment| segment.object).collect();
    let remote = raw(&scene.home).await;
    let others = remote.get(scene.others_segments[0].object).await.unwrap();
    let last = remote.get(*mine.last().unwrap()).await.unwrap();
    for (case, answer) in [
        ("another session's object", Some(others)),
        ("another object of the session", Some(last)),
        ("no object", None),
    ] {
        let id = mine[0];
        let get = move |asked: ObjectId, truth: Result<Bytes, RemoteError>| match (asked == id, &answer) {
            (false, _) => truth,
            (true, Some(bytes)) => Ok(bytes.clone()),
            (true, None) => Err(RemoteError::NotFound("it".into())),
        };
        let (home, _) = scene.home.over(Evil { get: Some(Box::new(get)), ..Evil::default() }).await;
        scene.only_the_victim_suffers(&home, case).await;
    }
}

/// Whoever could make the hash fit still meets the seal: nothing opens but the very object, in its place.
#[tokio::test(flavor = "multi_thread")]
async fn no_changed_object_opens_even_where_its_hash_fits() {
    let scene = Scene::new().await;
    let reader = scene.home.reader().await.unwrap();
    let view = reader.session(scene.victim.session_tag().unwrap()).await.unwrap().unwrap();
    let long = scene.segments.iter().max_by_key(|segment| segment.len).unwrap();
    let object = reader.remote.get(long.object).await.unwrap();
    assert!(object.len() > 4 * 16_400, "several chunks");
    let opens = |bytes: &[u8], entry: &Segment| {
        let entry = Segment { object: ObjectId::of(bytes), len: bytes.len() as u64, ..entry.clone() };
        segment::open(&view.session_keys, (reader.owner(), view.tag), &entry, bytes).is_ok()
    };
    assert!(opens(&object, long));
    for (case, change) in changes(object.len()) {
        assert!(!opens(&change(&object), long), "{case}");
    }
    let (head, chunks) = object.split_at(160);
    let chunks: Vec<&[u8]> = chunks.chunks(16_384 + 16).collect();
    let joined = |order: &[usize]| {
        let mut out = head.to_vec();
        order.iter().for_each(|at| out.extend_from_slice(chunks[*at]));
        out
    };
    let all: Vec<usize> = (0..chunks.len()).collect();
    assert!(joined(&all) == object);
    let mut swapped = all.clone();
    swapped.swap(0, 1);
    for order in [&swapped, &all[1..].to_vec(), &all[..all.len() - 1].to_vec(), &[&[0], &all[..]].concat()] {
        assert!(!opens(&joined(order), long), "{order:?}");
    }
    // Under another place in the manifest, another claim of length, or as another session's.
    for entry in [
        Segment { start: long.start + 1, ..long.clone() },
        Segment { raw_len: long.raw_len - 1, ..long.clone() },
        Segment { raw_len: long.raw_len + 1, ..long.clone() },
        Segment { raw_len: u64::MAX, ..long.clone() },
        Segment { key: han::protocol::ids::KeyId([0; 16]), ..long.clone() },
    ] {
        assert!(!opens(&object, &entry));
    }
    let small = &scene.segments[0];
    let bytes = reader.remote.get(small.object).await.unwrap();
    for at in 0..bytes.len() {
        let mut bad = bytes.to_vec();
        bad[at] ^= 1;
        assert!(!opens(&bad, small), "byte {at}");
    }
    let other = reader.session(scene.other.name.session_tag().unwrap()).await.unwrap().unwrap();
    let entry = &scene.segments[0];
    assert!(segment::open(&other.session_keys, (reader.owner(), other.tag), entry, &bytes).is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn damage_on_the_vaults_disk_costs_only_its_own_file() {
    let scene = Scene::new().await;
    let id = scene.segments[0].object.to_string();
    for (case, damage) in [("flipped", 0), ("cut", 1), ("gone", 2)] {
        let home = scene.copy(case);
        let vault = scene.dir.path().join(case).join("vault");
        let path = tree(&vault).into_keys().find(|path| path.contains(&id)).unwrap();
        let mut bytes = std::fs::read(vault.join(&path)).unwrap();
        match damage {
            0 => bytes[200] ^= 1,
            1 => bytes.truncate(300),
            _ => {}
        }
        std::fs::remove_file(vault.join(&path)).unwrap();
        if damage < 2 {
            std::fs::write(vault.join(&path), bytes).unwrap();
        }
        scene.only_the_victim_suffers(&home, case).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn junk_among_the_objects_is_no_event() {
    let scene = Scene::new().await;
    let remote = raw(&scene.home).await;
    for n in 0..50u8 {
        let junk = vec![n; 1000 + usize::from(n)];
        remote.put(ObjectId::of(&junk), Bytes::from(junk)).await.unwrap();
    }
    let report = scene.home.restore().await.unwrap();
    assert!(report.refused.is_empty());
    assert!(tree(&scene.home.claude()) == scene.before);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_object_that_was_taken_and_dropped_is_not_called_stored() {
    let scene = Scene::new().await;
    let (home, _) = scene.home.over(Evil { drop_objects: true, ..Evil::default() }).await;
    std::fs::write(home.transcript(&uuid(5)), crate::kit::lines(0, 5)).unwrap();
    assert!(home.sync().await.is_err(), "the commit names objects that are not there");
    let report = scene.home.sync().await.unwrap();
    assert_eq!(report.sent.len(), 1, "and the next sync sends them");
    assert!(scene.home.stored(&uuid(5)).await.is_some());
}
