//! Identities, cards and rosters: what each proves, and what is refused.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use han::crypto::kdf::Cost;
use han::crypto::secret::Passphrase;
use han::crypto::sign::Purpose as SignPurpose;
use han::ops::error::OpError;
use han::ops::identity::{Contacts, IdentityError};
use han::protocol::card::{Card, Contact};
use han::protocol::cbor;
use han::protocol::ids::{ActorId, Digest, OwnerId};
use han::protocol::keyfile::{Keyfile, OwnerKind, Purpose};
use han::protocol::leaf::{BodyKind, Leaf, Outcome, RefMove};
use han::protocol::refs::{Action, RefBody, RefName};
use han::protocol::roster::{Chain, Change, Entry, Member, Role};
use han::vault::author::{Signer, Standing, check_keyfile};
use han::vault::follow::Follow;
use han::vault::identity::{self, CardError, Identity, verify_card, verify_successor};
use han::vault::keyfile::{self, Creation, KeyfileError, Keys, SlotKey};
use han::vault::object::ObjectError;
use han::vault::roster::{Roster, RosterError, Unfit};
use han::vault::rotation::{self, NewSecret, OldSlot};
use std::sync::Arc;
use zeroize::Zeroizing;

const NOW: u64 = 1_800_000_000;
const TEAM: OwnerId = OwnerId([0x7e; 16]);

fn secret(text: &str) -> Passphrase {
    Passphrase::new(Zeroizing::new(text.as_bytes().to_vec()))
}

fn vault(kind: OwnerKind, owner: OwnerId) -> (Keyfile, Keys, SlotKey) {
    let secret = secret("one");
    let with = Creation { kind, owner, secret: &secret, account: None, cost: Cost::GENERATED, now: NOW };
    keyfile::create(&with).unwrap()
}

fn person(n: u8) -> Arc<Identity> {
    Arc::clone(vault(OwnerKind::User, OwnerId([n; 16])).1.identity().unwrap())
}

fn member(who: &Identity, name: &str, role: Role) -> Member {
    Member { card: who.card().clone(), name: name.into(), role, user: None }
}

fn founded(by: &Identity) -> Roster {
    Roster::found(TEAM, by, member(by, "ann", Role::Owner), NOW).unwrap()
}

fn unfit(result: Result<Roster, RosterError>) -> Unfit {
    match result {
        Err(RosterError::Change { why, .. }) => why,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("accepted"),
    }
}

#[test]
fn a_personal_vault_has_an_identity_that_a_rotation_keeps_and_a_teams_has_none() {
    let (file, keys, _) = vault(OwnerKind::User, OwnerId([1; 16]));
    let card = keys.identity().unwrap().card().clone();
    assert_eq!((card.owner, card.version), (OwnerId([1; 16]), 1));
    verify_card(&card).unwrap();
    let new = secret("two");
    let (account, cost, now) = (None, Cost::GENERATED, NOW + 1);
    let with = NewSecret { secret: &new, account, cost, old: OldSlot::Window, now };
    let (file, keys, _) = rotation::rotate_secret(&file, &keys, &with).unwrap();
    assert_eq!(keys.identity().unwrap().card(), &card);
    let read = keyfile::parse(&cbor::encode(&file)).unwrap();
    for text in ["one", "two"] {
        let (keys, _) = keyfile::unlock(&read, (&secret(text), None), NOW + 2).unwrap();
        assert_eq!(keys.identity().unwrap().card(), &card, "{text}");
    }
    // Where the secret may have leaked, the identity is another one, which the old one vouches for.
    let with = NewSecret { old: OldSlot::Gone, ..with };
    let (file, keys, _) = rotation::rotate_secret(&file, &keys, &with).unwrap();
    let next = keys.identity().unwrap().card();
    assert_eq!(next.version, 2);
    verify_successor(&card, next).unwrap();
    assert_eq!(verify_successor(next, &card), Err(CardError::Countersignature));
    let mut forged = file.clone();
    let last = forged.keys.iter_mut().rev().find(|key| key.purpose == Purpose::IdentitySign).unwrap();
    last.countersignature = Some(vec![1; 64]);
    let read = keyfile::unlock(&forged, (&new, None), NOW + 2);
    assert!(read.is_ok() && keyfile::parse(&cbor::encode(&forged)).is_err());
    assert!(vault(OwnerKind::Team, TEAM).1.identity().is_none());
}

