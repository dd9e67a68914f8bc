//! Everything at once: what the old secret opens afterwards (nothing), and what a crash in between leaves behind.

use super::*;
use han::protocol::origin::{self, Origin, Sealed};
use han::vault::rotation;
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeS, Serializable, single_shot_seal};

async fn compromise(home: &Home, fuse: &Fuse) -> Result<rotate::Compromised, OpError> {
    let vault = open_fused(home, fuse, NOW).await?;
    let with = NewSecret { secret: None, handed_over: HandedOver::Store, old: OldSlot::Gone, now: NOW };
    rotate::compromised(vault, &with, &Silent).await.map(|(_, done)| done)
}

/// A machine whose vault needs an account key beside the secret.
async fn with_account_key(dir: &Path) -> (Home, AccountKey) {
    let home = first(dir).await;
    let mut vault = open_at(&home, NOW).await.unwrap();
    let (secret, account) = (pass("chosen, with an account key"), AccountKey::random().unwrap());
    let with = rotation::NewSecret {
        secret: &secret,
        account: Some(&account),
        cost: Cost::GENERATED,
        old: OldSlot::Gone,
        now: NOW,
    };
    let (next, _, slot) = rotation::rotate_secret(&vault.connection.keyfile, &vault.keys, &with).unwrap();
    commit_keyfile(&mut vault, &next).await;
    stored::store_account_key(&home.target.profile, &account).unwrap();
    stored::store_secret(&home.target.profile, &secret, &slot).unwrap();
    (home, account)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_old_secret_opens_nothing_from_that_moment_on() {
    let dir = tempfile::tempdir().unwrap();
    let a = first(dir.path()).await;
    let b = Home::join(&dir.path().join("b"), &a).await;
    let before = open_at(&a, NOW).await.unwrap().connection.keyfile;
    let done = compromise(&a, &Fuse::whole()).await.unwrap();
    assert_eq!((done.secret.epoch, done.secret.old_until), (2, None));
    assert_eq!((done.data_key.version, done.data_key.moved, done.data_key.retired), (2, 3, 1));
    assert_eq!(read_all(&a).await.unwrap(), 3);
    let vault = open_at(&a, NOW).await.unwrap();
    let file = &vault.connection.keyfile;
    assert_eq!(file.slots.len(), 1);
    let old = keyfile::unlock(file, (&support::secret(), None), NOW);
    assert!(matches!(old, Err(KeyfileError::WrongSecret)), "not even for thirty days");
    assert!(matches!(b.reader().await, Err(OpError::WrongSecret { .. })));
    enter(&b, &done.secret.secret).await.unwrap();
    assert_eq!(read_all(&b).await.unwrap(), 3);
    let of = |file: &han::protocol::keyfile::Keyfile, purpose| -> Vec<_> {
        let keys = file.keys.iter().filter(|key| key.purpose == purpose);
        keys.map(|key| (key.version, key.status, key.public.clone())).collect()
    };
    for purpose in [Purpose::Vault, Purpose::Audit] {
        let (was, is) = (of(&before, purpose), of(file, purpose));
        assert_eq!((is.len(), is[1].0, is[1].1), (2, 2, Status::Active), "{purpose:?}");
        assert!(is[0].2 == was[0].2 && is[0].1 != Status::Active && is[1].2 != was[0].2);
    }
    assert_eq!(of(file, Purpose::Index).len(), 1, "the index key names the sessions and stays");
}

/// The log tells from where requests came by what was sealed to the audit key of their time.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_sealed_to_the_audit_key_before_still_opens() {
    let dir = tempfile::tempdir().unwrap();
    let a = first(dir.path()).await;
    let origin = Origin { address: "192.0.2.7".into(), agent: "han/1".into() };
    let sealed_now = async || {
        let vault = open_at(&a, NOW).await.unwrap();
        let entry = keyfile::active(&vault.connection.keyfile, Purpose::Audit).unwrap().clone();
        type Public = <X25519HkdfSha256 as Kem>::PublicKey;
        let public = Public::from_bytes(entry.public.as_deref().unwrap()).unwrap();
        let info = origin::info(vault.keys.owner());
        let (encapsulated, ciphertext) = single_shot_seal::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeS::Base,
            &public,
            &info,
            &origin.to_plain(),
            b"",
        )
        .unwrap();
        Sealed { key: entry.id, encapsulated: encapsulated.to_bytes().into(), ciphertext }.to_bytes()
    };
    let before = sealed_now().await;
    compromise(&a, &Fuse::whole()).await.unwrap();
    let after = sealed_now().await;
    let keys = open_at(&a, NOW).await.unwrap().keys;
    assert_eq!(keys.open_origin(&before).unwrap().address, origin.address);
    assert_eq!(keys.open_origin(&after).unwrap().address, origin.address);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_between_any_two_steps_leaves_a_secret_and_an_account_key_that_fit() {
    let dir = tempfile::tempdir().unwrap();
    let (origin, old_account) = with_account_key(dir.path()).await;
    for when in [When::Before, When::After] {
        let mut steps = 0;
        loop {
            let a = faults::copy(&origin, &dir.path().join(format!("{when:?}{steps}")));
            let fuse = Fuse::blows_at(steps, when);
            let outcome = compromise(&a, &fuse).await;
            let whole = !fuse.blew();
            assert_eq!(outcome.is_ok(), whole, "step {steps} {when:?}: only the fuse stops it");
            assert_eq!(read_all(&a).await.unwrap(), 3, "step {steps} {when:?}: all is readable here");
            write_session(&a, 5, 2);
            assert_eq!(a.sync().await.unwrap_or_else(|e| panic!("step {steps} {when:?}: {e}")).sent.len(), 1);
            let vault = open_at(&a, NOW).await.unwrap();
            let file = vault.connection.keyfile.clone();
            let profile = &a.target.profile;
            let (secret, account) =
                (stored::read(profile).unwrap().unwrap(), stored::account_key(profile).unwrap());
            assert!(
                keyfile::unlock(&file, (&secret, account.as_ref()), NOW).unwrap().0.may_write,
                "step {steps}"
            );
            if vault.keys.epoch == 3 {
                let account = account.unwrap();
                assert!(!account.secret().ct_eq(old_account.secret()), "a new account key");
                let pending = stored::pending_account_key(profile).unwrap();
                assert!(
                    pending.is_none_or(|pending| pending.secret().ct_eq(account.secret())),
                    "step {steps}"
                );
                assert!(
                    keyfile::unlock(&file, (&pass("chosen, with an account key"), Some(&old_account)), NOW)
                        .is_err()
                );
            }
            let (vault, _) = rotate::retire(vault, 2, NOW, &Silent).await.unwrap();
            assert!(!han::vault::rotation::is_draining(&vault.connection.keyfile));
            assert_eq!(read_all(&a).await.unwrap(), 4);
            if whole {
                break;
            }
            steps += 1;
        }
        assert!(steps > 10, "{steps} steps were broken");
    }
}

/// A plain change of the secret after one that was given up must not take up its account key.
#[tokio::test(flavor = "multi_thread")]
async fn a_new_account_key_without_its_secret_is_forgotten() {
    let dir = tempfile::tempdir().unwrap();
    let (a, account) = with_account_key(dir.path()).await;
    let profile = &a.target.profile;
    stored::set_pending_account_key(profile, Some(&AccountKey::random().unwrap())).unwrap();
    let report = rotate_to(&a, None).await.unwrap();
    assert!(report.account.unwrap().secret().ct_eq(account.secret()));
    assert!(stored::pending_account_key(profile).unwrap().is_none());
    assert_eq!(read_all(&a).await.unwrap(), 3);
}
