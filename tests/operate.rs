//! What a server does by itself, on every engine: collection beside writers, leases, retention, and the tables that only show.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod engine_kit;
mod operate_kit;
mod outside;
#[allow(dead_code, reason = "only its building blocks are used here")]
mod remote_suite;

use bytes::Bytes;
use engine_kit::Direct;
use han::crypto::hpke::xwing;
use han::crypto::secret::{Passphrase, Secret};
use han::crypto::sign::SigningKey;
use han::protocol::envelope::Envelope;
use han::protocol::ids::{ActorId, ObjectId, OwnerId};
use han::protocol::leaf::{Class, Leaf};
use han::protocol::refs::{Action, RefBody};
use han::protocol::sharing::Opening;
use han::remote::{LeafEntry, Remote as _, RemoteError, Swap};
use han::server::checkup::{Level, examine};
use han::server::collect::Run;
use han::server::janitor::Work;
use han::server::retention::Subject;
use han::server::store::StoreError;
use han::server::verify::Flaw;
use han::vault::envelope::{Recipient, Sender, Terms, seal_team_secret};
use operate_kit::{DAY, HOUR, OWNER, Place, flaws, places, put, tamper, with};
use remote_suite::{body, change, commit, done, envelope, put as put_envelope, session};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nothing_needs_goes_in_two_phases_and_comes_back_in_between() {
    for place in places("two phases of collection").await {
        let site = place.open().await;
        let remote = place.vault(&site).await;
        let (a, b, c) = (put(&remote, b"a").await, put(&remote, b"b").await, put(&remote, b"c").await);
        let one = with(change(session(1), 0, body(1)), &[a, b, c], &[]);
        done(remote.commit(&commit(1, vec![one])).await.unwrap());
        let two = with(change(session(1), 1, body(2)), &[], &[b, c]);
        done(remote.commit(&commit(1, vec![two])).await.unwrap());
        let collect = || async { site.service.do_now(Work::Collect, &[1; 16]).await.unwrap().unwrap() };
        assert_eq!(collect().await.bodies, 0, "{}", place.name);

        // After 30 days nothing needs b and c: condemned, and still there.
        place.wait(31 * DAY);
        let keeping = site.service.keeping(OWNER).await.unwrap();
        let dry = site.service.reclaim(OWNER, &keeping, Run::Dry).await.unwrap();
        assert_eq!((dry.bodies, dry.condemned, dry.objects), (1, 2, 0), "{}", place.name);
        let tally = collect().await;
        assert_eq!((tally.bodies, tally.condemned, tally.objects), (1, 2, 0), "{}", place.name);
        assert!(remote.get(b).await.is_ok() && remote.get(c).await.is_ok());
        // A check takes it back; the pin lasts a day and a half at most.
        assert!(remote.missing(&[b]).await.unwrap().is_empty());
        place.wait(8 * DAY);
        let tally = collect().await;
        assert_eq!((tally.condemned, tally.objects), (1, 1), "{}: b is condemned anew, c goes", place.name);
        assert!(remote.get(b).await.is_ok());
        assert!(matches!(remote.get(c).await, Err(RemoteError::NotFound(_))));
        // A commit takes it back too.
        let three = with(change(session(2), 0, body(3)), &[b], &[]);
        done(remote.commit(&commit(1, vec![three])).await.unwrap());
        place.wait(40 * DAY);
        let _one_more_body = collect().await;
        place.wait(8 * DAY);
        assert_eq!(collect().await.objects, 0, "{}", place.name);
        assert!(remote.get(a).await.is_ok() && remote.get(b).await.is_ok());
        assert_eq!(flaws(&site.service).await, [], "{}", place.name);
        // Each removal is in the log, as the server's own act.
        let leaves = site.service.whole_leaves(OWNER, 0).await.unwrap();
        let removals: Vec<Leaf> = leaves
            .iter()
            .filter(|(class, _)| *class == Class::Removal as u8)
            .map(|(_, body)| Leaf::parse(body).unwrap())
            .collect();
        let counts: Vec<u32> = removals.iter().map(|leaf| leaf.count).collect();
        assert_eq!(counts, [1, 1], "{}", place.name);
        assert!(removals.iter().all(|leaf| leaf.actor.0 == [0; 16] && leaf.action == Action::Prune));
        site.service.close().await;
    }
}

