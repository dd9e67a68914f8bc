//! Whatever happened to the files, what is loaded is the state at the pin, or nothing, or a plain error.

use super::*;
use crate::ops::secret::SecretSource;
use crate::protocol::ids::{ActorId, DeviceId, OwnerId, SessionTag};
use crate::protocol::leaf::{BodyKind, Leaf, Outcome, RefMove};
use crate::protocol::refs::{Action, RefBody};
use crate::vault::follow::RefState;
use proptest::prelude::*;

const OWNER: OwnerId = OwnerId([7; 16]);

fn profile(dir: &Path) -> Profile {
    Profile {
        name: "personal".into(),
        owner: OWNER,
        state: dir.to_owned(),
        secret: SecretSource { store: None, given: None },
        person: None,
        device: DeviceId([1; 16]),
        device_name: "here".into(),
    }
}

fn pin(follow: &Follow) -> Pin {
    let none = Digest::default();
    Pin {
        format: 1,
        owner: OWNER,
        keyfile_version: 1,
        keyfile_hash: none,
        vault_key: none,
        log_key: none,
        size: follow.size(),
        root: follow.root(),
    }
}

/// A session's name, spread over all names.
fn session(n: u32) -> RefName {
    let mut tag = [0; 16];
    tag[..4].copy_from_slice(&n.wrapping_mul(0x9e37_79b1).to_be_bytes());
    RefName::session(SessionTag(tag))
}

/// A move of one ref; none where it has ended.
fn push(follow: &mut Follow, name: RefName, end: bool) {
    let old = follow.state(&name).unwrap();
    if old.is_some_and(|old| old.tombstone) {
        return;
    }
    let mark = vec![follow.size() as u8; 3];
    let body = match name.session_tag() {
        None => RefBody::Signed(mark),
        Some(_) if end => RefBody::Tombstone(mark),
        Some(_) => RefBody::Session {
            wraps: mark,
            manifest: vec![old.map_or(0, |old| old.version as u8) / 2],
            meta: vec![],
        },
    };
    let version = old.map_or(0, |old| old.version) + 1;
    let leaf = Leaf {
        owner: OWNER,
        seq: follow.size(),
        time_us: 1,
        actor: ActorId([1; 16]),
        token: [0; 16],
        action: Action::Sync,
        outcome: Outcome::Done,
        moved: Some(RefMove { name, version, kind: BodyKind::of(&body), fields: body.field_hashes() }),
        count: 1,
        origin: Digest::default(),
    };
    follow.apply_ref(&leaf.to_bytes()).unwrap();
}

/// All that one can ask a state for.
type Answers =
    (Digest, Vec<(RefName, RefState)>, Vec<Option<u64>>, Vec<crate::vault::follow::RosterMove>, [u64; 2]);

fn answers(follow: &Follow) -> Result<Answers, FollowError> {
    let refs: Vec<_> = follow.refs()?.collect::<Result<_, _>>()?;
    for (name, state) in &refs {
        assert_eq!(follow.state(name)?, Some(*state), "{name}");
    }
    let live = refs.iter().filter(|(name, state)| name.session_tag().is_some() && !state.tombstone).count();
    assert_eq!((follow.ref_count(), follow.session_count()), (refs.len() as u64, live as u64));
    assert_eq!(follow.sessions()?.len(), live);
    assert_eq!(follow.state(&session(u32::MAX))?, None);
    let keyfiles = (0..40).map(|version| follow.keyfile_seq(version)).collect();
    let counts = [follow.ref_count(), follow.session_count()];
    Ok((follow.root(), refs, keyfiles, follow.rosters().to_vec(), counts))
}

fn read(path: PathBuf) -> Vec<u8> {
    std::fs::read(path).unwrap_or_default()
}

/// What the two files hold.
fn files(profile: &Profile) -> [Vec<u8>; 2] {
    [read(blocks_path(profile)), read(moves_path(profile))]
}

