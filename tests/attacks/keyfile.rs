//! Rows 13-20, 25, 35: key material that the server makes up, replays or floods.

use crate::scene::{Scene, exit_of, forge, raw};
use crate::support::{SECRET, secret, tree};
use han::cli::failure::Exit;
use han::crypto::kdf::Cost;
use han::crypto::sign::Purpose;
use han::protocol::cbor;
use han::protocol::ids::SlotId;
use han::protocol::keyfile::{KdfCost, Keyfile, OwnerKind, Slot};
use han::protocol::refs::{RefBody, RefName};
use han::remote::Remote;
use han::vault::keyfile::{self, Creation, Keys};
use std::time::{Duration, Instant};

async fn newest(scene: &Scene) -> Keyfile {
    let found = raw(&scene.home).await.get_ref(&RefName::keyfile()).await.unwrap().unwrap();
    let RefBody::Signed(bytes) = found.body else { panic!("a keyfile") };
    cbor::decode(&bytes).unwrap()
}

fn foreign(owner: han::protocol::ids::OwnerId, version: u64) -> (Keyfile, Keys) {
    let with = Creation {
        kind: OwnerKind::User,
        owner,
        secret: &secret(),
        account: None,
        cost: Cost::GENERATED,
        now: 1_800_000_000,
    };
    let (mut file, keys, _) = keyfile::create(&with).unwrap();
    file.version = version;
    (sign(file, &keys), keys)
}

fn sign(mut file: Keyfile, keys: &Keys) -> Keyfile {
    file.signature = None;
    file.signature = Some(keys.sign(Purpose::Keyfile, &[&cbor::encode(&file)]).to_vec());
    file
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keyfile_that_no_key_holder_signed_changes_nothing() {
    let scene = Scene::new().await;
    let good = newest(&scene).await;
    let next = Keyfile { version: good.version + 1, ..good.clone() };
    let owner = good.owner;
    let (other, other_keys) = foreign(owner, good.version + 1);
    let with_slot = |change: fn(&mut Slot)| {
        let mut file = next.clone();
        change(&mut file.slots[0]);
        file
    };
    // The wrapped keys of the attacker under the signature chain of the owner.
    let mut adopted = next.clone();
    adopted.keys.clone_from(&other.keys);
    let mut chained = other.clone();
    chained.keys.extend(good.keys.clone());
    let mut flooded = next.clone();
    flooded.slots = (0..10_000u32)
        .map(|n| Slot { id: SlotId([n.to_be_bytes()[3]; 8]), epoch: n + 9, ..good.slots[0].clone() })
        .collect();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("an older one as the newest", cbor::encode(&good)),
        ("unsigned", cbor::encode(&Keyfile { signature: None, ..next.clone() })),
        ("signed for its older version", cbor::encode(&next)),
        (
            "lower cost",
            cbor::encode(&with_slot(|slot| slot.cost = KdfCost { memory_kib: 8, passes: 1, lanes: 1 })),
        ),
        ("cost of 4 TiB", cbor::encode(&with_slot(|slot| slot.cost.memory_kib = u32::MAX))),
        ("2^32 passes", cbor::encode(&with_slot(|slot| slot.cost.passes = u32::MAX))),
        ("no salt", cbor::encode(&with_slot(|slot| slot.salt.clear()))),
        ("the salt of everybody", cbor::encode(&with_slot(|slot| slot.salt = vec![0; 16]))),
        ("an unknown KDF", cbor::encode(&with_slot(|slot| slot.kdf = 0))),
        ("a foreign one under the same secret", cbor::encode(&other)),
        ("foreign keys", cbor::encode(&adopted)),
        ("foreign keys, signed by them", cbor::encode(&sign(adopted.clone(), &other_keys))),
        ("foreign keys beside the owner's", cbor::encode(&sign(chained, &other_keys))),
        ("10,000 slots", cbor::encode(&flooded)),
        ("a format of the future", cbor::encode(&Keyfile { min_reader: 9, ..next.clone() })),
        ("format 0", cbor::encode(&Keyfile { format: 0, min_reader: 0, ..next.clone() })),
        ("no slots", cbor::encode(&Keyfile { slots: Vec::new(), ..next.clone() })),
        ("no keys", cbor::encode(&Keyfile { keys: Vec::new(), ..next.clone() })),
        (
            "another vault's",
            cbor::encode(&Keyfile { owner: han::protocol::ids::OwnerId([1; 16]), ..next.clone() }),
        ),
        ("junk", vec![0xff; 300]),
        ("nothing", Vec::new()),
    ];
    for (at, (case, bytes)) in cases.into_iter().enumerate() {
        let home = scene.copy(&format!("keyfile-{at}"));
        forge(&home, &RefName::keyfile(), RefBody::Signed(bytes)).await;
        let before = tree(&home.target.profile.state);
        let began = Instant::now();
        // One that only a later version could check is not called forged.
        let exit = if case == "a format of the future" { Exit::Usage } else { Exit::Tampered };
        scene.all_stops(&home, case, exit).await;
        assert!(began.elapsed() < Duration::from_secs(20), "{case}");
        assert!(tree(&home.target.profile.state) == before, "{case}: the last verified keyfile stays");
    }
}