#[test]
fn an_older_keyfile_gets_an_identity_and_is_one_as_before_otherwise() {
    let golden = include_bytes!("data/golden/aes-256-gcm/keyfile");
    let file = keyfile::parse(golden).unwrap();
    let pass = secret("the-secret-of-all-fixtures");
    let (keys, slot) = keyfile::unlock(&file, (&pass, None), NOW).unwrap();
    assert!(keys.identity().is_none());
    let (next, keys) = identity::install(&file, &keys, &slot, NOW + 1).unwrap();
    assert_eq!((next.version, next.prev), (file.version + 1, Digest::of(golden)));
    assert_eq!(next.keys[..file.keys.len()], file.keys[..]);
    verify_card(keys.identity().unwrap().card()).unwrap();
    let bytes = cbor::encode(&next);
    let (again, _) = keyfile::unlock(&keyfile::parse(&bytes).unwrap(), (&pass, None), NOW + 1).unwrap();
    assert_eq!(again.identity().unwrap().card(), keys.identity().unwrap().card());
}

#[test]
fn identity_keys_that_the_secret_did_not_make_are_refused() {
    let (file, ..) = vault(OwnerKind::User, OwnerId([1; 16]));
    let (other, ..) = vault(OwnerKind::User, OwnerId([1; 16]));
    for purpose in [Purpose::IdentitySign, Purpose::IdentityReceive] {
        let mut forged = file.clone();
        let at = forged.keys.iter().position(|key| key.purpose == purpose).unwrap();
        forged.keys[at].public = other.keys[at].public.clone();
        let opened = keyfile::unlock(&forged, (&secret("one"), None), NOW);
        assert!(matches!(opened, Err(KeyfileError::Tampered(_))), "{purpose:?}");
        let mut gone = file.clone();
        gone.keys[at].wraps.clear();
        let opened = keyfile::unlock(&gone, (&secret("one"), None), NOW);
        assert!(matches!(opened, Err(KeyfileError::Tampered(_))), "{purpose:?}");
    }
}

#[test]
fn every_changed_byte_of_a_card_is_refused_or_changes_the_fingerprint_it_is_known_by() {
    let card = person(1).card().clone();
    let bytes = cbor::encode(&card);
    for at in 0..bytes.len() {
        let mut bad = bytes.clone();
        bad[at] ^= 1;
        let refused = cbor::decode::<Card>(&bad).map_or(true, |bad| verify_card(&bad).is_err());
        assert!(refused, "byte {at}");
    }
    let countersigned = Card { countersignature: Some(vec![1; 64]), ..card.clone() };
    assert_eq!(verify_successor(&card, &countersigned), Err(CardError::Countersignature));
}

