//! What accounts must do, on both engines.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod engine_kit;
mod outside;

use engine_kit::fresh_database;
use han::protocol::exchange::LeafEntry;
use han::protocol::ids::{ActorId, Digest, OwnerId};
use han::protocol::keyfile::OwnerKind;
use han::protocol::leaf::Class;
use han::protocol::merkle::CompactRange;
use han::protocol::token::Credential;
use han::server::Service;
use han::server::accounts::postgres::PgAccounts;
use han::server::accounts::sqlite::SqliteAccounts;
use han::server::accounts::*;
use han::server::commit::Caller;
use han::server::log::LogSigner;
use han::server::members::MemberChange;
use han::server::objects::Objects;
use han::server::store::postgres::PgStore;
use han::server::store::sqlite::{Journal, SqliteStore};
use han::server::store::{NewVault, Store};

use std::sync::Arc;

const OWNER: OwnerId = OwnerId([0xaa; 16]);
const NOW: u64 = 1_000_000;

async fn invite(accounts: &dyn Accounts, user: &str) -> Credential {
    let made = new_credential().unwrap();
    let invite = NewInvite {
        id: made.id,
        secret_hash: made.secret_hash(),
        user: user.into(),
        admin: true,
        scopes: Scopes::DEVICE,
        created_us: NOW,
        expires_us: NOW + INVITE_US,
    };
    accounts.add_invite(&invite).await.unwrap();
    made
}

fn token_at(now_us: u64) -> NewToken {
    let made = new_credential().unwrap();
    NewToken {
        id: made.id,
        secret_hash: made.secret_hash(),
        label: "laptop".into(),
        created_us: now_us,
        expires_us: now_us + TOKEN_US,
    }
}

fn vault() -> NewVault {
    NewVault { owner: OWNER, kind: OwnerKind::User, created_us: 1, checkpoint: vec![1] }
}

async fn an_invite_gives_one_token_however_many_ask_at_once(accounts: &dyn Accounts) {
    let made = invite(accounts, "ann").await;
    let tokens: Vec<NewToken> = (0..8).map(|_| token_at(NOW)).collect();
    let asked =
        tokens.iter().map(|token| accounts.redeem((made.id, made.secret_hash()), token, ActorId(token.id)));
    let given: Vec<_> = futures::future::join_all(asked).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(given.iter().flatten().count(), 1);
    let user = given.into_iter().flatten().next().unwrap();
    assert_eq!((user.name.as_str(), user.admin), ("ann", true));
    let kept = accounts.tokens_of(user.id).await.unwrap();
    assert_eq!((kept.len(), kept[0].label.as_str(), kept[0].scopes), (1, "laptop", Scopes::DEVICE));
}

async fn a_wrong_an_old_and_an_unknown_invite_give_nothing(accounts: &dyn Accounts) {
    let made = invite(accounts, "ann").await;
    for (id, hash, now) in [
        (made.id, Digest([1; 32]), NOW),
        (made.id, made.secret_hash(), NOW + INVITE_US),
        ([1; 16], made.secret_hash(), NOW),
    ] {
        let given = accounts.redeem((id, hash), &token_at(now), ActorId([1; 16])).await.unwrap();
        assert_eq!(given, None);
    }
    assert_eq!(accounts.users().await.unwrap(), [], "no user was made on the way");
    accounts.end_invites(NOW).await.unwrap();
    let given = accounts.redeem((made.id, made.secret_hash()), &token_at(NOW), ActorId([1; 16])).await;
    assert_eq!(given.unwrap(), None, "ended");
}