/// Without a sync, which would cost most of a test's time.
fn put(profile: &Profile, [blocks, moves]: [&[u8]; 2]) {
    for (path, bytes) in [(blocks_path(profile), blocks), (moves_path(profile), moves)] {
        atomic::open_private_to_write(&path).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

/// Loads what the files hold now: the state `at` the pin, or nothing, or a damage that the next run does not meet.
/// Says whether it was the state.
fn is_state_or_nothing(profile: &Profile, at: &Follow) -> bool {
    let (found, kept) = load(profile, &pin(at)).unwrap();
    if kept.is_none() {
        assert_eq!((found.size(), found.ref_count()), (0, 0));
        return false;
    }
    match answers(&found) {
        Ok(found) => assert!(found == answers(at).unwrap()),
        Err(FollowError::Stored(_)) => {
            let (again, kept) = load(profile, &pin(at)).unwrap();
            assert!(kept.is_none() && again.size() == 0);
            return false;
        }
        Err(other) => panic!("{other}"),
    }
    true
}

#[derive(Clone, Debug)]
enum Step {
    Sessions(u32, u32),
    End(u32),
    Keyfile,
    Roster,
    /// Bring the files up to date, as the process that has run so far.
    Keep,
    /// The same, and go on as another process.
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0u32..900, 1u32..300).prop_map(|(first, count)| Step::Sessions(first, count)),
        2 => (0u32..900).prop_map(Step::End),
        1 => Just(Step::Keyfile),
        1 => Just(Step::Roster),
        3 => Just(Step::Keep),
        3 => Just(Step::Restart),
    ]
}

fn take(follow: &mut Follow, step: &Step) {
    match step {
        Step::Sessions(first, count) => (*first..first + count).for_each(|n| push(follow, session(n), false)),
        Step::End(n) => push(follow, session(*n), true),
        Step::Keyfile => push(follow, RefName::keyfile(), false),
        Step::Roster => push(follow, RefName::roster(), false),
        Step::Keep | Step::Restart => {}
    }
}

/// Every state that a kill during one [`keep`] can leave behind, between `before` and `after`.
fn kills(before: &[Vec<u8>; 2], after: &[Vec<u8>; 2]) -> Vec<[Vec<u8>; 2]> {
    let mut all = vec![after.clone()];
    if before[0] != after[0] {
        // The file of blocks was replaced; the journal was not emptied yet.
        all.push([after[0].clone(), before[1].clone()]);
        all.push([before[0].clone(), before[1].clone()]);
        return all;
    }
    let same = before[1].iter().zip(&after[1]).take_while(|(a, b)| a == b).count();
    let cuts = (same..after[1].len()).step_by(1 + (after[1].len() - same) / 24);
    all.extend(cuts.map(|cut| [after[0].clone(), after[1][..cut].to_vec()]));
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn files_lead_to_the_pin_whenever_the_writer_was_killed(steps in prop::collection::vec(step(), 1..24)) {
        let dir = tempfile::tempdir().unwrap();
        let profile = profile(dir.path());
        let (mut scratch, mut follow, mut kept) = (Follow::new(OWNER), Follow::new(OWNER), None);
        let mut pinned = scratch.clone();
        for step in &steps {
            take(&mut scratch, step);
            take(&mut follow, step);
            if !matches!(step, Step::Keep | Step::Restart) || scratch.size() == 0 {
                continue;
            }
            let before = files(&profile);
            kept = keep(&profile, &follow, kept).unwrap();
            let after = files(&profile);
            for [blocks, moves] in kills(&before, &after) {
                put(&profile, [&blocks, &moves]);
                let old = is_state_or_nothing(&profile, &pinned);
                // As long as the file of blocks stands, the state before is still there, and what the kill left is cut off.
                prop_assert!(old || blocks != before[0] || pinned.size() == 0);
                put(&profile, [&blocks, &moves]);
                let new = is_state_or_nothing(&profile, &scratch);
                let done = blocks == after[0] && (moves == after[1] || before[0] != after[0]);
                prop_assert_eq!(new, done || pinned.size() == scratch.size() && old);
            }
            put(&profile, [&after[0], &after[1]]);
            prop_assert!(after[1].len() as u64 <= SHORT.max(after[0].len() as u64 / SHARE) + 1024);
            pinned = scratch.clone();
            if matches!(step, Step::Restart) {
                (follow, kept) = load(&profile, &pin(&pinned)).unwrap();
                prop_assert!(kept.is_some());
            }
            prop_assert!(answers(&follow).unwrap() == answers(&scratch).unwrap());
        }
    }

    #[test]
    fn damaged_files_lead_to_the_pin_or_nowhere(
        (first, later, at, bit) in (30u32..500, 1u32..200, any::<prop::sample::Index>(), 0u8..8),
        (which, cut) in (0usize..2, any::<bool>()),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let profile = profile(dir.path());
        let mut follow = Follow::new(OWNER);
        take(&mut follow, &Step::Keyfile);
        take(&mut follow, &Step::Sessions(0, first));
        let mut kept = keep(&profile, &follow, None).unwrap();
        for n in [later, 3, 900] {
            take(&mut follow, &Step::Sessions(n, later));
            kept = keep(&profile, &follow, kept).unwrap();
        }
        prop_assert!(is_state_or_nothing(&profile, &follow));
        let mut bad = files(&profile);
        if bad[which].is_empty() {
            return Ok(());
        }
        let at = at.index(bad[which].len());
        if cut { bad[which].truncate(at) } else { bad[which][at] ^= 1 << bit };
        put(&profile, [&bad[0], &bad[1]]);
        is_state_or_nothing(&profile, &follow);
        // What cannot be used is written anew.
        let (_, kept) = load(&profile, &pin(&follow)).unwrap();
        if kept.is_none() {
            keep(&profile, &follow, kept).unwrap();
            prop_assert!(is_state_or_nothing(&profile, &follow));
        }
    }
}