#[test]
fn another_card_than_the_code_names_and_a_changed_one_are_refused_until_a_person_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let contacts = Contacts::of(dir.path());
    let (old, new, evil) = (person(1), person(1), person(2));
    let contact = |who: &Identity| Contact {
        owner: who.owner(),
        fingerprint: who.card().fingerprint(),
        user: Some(ActorId([9; 16])),
    };
    let judge = |of: &Identity, shown: Option<&Card>, right| {
        contacts.judge(&contact(of), shown.cloned(), right).map_err(|error| match error {
            OpError::Identity(error) => error,
            other => panic!("{other}"),
        })
    };
    assert!(matches!(judge(&old, None, false), Err(IdentityError::NoCard)));
    for shown in [new.card(), evil.card()] {
        assert!(matches!(judge(&old, Some(shown), true), Err(IdentityError::Impostor { .. })));
    }
    let unsigned = Card { signature: None, ..old.card().clone() };
    assert!(matches!(judge(&old, Some(&unsigned), false), Err(IdentityError::Card(CardError::Signature))));
    let card = judge(&old, Some(old.card()), false).unwrap();
    contacts.pin(&card).unwrap();
    let changed = judge(&new, Some(new.card()), false);
    assert!(matches!(changed, Err(IdentityError::Changed { countersigned: false, .. })));
    assert_eq!(contacts.get(OwnerId([1; 16])).unwrap().as_ref(), Some(old.card()));
    contacts.pin(&judge(&new, Some(new.card()), true).unwrap()).unwrap();
    assert_eq!(contacts.get(OwnerId([1; 16])).unwrap().as_ref(), Some(new.card()));
}

#[test]
fn a_roster_reads_back_and_every_changed_byte_is_refused() {
    let (ann, ben) = (person(1), person(2));
    let roster = founded(&ann).extended(&ann, Change::Add(member(&ben, "ben", Role::Member)), NOW).unwrap();
    let (bytes, root) = (roster.to_bytes(), roster.root());
    let read = Roster::parse(&bytes, TEAM, &root).unwrap();
    assert_eq!((read.version(), read.members().count()), (2, 2));
    assert_eq!(read.named("ben").unwrap().card, *ben.card());
    for at in 0..bytes.len() {
        let mut bad = bytes.clone();
        bad[at] ^= 1;
        assert!(Roster::parse(&bad, TEAM, &root).is_err(), "byte {at}");
    }
    assert!(Roster::parse(&bytes, OwnerId([1; 16]), &root).is_err(), "for another team");
    assert!(matches!(Roster::parse(&bytes, TEAM, &Digest([1; 32])), Err(RosterError::Root)));
}

#[test]
fn roles_say_who_changes_whom_and_an_owner_stays() {
    let (ann, ben, cid) = (person(1), person(2), person(3));
    let start = founded(&ann);
    let add = |who: &Identity, name: &str, role| Change::Add(member(who, name, role));
    let role = |who: &Identity, role| Change::Role { member: who.owner(), role };
    let remove = |who: &Identity| Change::Remove { member: who.owner() };
    assert_eq!(unfit(start.extended(&ann, remove(&ann), NOW)), Unfit::LastOwner);
    assert_eq!(unfit(start.extended(&ann, role(&ann, Role::Admin), NOW)), Unfit::LastOwner);
    assert_eq!(unfit(start.extended(&ann, role(&ben, Role::Admin), NOW)), Unfit::Stranger);
    assert_eq!(unfit(start.extended(&ann, add(&ben, "ann", Role::Member), NOW)), Unfit::Name);
    assert_eq!(unfit(start.extended(&ann, add(&ben, "B en", Role::Member), NOW)), Unfit::Name);
    assert_eq!(unfit(start.extended(&ann, add(&ann, "x", Role::Owner), NOW)), Unfit::Member);
    assert!(matches!(start.extended(&ben, add(&ben, "ben", Role::Owner), NOW), Err(RosterError::Signer(2))));
    let with_ben = start.extended(&ann, add(&ben, "ben", Role::Admin), NOW).unwrap();
    assert_eq!(unfit(with_ben.extended(&ben, add(&cid, "cid", Role::Admin), NOW)), Unfit::Role);
    assert_eq!(unfit(with_ben.extended(&ben, remove(&ann), NOW)), Unfit::Role);
    assert_eq!(unfit(with_ben.extended(&ben, role(&ben, Role::Owner), NOW)), Unfit::Role);
    let with_cid = with_ben.extended(&ben, add(&cid, "cid", Role::Member), NOW).unwrap();
    assert_eq!(unfit(with_cid.extended(&ben, role(&cid, Role::Member), NOW)), Unfit::Same);
    assert!(matches!(with_cid.extended(&cid, role(&cid, Role::Admin), NOW), Err(RosterError::Signer(4))));
    let gone = with_cid.extended(&ann, remove(&ben), NOW).unwrap();
    assert!(matches!(gone.extended(&ben, remove(&cid), NOW), Err(RosterError::Signer(5))));
    let (was, version) = gone.removed("ben").unwrap();
    assert_eq!((was.card.owner, version), (ben.owner(), 4));
    assert!(gone.removed("cid").is_none() && gone.removed("nobody").is_none());
}