/// A writer's commits: each adds objects, drops others, and now and then uploads again what was dropped.
async fn churn(remote: Direct, n: u32, turns: Arc<AtomicU64>) {
    let mut held: Vec<ObjectId> = Vec::new();
    for round in 0..12u32 {
        // Each round meets another collection.
        let turn = turns.load(Ordering::SeqCst);
        while turns.load(Ordering::SeqCst) == turn {
            tokio::task::yield_now().await;
        }
        // The contents are shared by all writers, so that one drops what another needs.
        let mut contents: Vec<Vec<u8>> =
            (0..3).map(|at| format!("object {}", (round + at + n) % 7).into_bytes()).collect();
        contents.push(format!("of {n} in {round} alone").into_bytes());
        let ids: Vec<ObjectId> = contents.iter().map(|content| ObjectId::of(content)).collect();
        let dropped: Vec<ObjectId> = held.iter().filter(|id| !ids.contains(id)).copied().collect();
        let moved = with(change(session(n), u64::from(round), body(round)), &ids, &dropped);
        loop {
            for missing in remote.missing(&ids).await.unwrap() {
                let content = contents.iter().find(|content| ObjectId::of(content) == missing).unwrap();
                match remote.put(missing, Bytes::copy_from_slice(content)).await {
                    // Collected between the two steps: the same put again stores it.
                    Ok(()) | Err(RemoteError::NotFound(_)) => {}
                    Err(failed) => panic!("{failed:?}"),
                }
            }
            match remote.commit(&commit(1, vec![moved.clone()])).await {
                Ok(Swap::Done(_)) => break,
                Ok(Swap::Conflict { refs }) => panic!("{refs:?}"),
                // An object went between check and commit: a client checks and uploads again.
                Err(RemoteError::Refused(_)) => {}
                Err(failed) => panic!("{failed:?}"),
            }
        }
        held = ids;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn collection_beside_writers_takes_nothing_that_a_ref_holds() {
    for place in places("collection beside writers").await {
        let site = place.open().await;
        let remote = place.vault(&site).await;
        // Everything is old at once: no grace, and a clock that runs days in each turn.
        for subject in [Subject::Replaced, Subject::Condemned] {
            site.service.set_policy(None, subject, Some(0)).await.unwrap();
        }
        let (stop, turns) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let collectors: Vec<_> = (1..=2u8)
            .map(|holder| {
                let (service, stop) = (Arc::clone(&site.service), Arc::clone(&stop));
                let all = Arc::clone(&turns);
                let ahead = Arc::clone(&place.ahead);
                tokio::spawn(async move {
                    let (mut turns, mut removed) = (0, 0);
                    while !stop.load(Ordering::SeqCst) {
                        ahead.fetch_add(3 * DAY, Ordering::SeqCst);
                        let work = if turns % 8 == 7 { Work::Sweep } else { Work::Collect };
                        let tally = service.do_now(work, &[holder; 16]).await.unwrap();
                        all.fetch_add(u64::from(tally.is_some()), Ordering::SeqCst);
                        removed += tally.map_or(0, |tally| tally.objects);
                        turns += 1;
                        tokio::task::yield_now().await;
                    }
                    removed
                })
            })
            .collect();
        let writers: Vec<_> = (0..4u32)
            .map(|n| {
                let remote = Direct { service: Arc::clone(&remote.service), owner: OWNER };
                tokio::spawn(churn(remote, n, Arc::clone(&turns)))
            })
            .collect();
        for writer in writers {
            writer.await.unwrap();
        }
        stop.store(true, Ordering::SeqCst);
        let mut removed = 0;
        for collector in collectors {
            removed += collector.await.unwrap();
        }
        assert!(removed > 0, "{}: nothing was collected, so nothing was shown", place.name);
        assert_eq!(flaws(&site.service).await, [], "{}", place.name);
        let swept = site.service.sweep(OWNER, Run::Dry).await.unwrap();
        assert_eq!(swept.missing, [], "{}", place.name);
        site.service.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_node_at_a_time_does_a_job_and_one_that_died_gives_it_up() {
    for place in places("leases of jobs").await {
        let site = place.open().await;
        place.vault(&site).await;
        let (service, first, second) = (&site.service, [1; 16], [2; 16]);
        assert!(service.do_due(Work::Collect, &first).await.unwrap().is_some());
        assert!(service.do_due(Work::Collect, &second).await.unwrap().is_none(), "not due again");
        place.wait(2 * HOUR);
        // A node that took the job and died.
        hold(&place, "collect", &service.time_us()).await;
        assert!(service.do_due(Work::Collect, &second).await.unwrap().is_none(), "{}", place.name);
        assert!(service.do_now(Work::Collect, &second).await.unwrap().is_none(), "{}", place.name);
        place.wait(HOUR / 4);
        assert!(service.do_due(Work::Collect, &second).await.unwrap().is_some(), "{}", place.name);
        // Many at once: one does it.
        place.wait(2 * HOUR);
        let all = (10..20u8).map(|holder| {
            let service = Arc::clone(service);
            tokio::spawn(async move { service.do_due(Work::Collect, &[holder; 16]).await.unwrap() })
        });
        let mut did = 0;
        for one in all.collect::<Vec<_>>() {
            did += usize::from(one.await.unwrap().is_some());
        }
        assert_eq!(did, 1, "{}", place.name);
        let jobs = service.jobs().await.unwrap();
        assert_eq!((jobs.len(), jobs[0].name.as_str(), jobs[0].leased_until_us), (1, "collect", 0));
        site.service.close().await;
    }
}

/// Somebody else takes a job.
async fn hold(place: &Place, job: &str, now_us: &u64) {
    let until = now_us + HOUR / 6;
    tamper(place, &format!("UPDATE jobs SET leased_until_us = {until} WHERE name = '{job}'")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sweep_takes_old_orphans_and_tells_of_what_is_gone() {
    for place in places("the sweep").await {
        let site = place.open().await;
        let remote = place.vault(&site).await;
        let (kept, orphan) = (put(&remote, b"kept").await, put(&remote, b"orphan").await);
        let one = with(change(session(1), 0, body(1)), &[kept], &[]);
        done(remote.commit(&commit(1, vec![one])).await.unwrap());
        let sweep = || async { site.service.do_now(Work::Sweep, &[1; 16]).await.unwrap().unwrap() };
        assert_eq!(sweep().await.orphans, 0, "{}: its commit may still come", place.name);
        place.wait(3 * DAY);
        assert_eq!(site.service.sweep(OWNER, Run::Dry).await.unwrap().orphans, 1);
        assert!(remote.get(orphan).await.is_ok());
        let tally = sweep().await;
        assert_eq!((tally.orphans, tally.bytes, tally.missing), (1, 6, 0), "{}", place.name);
        assert!(matches!(remote.get(orphan).await, Err(RemoteError::NotFound(_))));
        // Somebody removes an object by hand.
        let objects = match &place.objects {
            Some(address) => han::server::objects::Objects::at(address, &place.variables).unwrap(),
            None => han::server::objects::Objects::in_folder(&place.dir.path().join("objects")).unwrap(),
        };
        objects.remove(OWNER, &[kept]).await.unwrap();
        assert_eq!(sweep().await.missing, 1, "{}", place.name);
        let jobs = site.service.jobs().await.unwrap();
        assert_eq!(jobs.iter().find(|job| job.name == "sweep").unwrap().found, 1);
        let findings = examine(&site, place.dir.path()).await.unwrap();
        let missing = findings.iter().find(|finding| finding.check == "missing").unwrap();
        assert_eq!(missing.level, Level::Problem);
        site.service.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn policies_say_how_long_and_the_vaults_own_wins() {
    for place in places("retention").await {
        let site = place.open().await;
        let (remote, service) = (place.vault(&site).await, &site.service);
        for version in 0..3u32 {
            let one = change(session(1), u64::from(version), body(version));
            done(remote.commit(&commit(1, vec![one])).await.unwrap());
        }
        let reclaim = |run| async move {
            let keeping = service.keeping(OWNER).await.unwrap();
            service.reclaim(OWNER, &keeping, run).await.unwrap().bodies
        };
        service.set_policy(Some(OWNER), Subject::Replaced, None).await.unwrap();
        service.set_policy(None, Subject::Replaced, Some(1)).await.unwrap();
        place.wait(400 * DAY);
        assert_eq!(reclaim(Run::Real).await, 0, "{}: this vault keeps them for ever", place.name);
        service.set_policy(Some(OWNER), Subject::Replaced, Some(500)).await.unwrap();
        assert_eq!(reclaim(Run::Dry).await, 0);
        service.unset_policy(Some(OWNER), Subject::Replaced).await.unwrap();
        assert_eq!(service.policies().await.unwrap().len(), 1);
        assert_eq!(reclaim(Run::Dry).await, 2, "{}", place.name);
        assert_eq!((reclaim(Run::Real).await, reclaim(Run::Real).await), (2, 0), "{}", place.name);
        let unknown = service.set_policy(Some(OwnerId([9; 16])), Subject::Replaced, Some(1)).await;
        assert!(matches!(unknown, Err(han::server::ServiceError::Store(StoreError::UnknownVault))));

        let origin = format!(
            "INSERT INTO log_origins (vault, sha256, sealed, created_us)
             SELECT id, {}, owner_id, {} FROM vaults",
            if place.database.is_some() { "sha256(owner_id)" } else { "zeroblob(32)" },
            service.time_us()
        );
        tamper(&place, &origin).await;
        let origins = |run| async move {
            let keeping = service.keeping(OWNER).await.unwrap();
            service.reclaim(OWNER, &keeping, run).await.unwrap().origins
        };
        place.wait(100 * DAY);
        assert_eq!(origins(Run::Real).await, 0, "{}: for ever by default", place.name);
        service.set_policy(None, Subject::Origins, Some(90)).await.unwrap();
        assert_eq!((origins(Run::Dry).await, origins(Run::Real).await), (1, 1), "{}", place.name);
        assert_eq!(origins(Run::Real).await, 0, "{}", place.name);
        service.unset_policy(None, Subject::Origins).await.unwrap();

        let invite = han::server::accounts::NewInvite {
            id: [1; 16],
            secret_hash: han::protocol::ids::Digest([2; 32]),
            user: "bob".into(),
            admin: false,
            scopes: han::server::accounts::Scopes::DEVICE,
            created_us: service.time_us(),
            expires_us: service.time_us() + 3 * DAY,
        };
        site.accounts.add_invite(&invite).await.unwrap();
        place.wait(100 * DAY);
        assert_eq!(service.retain_accounts(Run::Real).await.unwrap(), (0, 0), "for ever by default");
        service.set_policy(None, Subject::Invites, Some(90)).await.unwrap();
        assert_eq!(service.retain_accounts(Run::Dry).await.unwrap(), (0, 1));
        assert_eq!(service.retain_accounts(Run::Real).await.unwrap(), (0, 1));
        assert_eq!(service.retain_accounts(Run::Real).await.unwrap(), (0, 0));
        site.service.close().await;
    }
}

/// The secret of a team for a person, for 200 days.
fn team_secret(now: u64, to: u8) -> Envelope {
    let seed = |byte| Secret::from_slice(&[byte; 32]).unwrap();
    let signer = SigningKey::from_seed(seed(2));
    let receive = xwing::public(&seed(to));
    let parties = (
        &Sender { owner: OwnerId([2; 16]), signer: &signer },
        &Recipient { owner: OwnerId([to; 16]), receive: &receive },
    );
    let terms = Terms { vault: OWNER, created: now, not_after: now + 200 * 86_400, epoch: 1 };
    let secret = Passphrase::new(zeroize::Zeroizing::new(b"ten words".to_vec()));
    seal_team_secret(parties, terms, (&secret, None)).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn envelopes_that_ended_go_and_the_log_keeps_their_leaves() {
    for place in places("retention of envelopes").await {
        let site = place.open().await;
        let (remote, service) = (place.vault(&site).await, &site.service);
        done(remote.commit(&commit(1, vec![change(session(1), 0, body(1))])).await.unwrap());
        let to = |user: u8| ActorId([user; 16]);
        let now = || service.time_us() / 1_000_000;
        let (revoked, expired) = (envelope(OWNER, (1, now())), envelope(OWNER, (1, now())));
        let (first, taken) = (team_secret(now(), 3), team_secret(now(), 4));
        let waits = team_secret(now(), 5);
        for (one, user) in [(&revoked, 3), (&expired, 3), (&first, 3), (&taken, 4), (&waits, 5)] {
            remote.put_envelope(&put_envelope(one, to(user))).await.unwrap();
        }
        let good = Opening { signature_ok: true, decrypted: true };
        for (one, user) in [(&revoked, 3), (&expired, 3), (&taken, 4)] {
            remote.report_opening(to(user), (one.body.id, good)).await.unwrap();
        }
        remote.revoke_envelope(to(7), revoked.body.id).await.unwrap();
        place.wait(HOUR);
        let second = team_secret(now(), 3);
        remote.put_envelope(&put_envelope(&second, to(3))).await.unwrap();
        let leaves = remote.head().await.unwrap().checkpoint;

        let reclaim = |run| async move {
            let keeping = service.keeping(OWNER).await.unwrap();
            service.reclaim(OWNER, &keeping, run).await.unwrap().envelopes
        };
        place.wait(89 * DAY);
        assert_eq!(reclaim(Run::Real).await, 0, "{}", place.name);
        assert_eq!(remote.head().await.unwrap().checkpoint, leaves, "{}: nothing to tell", place.name);
        place.wait(2 * DAY);
        assert_eq!((reclaim(Run::Dry).await, reclaim(Run::Dry).await), (4, 4), "{}", place.name);
        assert_eq!((reclaim(Run::Real).await, reclaim(Run::Real).await), (4, 0), "{}", place.name);
        let kept = remote.envelopes().await.unwrap().envelopes;
        let kept: Vec<_> = kept.iter().map(|one| one.id).collect();
        assert_eq!(kept, [second.body.id, waits.body.id], "{}", place.name);
        let size = service.log_size(OWNER).await.unwrap();
        let all = remote.leaves(0, size).await.unwrap();
        let class = |wanted| {
            all.iter().filter(|one| matches!(one, LeafEntry::Other { class, .. } if *class == wanted)).count()
        };
        // Six were put, three opened, one revoked; one leaf says that four went.
        assert_eq!((class(8), class(7)), (10, 1), "{}", place.name);
        assert_eq!(flaws(service).await, [], "{}", place.name);
        // A policy of its own: for ever.
        service.set_policy(Some(OWNER), Subject::Envelopes, None).await.unwrap();
        place.wait(900 * DAY);
        assert_eq!(reclaim(Run::Real).await, 0, "{}", place.name);
        site.service.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_tables_that_only_show_are_written_with_the_truth_and_made_anew() {
    for place in places("projections").await {
        let site = place.open().await;
        let (remote, service) = (place.vault(&site).await, &site.service);
        let id = put(&remote, b"eleven byte").await;
        let changes = vec![with(change(session(1), 0, body(1)), &[id], &[]), change(session(2), 0, body(2))];
        done(remote.commit(&commit(1, changes)).await.unwrap());
        place.wait(HOUR);
        let end = change(session(2), 1, RefBody::Tombstone(vec![5; 200]));
        done(remote.commit(&commit(1, vec![change(session(1), 1, body(3)), end])).await.unwrap());
        assert_eq!(flaws(service).await, [], "{}", place.name);
        for (sql, wrong) in [
            ("UPDATE synced_sessions SET version = 1", Flaw::Shown(session(1))),
            ("UPDATE synced_sessions SET size_bytes = 5", Flaw::Shown(session(1))),
            ("UPDATE synced_sessions SET updated_us = created_us", Flaw::Shown(session(1))),
            ("DELETE FROM synced_sessions", Flaw::Shown(session(1))),
            (
                "INSERT INTO synced_sessions SELECT id, 's/00000002000000000000000000000000', 1, owner_id, NULL,
                    NULL, 0, 0, 0 FROM vaults",
                Flaw::Shown(session(2)),
            ),
            ("UPDATE encryption_keys SET is_active = 0", Flaw::Keys),
            ("DELETE FROM key_secrets", Flaw::Keys),
            ("UPDATE cryptographic_keys SET status = 3", Flaw::Keys),
        ] {
            tamper(&place, sql).await;
            let verdict = service.verify(OWNER).await.unwrap();
            assert_eq!(verdict.flaws, [wrong], "{}: {sql}", place.name);
            assert_eq!(service.rebuild(OWNER, &verdict).await.unwrap(), 1);
            assert_eq!(flaws(service).await, [], "{}: {sql}", place.name);
        }
        assert_eq!(service.data_keys().await.unwrap().len(), 1);
        site.service.close().await;
    }
}