async fn a_second_invite_of_a_name_is_another_machine_of_the_same_user(accounts: &dyn Accounts) {
    let (one, two) = (invite(accounts, "ann").await, invite(accounts, "ann").await);
    let first = accounts.redeem((one.id, one.secret_hash()), &token_at(NOW), ActorId([1; 16])).await;
    let second = accounts.redeem((two.id, two.secret_hash()), &token_at(NOW + 1), ActorId([2; 16])).await;
    assert_eq!(first.unwrap().unwrap().id, second.unwrap().unwrap().id);
    let three = invite(accounts, "ann").await;
    assert!(accounts.disable_user("ann", Some(NOW)).await.unwrap());
    let third = accounts.redeem((three.id, three.secret_hash()), &token_at(NOW), ActorId([3; 16])).await;
    assert_eq!(third.unwrap(), None, "a user that is locked out gets no token");
    let tokens = accounts.tokens_of(ActorId([1; 16])).await.unwrap();
    assert!(tokens.len() == 2 && tokens.iter().all(|token| !token.is_good(NOW)));
}

async fn tokens_end_by_time_and_by_revocation(accounts: &dyn Accounts) {
    let made = invite(accounts, "ann").await;
    let token = token_at(NOW);
    let user =
        accounts.redeem((made.id, made.secret_hash()), &token, ActorId([1; 16])).await.unwrap().unwrap();
    let read = || async { accounts.token(token.id).await.unwrap().unwrap() };
    assert!(read().await.is_good(NOW + TOKEN_US - 1) && !read().await.is_good(NOW + TOKEN_US));
    accounts.touch_token(token.id, NOW + 9, NOW + 9 + TOKEN_US).await.unwrap();
    assert!(read().await.is_good(NOW + TOKEN_US) && read().await.last_used_us == Some(NOW + 9));
    assert!(!accounts.revoke_token(ActorId([9; 16]), token.id, NOW).await.unwrap(), "of another");
    assert!(accounts.revoke_token(user.id, token.id, NOW).await.unwrap());
    assert!(accounts.revoke_token(user.id, token.id, NOW + 5).await.unwrap());
    assert_eq!(read().await.revoked_us, Some(NOW));
    assert!(!read().await.is_good(NOW));
}

async fn a_vault_has_its_owner_from_the_start_and_is_nobody_elses(accounts: &dyn Accounts) {
    for (id, name) in [([1; 16], "ann"), ([2; 16], "bob")] {
        let user =
            User { id: ActorId(id), name: name.into(), admin: false, created_us: 1, disabled_us: None };
        assert!(accounts.add_user(&user).await.unwrap());
        assert!(!accounts.add_user(&user).await.unwrap());
    }
    let (ann, bob) = (ActorId([1; 16]), ActorId([2; 16]));
    assert_eq!(accounts.found(&vault(), ann).await.unwrap(), Founded::Made);
    assert_eq!(accounts.found(&vault(), ann).await.unwrap(), Founded::Had);
    assert_eq!(accounts.found(&vault(), bob).await.unwrap(), Founded::Taken);
    assert_eq!(accounts.role(OWNER, ann).await.unwrap(), Some(Role::Owner));
    assert_eq!(accounts.role(OWNER, bob).await.unwrap(), None);
    assert_eq!(accounts.role(OwnerId([7; 16]), ann).await.unwrap(), None);
    let one = Membership { owner: OWNER, kind: OwnerKind::User, role: Role::Owner, log_size: 0 };
    assert_eq!(accounts.vaults_of(ann).await.unwrap(), [one]);
    assert_eq!(accounts.vaults_of(bob).await.unwrap(), []);
    assert_eq!(accounts.quota(OWNER).await.unwrap(), None);
    accounts.set_quota(OWNER, Some(5)).await.unwrap();
    assert_eq!(accounts.quota(OWNER).await.unwrap(), Some(5));
    accounts.set_quota(OWNER, None).await.unwrap();
    assert_eq!(accounts.quota(OWNER).await.unwrap(), None);
    assert!(accounts.set_quota(OwnerId([7; 16]), Some(5)).await.is_err());
}

async fn the_servers_name_is_given_once(accounts: &dyn Accounts) {
    assert_eq!(accounts.server_name("one").await.unwrap(), "one");
    assert_eq!(accounts.server_name("two").await.unwrap(), "one");
}