#[test]
fn an_entry_that_another_signed_or_that_stands_elsewhere_is_refused() {
    let (ann, ben) = (person(1), person(2));
    let start = founded(&ann);
    let two = start.extended(&ann, Change::Add(member(&ben, "ben", Role::Member)), NOW).unwrap();
    let chain: Chain = cbor::decode(&two.to_bytes()).unwrap();
    let parse = |entries: Vec<Entry>| Roster::parse(&cbor::encode(&Chain { entries }), TEAM, &start.root());
    let [first, second] = &chain.entries[..] else { panic!("two entries") };
    assert!(parse(vec![first.clone(), second.clone()]).is_ok());
    assert!(matches!(parse(Vec::new()), Err(RosterError::Root)));
    assert!(matches!(parse(vec![second.clone()]), Err(RosterError::Root)));
    assert!(matches!(parse(vec![first.clone(), second.clone(), second.clone()]), Err(RosterError::Chain(3))));
    // A ghost, in the owner's name and signed by nobody who is one.
    let mut ghost = second.clone();
    ghost.body.change = Change::Add(member(&person(9), "ghost", Role::Owner));
    assert!(matches!(parse(vec![first.clone(), ghost.clone()]), Err(RosterError::Signer(2))));
    let body = cbor::encode(&ghost.body);
    ghost.signature = ben.sign(SignPurpose::Roster, TEAM, &[&body]);
    assert!(matches!(parse(vec![first.clone(), ghost]), Err(RosterError::Signer(2))));
    // Signed for another team.
    let mut foreign = second.clone();
    foreign.signature = ann.sign(SignPurpose::Roster, OwnerId([5; 16]), &[&cbor::encode(&second.body)]);
    assert!(matches!(parse(vec![first.clone(), foreign]), Err(RosterError::Signer(2))));
}

/// A log of a team's refs.
struct Log(Follow);

impl Log {
    fn push(&mut self, name: RefName, body: &RefBody) {
        let version = self.0.state(&name).unwrap().map_or(0, |state| state.version) + 1;
        let fields = body.field_hashes();
        let leaf = Leaf {
            owner: TEAM,
            seq: self.0.size(),
            time_us: 1,
            actor: ActorId([1; 16]),
            token: [0; 16],
            action: Action::Roster,
            outcome: Outcome::Done,
            moved: Some(RefMove { name, version, kind: BodyKind::of(body), fields }),
            count: 1,
            origin: Digest::default(),
        };
        self.0.apply_ref(&leaf.to_bytes()).unwrap();
    }

    fn roster(&mut self, roster: &Roster) {
        self.push(RefName::roster(), &RefBody::Signed(roster.to_bytes()));
    }

    fn other(&mut self) {
        self.push(RefName::keyfile(), &RefBody::Signed(vec![self.0.size() as u8]));
    }

    fn place(&self, roster: &Roster, known: u64) -> Result<Arc<Roster>, RosterError> {
        let mut read = Roster::parse(&roster.to_bytes(), TEAM, &roster.root())?;
        read.place(&self.0, known)?;
        Ok(Arc::new(read))
    }
}

fn team(founder: &Identity, root: Digest) -> (Keyfile, Keys, SlotKey) {
    let secret = secret("one");
    let (kind, cost) = (OwnerKind::Team, Cost::GENERATED);
    let with = Creation { kind, owner: TEAM, secret: &secret, account: None, cost, now: NOW };
    keyfile::create_team(&with, (founder, root)).unwrap()
}