#[test]
fn state_of_an_earlier_version_is_carried_over() {
    let dir = tempfile::tempdir().unwrap();
    let profile = profile(dir.path());
    let mut follow = Follow::new(OWNER);
    for step in [Step::Keyfile, Step::Sessions(0, 400), Step::Roster, Step::End(3), Step::Keyfile] {
        take(&mut follow, &step);
    }
    let whole = follow.to_whole();
    atomic::write_private(&blocks_path(&profile), &whole).unwrap();
    let (found, kept) = load(&profile, &pin(&follow)).unwrap();
    assert!(kept.is_none());
    assert!(answers(&found).unwrap() == answers(&follow).unwrap());
    keep(&profile, &found, kept).unwrap();
    assert!(is_state_or_nothing(&profile, &follow));
    // Another pin than the state's: nothing of it counts.
    atomic::write_private(&blocks_path(&profile), &whole).unwrap();
    let elsewhere = Pin { root: Digest([1; 32]), ..pin(&follow) };
    assert_eq!(load(&profile, &elsewhere).unwrap().0.size(), 0);
}

#[test]
fn few_moves_of_a_large_log_write_little_and_read_few_blocks() {
    let dir = tempfile::tempdir().unwrap();
    let profile = profile(dir.path());
    let mut follow = Follow::new(OWNER);
    take(&mut follow, &Step::Keyfile);
    take(&mut follow, &Step::Sessions(0, 20_000));
    keep(&profile, &follow, None).unwrap();
    let (mut found, kept) = load(&profile, &pin(&follow)).unwrap();
    let blocks = read(blocks_path(&profile));
    take(&mut found, &Step::Keyfile);
    keep(&profile, &found, kept).unwrap();
    assert_eq!(read(blocks_path(&profile)), blocks);
    assert!(read(moves_path(&profile)).len() < 1_500);
    take(&mut follow, &Step::Keyfile);
    assert!(is_state_or_nothing(&profile, &follow));
}

#[test]
fn two_processes_that_write_at_once_leave_what_leads_to_the_last_pin() {
    let dir = tempfile::tempdir().unwrap();
    let profile = profile(dir.path());
    let mut follow = Follow::new(OWNER);
    take(&mut follow, &Step::Sessions(0, 100));
    keep(&profile, &follow, None).unwrap();
    let ((mut one, of_one), (mut two, of_two)) =
        (load(&profile, &pin(&follow)).unwrap(), load(&profile, &pin(&follow)).unwrap());
    take(&mut one, &Step::Keyfile);
    let of_one = keep(&profile, &one, of_one).unwrap();
    [Step::Keyfile, Step::End(7)].iter().for_each(|step| take(&mut two, step));
    let of_two = keep(&profile, &two, of_two).unwrap();
    assert!(is_state_or_nothing(&profile, &two));
    take(&mut one, &Step::End(7));
    take(&mut one, &Step::Roster);
    keep(&profile, &one, of_one).unwrap();
    assert!(is_state_or_nothing(&profile, &one));
    take(&mut two, &Step::Roster);
    keep(&profile, &two, of_two).unwrap();
    assert!(is_state_or_nothing(&profile, &two));
    assert!(answers(&one).unwrap() == answers(&two).unwrap());
}