async fn a_vault_that_many_found_at_once_has_one_owner(accounts: &dyn Accounts) {
    let users: Vec<ActorId> = (1..=6).map(|n| ActorId([n; 16])).collect();
    for id in &users {
        let name = id.to_string();
        let user = User { id: *id, name, admin: false, created_us: 1, disabled_us: None };
        assert!(accounts.add_user(&user).await.unwrap());
    }
    let vault = vault();
    let founded = futures::future::join_all(users.iter().map(|id| accounts.found(&vault, *id))).await;
    let made = founded.iter().filter(|one| matches!(one, Ok(Founded::Made))).count();
    let taken = founded.iter().filter(|one| matches!(one, Ok(Founded::Taken))).count();
    assert_eq!((made, taken), (1, 5));
}

async fn a_card_is_its_users_own_and_found_by_the_vault_alone(accounts: &dyn Accounts) {
    let (ann, bob) = (ActorId([1; 16]), ActorId([2; 16]));
    for (id, name) in [(ann, "ann"), (bob, "bob")] {
        let user = User { id, name: name.into(), admin: false, created_us: 1, disabled_us: None };
        assert!(accounts.add_user(&user).await.unwrap());
    }
    let other = OwnerId([7; 16]);
    assert_eq!(accounts.card(OWNER).await.unwrap(), None);
    assert!(accounts.put_card(ann, (OWNER, b"one"), NOW).await.unwrap());
    assert!(!accounts.put_card(bob, (OWNER, b"evil"), NOW).await.unwrap(), "of another user");
    assert!(!accounts.put_card(ActorId([9; 16]), (other, b"x"), NOW).await.unwrap(), "of nobody");
    assert!(accounts.put_card(ann, (OWNER, b"two"), NOW + 1).await.unwrap());
    assert_eq!(accounts.card(OWNER).await.unwrap().as_deref(), Some(&b"two"[..]));
    assert!(accounts.put_card(ann, (other, b"three"), NOW + 2).await.unwrap(), "one for each user");
    assert_eq!(accounts.card(OWNER).await.unwrap(), None);
    assert_eq!(accounts.card(other).await.unwrap().as_deref(), Some(&b"three"[..]));
}

async fn of_recovery_invites_only_the_newest_opens(accounts: &dyn Accounts) {
    let made = |user: &'static str| async move {
        let made = new_credential().unwrap();
        let invite = NewInvite {
            id: made.id,
            secret_hash: made.secret_hash(),
            user: user.into(),
            admin: false,
            scopes: Scopes::DEVICE,
            created_us: NOW,
            expires_us: NOW + RECOVERY_INVITE_US,
        };
        accounts.add_invite(&invite).await.unwrap();
        made
    };
    let (old, others) = (made("ann").await, made("bob").await);
    let machine = invite(accounts, "ann").await;
    accounts.end_recovery_invites("ann", NOW + 5).await.unwrap();
    let new = made("ann").await;
    let late = NOW + RECOVERY_INVITE_US - 1;
    for (invite, at, opens) in
        [(&old, NOW + 5, false), (&machine, NOW + 5, true), (&new, late, true), (&others, late, true)]
    {
        let id = ActorId(new_credential().unwrap().id);
        let given = accounts.redeem((invite.id, invite.secret_hash()), &token_at(at), id).await.unwrap();
        assert_eq!(given.is_some(), opens);
    }
}