#[test]
fn a_signature_counts_only_while_its_member_had_the_role_and_the_key() {
    let (ann, ben) = (person(1), person(2));
    let one = founded(&ann);
    let (_, keys, _) = team(&ann, one.root());
    let two = one.extended(&ann, Change::Add(member(&ben, "ben", Role::Member)), NOW).unwrap();
    let to_reader = Change::Role { member: ben.owner(), role: Role::Reader };
    let three = two.extended(&ann, to_reader, NOW).unwrap();
    let four = three.extended(&ann, Change::Remove { member: ben.owner() }, NOW).unwrap();
    let mut log = Log(Follow::new(TEAM));
    for roster in [&one, &two, &three, &four] {
        log.roster(roster);
        log.other();
    }
    let placed = log.place(&four, 0).unwrap();
    let roles: Vec<_> = (0..9).map(|seq| placed.standing(ben.owner(), seq).map(|(role, _)| role)).collect();
    let (writes, reads) = (Some(Role::Member), Some(Role::Reader));
    assert_eq!(roles, [None, None, None, writes, writes, reads, reads, None, None]);
    keys.set_roster(Arc::clone(&placed));
    let signer = Signer::Member(ben.owner(), ben.card().sign);
    let counts: Vec<_> = (0..9).map(|seq| !keys.is_stale(signer, seq, &log.0)).collect();
    assert_eq!(counts, [false, false, false, true, true, false, false, false, false]);
    let other_key = Signer::Member(ben.owner(), ann.card().sign);
    assert!(keys.is_stale(other_key, 3, &log.0), "with a key that was never his");
    assert_eq!(placed.leaf(4), Some(6));
    assert_eq!((placed.leaf(0), placed.leaf(5)), (None, None));
}

#[test]
fn the_log_must_have_brought_every_entry_by_itself_and_in_order() {
    let (ann, ben) = (person(1), person(2));
    let one = founded(&ann);
    let two = one.extended(&ann, Change::Add(member(&ben, "ben", Role::Member)), NOW).unwrap();
    let three = two.extended(&ann, Change::Remove { member: ben.owner() }, NOW).unwrap();
    let log = |rosters: &[&Roster]| {
        let mut log = Log(Follow::new(TEAM));
        rosters.iter().for_each(|roster| log.roster(roster));
        log
    };
    assert!(log(&[&one, &two, &three]).place(&three, 0).is_ok());
    assert!(matches!(log(&[&one, &three]).place(&three, 0), Err(RosterError::Log(3))), "two at once");
    // Back to before the removal: as the newest body, or by one leaf more.
    assert!(matches!(log(&[&one, &two, &three]).place(&two, 0), Err(RosterError::Log(3))));
    assert!(matches!(log(&[&one, &two, &three, &two]).place(&two, 0), Err(RosterError::Log(3))));
    assert!(matches!(log(&[&one, &two, &three, &two]).place(&two, 3), Err(RosterError::Log(3))));
    // Another third entry than the log had.
    let other = two.extended(&ann, Change::Role { member: ben.owner(), role: Role::Admin }, NOW).unwrap();
    assert!(matches!(log(&[&one, &two, &three]).place(&other, 2), Err(RosterError::Log(3))));
    let other = other.extended(&ann, Change::Remove { member: ben.owner() }, NOW).unwrap();
    assert!(
        log(&[&one, &two, &three, &other]).place(&other, 3).is_ok(),
        "what was checked is not read again"
    );
    assert!(matches!(log(&[&one, &two, &three, &other]).place(&other, 0), Err(RosterError::Log(3))));
}