/// Even a key holder (or whoever stole the vault key) cannot lower the cost of guessing, or exhaust a machine.
#[tokio::test(flavor = "multi_thread")]
async fn key_derivation_out_of_bounds_is_refused_before_memory_is_taken() {
    let scene = Scene::new().await;
    let good = newest(&scene).await;
    let keys = scene.home.reader().await.unwrap().keys;
    type Change = fn(&mut Slot);
    let cases: [(&str, Change); 7] = [
        ("cheap", |slot| slot.cost = KdfCost { memory_kib: 8, passes: 1, lanes: 1 }),
        ("no passes", |slot| slot.cost.passes = 0),
        ("4 TiB", |slot| slot.cost.memory_kib = u32::MAX),
        ("2^32 passes", |slot| slot.cost.passes = u32::MAX),
        ("2^32 lanes", |slot| slot.cost.lanes = u32::MAX),
        ("no salt", |slot| slot.salt.clear()),
        ("a long salt", |slot| slot.salt = vec![7; 64]),
    ];
    for (at, (case, change)) in cases.into_iter().enumerate() {
        let home = scene.copy(&format!("kdf-{at}"));
        let mut file = Keyfile { version: good.version + 1, ..good.clone() };
        change(&mut file.slots[0]);
        let bytes = cbor::encode(&sign(file, &keys));
        forge(&home, &RefName::keyfile(), RefBody::Signed(bytes)).await;
        // No cached key: the secret has to be derived again.
        let store = home.target.profile.secret.store.as_ref().unwrap();
        store.delete(&home.target.profile.owner, "kek").unwrap();
        let error = home.restore().await.err().unwrap_or_else(|| panic!("{case}: restored"));
        assert_eq!(exit_of(error), Exit::Tampered, "{case}");
        assert!(tree(&home.claude()).is_empty());
    }
}

/// Slots that nobody holds the secret of cost at most two derivations, and hide no slot.
#[tokio::test(flavor = "multi_thread")]
async fn junk_slots_cost_at_most_two_derivations() {
    let scene = Scene::new().await;
    let good = newest(&scene).await;
    let keys = scene.home.reader().await.unwrap().keys;
    let mut file = good.clone();
    let junk = (0..12u8).map(|n| Slot {
        id: SlotId([n; 8]),
        epoch: 0,
        salt: vec![n; 16],
        cost: KdfCost {
            memory_kib: Cost::CEILING.memory_kib,
            passes: Cost::CEILING.passes,
            lanes: Cost::CEILING.lanes,
        },
        ..good.slots[0].clone()
    });
    file.slots.extend(junk);
    let file = sign(file, &keys);
    let began = Instant::now();
    assert!(keyfile::unlock(&file, (&secret(), None), 1_800_000_000).is_ok());
    assert!(began.elapsed() < Duration::from_secs(5), "the newest slot comes first");
    assert!(!SECRET.is_empty());
}