/// Roles change together with the leaf that tells it.
async fn members_change_in_the_transaction_of_their_leaf(accounts: &dyn Accounts, store: Arc<dyn Store>) {
    let signer = LogSigner::from_seed("test", &[7; 32]);
    let objects = Objects::in_store(Arc::new(object_store::memory::InMemory::new()));
    let (ann, bob) = (ActorId([1; 16]), ActorId([2; 16]));
    for (id, name) in [(ann, "ann"), (bob, "bob")] {
        let user = User { id, name: name.into(), admin: false, created_us: 1, disabled_us: None };
        assert!(accounts.add_user(&user).await.unwrap());
    }
    let checkpoint = signer.sign_head(OWNER, &CompactRange::new());
    let vault = NewVault { kind: OwnerKind::Team, checkpoint, ..vault() };
    assert_eq!(accounts.found(&vault, ann).await.unwrap(), Founded::Made);
    let service = Service::new(store, objects, signer, Arc::new(|| NOW));
    let caller = || Caller { actor: ann, token: [3; 16] };
    let change = |asking: Option<ActorId>, user: ActorId, role: Option<Role>| {
        let service = &service;
        async move { service.change_member(OWNER, (caller().into(), asking), (user, role)).await.unwrap() }
    };
    assert_eq!(change(Some(bob), bob, Some(Role::Owner)).await, MemberChange::NotAllowed);
    assert_eq!(change(Some(ann), bob, Some(Role::Member)).await, MemberChange::Done);
    assert_eq!(change(Some(ann), bob, Some(Role::Member)).await, MemberChange::Same);
    assert_eq!(change(Some(ann), ActorId([9; 16]), Some(Role::Member)).await, MemberChange::Unknown);
    assert_eq!(change(None, ann, None).await, MemberChange::LastOwner);
    assert_eq!(change(None, bob, Some(Role::Owner)).await, MemberChange::Done);
    assert_eq!(change(Some(ann), ann, None).await, MemberChange::Done);
    let members = accounts.members_of(OWNER).await.unwrap();
    let members: Vec<_> = members.iter().map(|one| (one.user.id, one.role, one.since_us)).collect();
    assert_eq!(members, [(bob, Role::Owner, NOW)]);
    let leaves = service.leaves(OWNER, 0, 9).await.unwrap();
    let member =
        |leaf: &LeafEntry| matches!(leaf, LeafEntry::Other { class, .. } if *class == Class::Member as u8);
    assert!(leaves.len() == 3 && leaves.iter().all(member));
    assert_eq!(service.verify(OWNER).await.unwrap().flaws.len(), 0);
}

#[tokio::test]
async fn members_on_sqlite() {
    let dir = tempfile::tempdir().unwrap();
    let store = SqliteStore::create(&dir.path().join("db"), Journal::Wal).await.unwrap();
    let accounts = SqliteAccounts::of(&store);
    members_change_in_the_transaction_of_their_leaf(&accounts, Arc::new(store)).await;
}

#[tokio::test]
async fn members_on_postgres() {
    let Some(url) = fresh_database("members on PostgreSQL").await else { return };
    let store = PgStore::open(&url).await.unwrap();
    let accounts = PgAccounts::of(&store);
    members_change_in_the_transaction_of_their_leaf(&accounts, Arc::new(store)).await;
}

macro_rules! on_both_engines {
    ($($clause:ident)*) => {
        mod on_sqlite {
            use super::*;
            $(
                #[tokio::test]
                async fn $clause() {
                    let dir = tempfile::tempdir().unwrap();
                    let store = SqliteStore::create(&dir.path().join("db"), Journal::Wal).await.unwrap();
                    super::$clause(&SqliteAccounts::of(&store)).await;
                }
            )*
        }
        mod on_postgres {
            use super::*;
            $(
                #[tokio::test]
                async fn $clause() {
                    let Some(url) = fresh_database("accounts on PostgreSQL").await else { return };
                    let store = PgStore::open(&url).await.unwrap();
                    super::$clause(&PgAccounts::of(&store)).await;
                }
            )*
        }
    };
}

on_both_engines! {
    an_invite_gives_one_token_however_many_ask_at_once
    a_wrong_an_old_and_an_unknown_invite_give_nothing
    a_second_invite_of_a_name_is_another_machine_of_the_same_user
    tokens_end_by_time_and_by_revocation
    a_vault_has_its_owner_from_the_start_and_is_nobody_elses
    the_servers_name_is_given_once
    a_vault_that_many_found_at_once_has_one_owner
    of_recovery_invites_only_the_newest_opens
    a_card_is_its_users_own_and_found_by_the_vault_alone
}