#[test]
fn only_owners_and_admins_change_a_teams_keyfile() {
    let (ann, ben) = (person(1), person(2));
    let one = founded(&ann);
    let (file, keys, slot) = team(&ann, one.root());
    let two = one.extended(&ann, Change::Add(member(&ben, "ben", Role::Member)), NOW).unwrap();
    let mut log = Log(Follow::new(TEAM));
    log.roster(&one);
    log.push(RefName::keyfile(), &RefBody::Signed(cbor::encode(&file)));
    log.roster(&two);
    let roster = log.place(&two, 0).unwrap();
    keyfile::parse(&cbor::encode(&file)).unwrap();
    check_keyfile(&file, &roster, 1).unwrap();
    assert!(check_keyfile(&file, &roster, 0).is_err(), "before the team had anybody");
    let begin = |keys: &Keys| rotation::begin_data_key(&file, keys, &slot, NOW + 1);
    assert_eq!(keys.standing(), Standing::Stranger);
    assert!(matches!(begin(&keys), Err(KeyfileError::NotGoverning)), "without an identity");
    keys.set_roster(Arc::clone(&roster));
    keys.set_identity(Arc::clone(&ann));
    let (next, after) = begin(&keys).unwrap();
    check_keyfile(&next, &roster, 3).unwrap();
    assert_eq!(after.standing(), Standing::Member(Role::Owner), "the new keys sign as the old ones did");
    let (_, bens, _) = {
        let (keys, slot) = keyfile::unlock(&file, (&secret("one"), None), NOW).unwrap();
        (0, keys, slot)
    };
    bens.set_roster(Arc::clone(&roster));
    bens.set_identity(Arc::clone(&ben));
    assert_eq!(bens.standing(), Standing::Member(Role::Member));
    assert!(matches!(begin(&bens), Err(KeyfileError::NotGoverning)));
    // By the secret alone, in the name of a member who may not, or of nobody.
    let mut forged = next.clone();
    forged.author.as_mut().unwrap().member = ben.owner();
    assert!(check_keyfile(&forged, &roster, 3).is_err());
    forged.author = None;
    assert!(check_keyfile(&forged, &roster, 3).is_err());
    let mut changed = next;
    changed.slots[0].epoch += 1;
    assert!(check_keyfile(&changed, &roster, 3).is_err());
}

#[test]
fn without_a_roster_nothing_of_a_team_is_signed_or_believed() {
    let ann = person(1);
    let one = founded(&ann);
    let (_, keys, _) = team(&ann, one.root());
    let author = keys.author(SignPurpose::Manifest, &[b"body"]);
    assert!(matches!(author, Err(ObjectError::NoAuthor)));
    let own = keys.sign(SignPurpose::Manifest, &[b"body"]);
    for member in [None, Some(ann.owner())] {
        let verified = keys.verify_author((SignPurpose::Manifest, member), &[b"body"], &own);
        assert!(matches!(verified, Err(ObjectError::Signature)), "the vault key signs no session of a team");
    }
    let mut log = Log(Follow::new(TEAM));
    log.roster(&one);
    keys.set_roster(log.place(&one, 0).unwrap());
    keys.set_identity(Arc::clone(&ann));
    let authored = keys.author(SignPurpose::Manifest, &[b"body"]).unwrap();
    let verify =
        |member, purpose, body: &[u8]| keys.verify_author((purpose, member), &[body], &authored.signature);
    let good = verify(authored.member, SignPurpose::Manifest, b"body").unwrap();
    assert_eq!(good, Signer::Member(ann.owner(), ann.card().sign));
    assert!(verify(None, SignPurpose::Manifest, b"body").is_err());
    assert!(verify(Some(OwnerId([9; 16])), SignPurpose::Manifest, b"body").is_err());
    assert!(verify(authored.member, SignPurpose::Meta, b"body").is_err());
    assert!(verify(authored.member, SignPurpose::Manifest, b"bodY").is_err());
    // And a person's vault believes no member.
    let (_, personal, _) = vault(OwnerKind::User, OwnerId([1; 16]));
    let by = (SignPurpose::Manifest, authored.member);
    assert!(personal.verify_author(by, &[b"body"], &authored.signature).is_err());
}
