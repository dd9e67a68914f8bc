//! Memory for keys, and what the process as a whole can do against leaking them. The only unsafe code.
//!
//! Keys live in 128-byte slots of an arena of private mappings that are locked (never swapped), left out of
//! core dumps and wiped in forked children, as far as the platform allows. A page per key would exhaust the
//! usual `RLIMIT_MEMLOCK` within a hundred keys; slots hold thousands. Every step may fail (containers,
//! small limits): the key is then held with less protection, and [`protection`] says so.
#![allow(unsafe_code, reason = "locking memory and setting process limits have no safe interface")]

use std::ptr::NonNull;
use std::sync::{Mutex, PoisonError};
use zeroize::Zeroize;

/// Holds every secret of fixed length here, up to the 76 bytes of stream keys that a seal derives.
const SLOT_LEN: usize = 128;
/// One mapping: small enough that even a 64 KiB `RLIMIT_MEMLOCK` locks a few of them.
const REGION_LEN: usize = 16 * 1024;
/// 4 MiB of mappings at most, 32,768 keys; later keys live on the heap, still wiped on drop.
const MAX_REGIONS: usize = 256;

/// How many bytes of key memory have which protection.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Protection {
    /// Bytes mapped for keys.
    pub mapped_len: usize,
    /// Of these, bytes that are never swapped out.
    pub locked_len: usize,
    /// Of these, bytes left out of core dumps (Linux).
    pub undumped_len: usize,
    /// Of these, bytes that a forked child sees as zeros (Linux).
    pub wiped_on_fork_len: usize,
}

/// What [`harden_process`] achieved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hardening {
    /// The core size limit is zero.
    pub core_dumps_off: bool,
    /// The process is not dumpable: no core, and no other process of the same user may trace it (Linux).
    pub not_dumpable: bool,
}

struct Arena {
    /// Zeroed slots that nobody owns. Its capacity covers every slot ever mapped, so giving one back never
    /// allocates.
    free: Vec<NonNull<u8>>,
    regions: usize,
    protection: Protection,
}

// SAFETY: the pointers name memory that is mapped for the life of the process and belongs to no thread;
// they are only reached through the mutex around the arena.
unsafe impl Send for Arena {}

static ARENA: Mutex<Arena> = Mutex::new(Arena { free: Vec::new(), regions: 0, protection: NO_PROTECTION });

const NO_PROTECTION: Protection =
    Protection { mapped_len: 0, locked_len: 0, undumped_len: 0, wiped_on_fork_len: 0 };

impl Arena {
    fn take(&mut self) -> Option<NonNull<u8>> {
        if self.free.is_empty() {
            self.grow();
        }
        self.free.pop()
    }

    fn grow(&mut self) {
        if self.regions == MAX_REGIONS {
            return;
        }
        let Some(base) = platform::map_region(&mut self.protection) else { return };
        self.regions += 1;
        self.free.reserve(self.regions * (REGION_LEN / SLOT_LEN));
        for at in (0..REGION_LEN).step_by(SLOT_LEN) {
            // SAFETY: `base` starts a mapping of REGION_LEN bytes and `at` < REGION_LEN.
            self.free.push(unsafe { base.add(at) });
        }
    }
}

fn arena() -> std::sync::MutexGuard<'static, Arena> {
    // A panic while the lock is held cannot leave a slot both free and owned: pop and push are single steps.
    ARENA.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The protection of all key memory mapped so far.
pub fn protection() -> Protection {
    arena().protection
}

enum Place {
    Slot(NonNull<u8>),
    Heap(Box<[u8]>),
}

/// `N` bytes of key memory, owned, zeroed at first and wiped on drop.
pub(super) struct Locked<const N: usize> {
    place: Place,
}

// SAFETY: a slot is owned by exactly one `Locked` from `take` to `drop`, as a box owns its bytes: moving the
// owner to another thread moves the only access.
unsafe impl<const N: usize> Send for Locked<N> {}
// SAFETY: `&Locked` gives only `&[u8; N]`; writing needs `&mut Locked`.
unsafe impl<const N: usize> Sync for Locked<N> {}

impl<const N: usize> Locked<N> {
    pub(super) fn zeroed() -> Self {
        let slot = if N <= SLOT_LEN { arena().take() } else { None };
        let place = match slot {
            Some(slot) => Place::Slot(slot),
            None => Place::Heap(vec![0; N].into_boxed_slice()),
        };
        Self { place }
    }

    pub(super) fn get(&self) -> &[u8; N] {
        let start = match &self.place {
            Place::Slot(slot) => slot.as_ptr().cast_const(),
            Place::Heap(bytes) => bytes.as_ptr(),
        };
        // SAFETY: both places hold at least N initialised bytes (a slot only where N <= SLOT_LEN; mappings
        // are zero-filled), they live as long as `self`, nobody else writes them, and [u8; N] has alignment 1.
        unsafe { &*start.cast::<[u8; N]>() }
    }

    pub(super) fn get_mut(&mut self) -> &mut [u8; N] {
        let start = match &mut self.place {
            Place::Slot(slot) => slot.as_ptr(),
            Place::Heap(bytes) => bytes.as_mut_ptr(),
        };
        // SAFETY: as in `get`; `&mut self` is the only access to the place.
        unsafe { &mut *start.cast::<[u8; N]>() }
    }
}

impl<const N: usize> Drop for Locked<N> {
    fn drop(&mut self) {
        self.get_mut().zeroize();
        if let Place::Slot(slot) = self.place {
            arena().free.push(slot);
        }
    }
}

/// Switches core dumps off and, on Linux, makes the process untraceable for other processes of the user.
///
/// Belongs first in `main`. Failure is no error: the caller may report it. Root may trace any process.
pub fn harden_process() -> Hardening {
    platform::harden()
}

#[cfg(unix)]
mod platform {
    use super::{Hardening, NonNull, Protection, REGION_LEN};

    pub(super) fn map_region(protection: &mut Protection) -> Option<NonNull<u8>> {
        // SAFETY: a new private anonymous mapping at an address of the kernel's choice touches no memory
        // that exists.
        let start = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                REGION_LEN,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANON,
                -1,
                0,
            )
        };
        if start == libc::MAP_FAILED {
            return None;
        }
        protection.mapped_len += REGION_LEN;
        // SAFETY: the range is the mapping made above.
        if unsafe { libc::mlock(start, REGION_LEN) } == 0 {
            protection.locked_len += REGION_LEN;
        }
        advise(start, protection);
        NonNull::new(start.cast())
    }

    #[cfg(target_os = "linux")]
    fn advise(start: *mut libc::c_void, protection: &mut Protection) {
        // SAFETY: the range is a whole private anonymous mapping of ours; neither advice changes what this
        // process reads from it.
        unsafe {
            if libc::madvise(start, REGION_LEN, libc::MADV_DONTDUMP) == 0 {
                protection.undumped_len += REGION_LEN;
            }
            if libc::madvise(start, REGION_LEN, libc::MADV_WIPEONFORK) == 0 {
                protection.wiped_on_fork_len += REGION_LEN;
            }
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn advise(_: *mut libc::c_void, _: &mut Protection) {}

    pub(super) fn harden() -> Hardening {
        let none = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
        // SAFETY: setrlimit reads the struct it is given and nothing else.
        let core_dumps_off = unsafe { libc::setrlimit(libc::RLIMIT_CORE, &none) } == 0;
        Hardening { core_dumps_off, not_dumpable: undumpable() }
    }

    #[cfg(target_os = "linux")]
    fn undumpable() -> bool {
        let no: libc::c_ulong = 0;
        // SAFETY: PR_SET_DUMPABLE takes one integer and changes only the process's attribute.
        unsafe { libc::prctl(libc::PR_SET_DUMPABLE, no, no, no, no) == 0 }
    }

    #[cfg(not(target_os = "linux"))]
    fn undumpable() -> bool {
        false
    }
}

#[cfg(not(unix))]
mod platform {
    use super::{Hardening, NonNull, Protection};

    /// Keys live on the heap, wiped on drop: `VirtualLock` would need a further dependency.
    pub(super) fn map_region(_: &mut Protection) -> Option<NonNull<u8>> {
        None
    }

    pub(super) fn harden() -> Hardening {
        Hardening { core_dumps_off: false, not_dumpable: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::Secret;

    #[test]
    fn a_slot_given_back_is_zero_for_its_next_owner() {
        for _ in 0..2000 {
            let mut was = [9u8; 32];
            let secret = Secret::<32>::try_fill(|bytes| {
                was = *bytes;
                bytes.fill(0xaa);
            });
            assert_eq!(was, [0; 32]);
            assert_eq!(secret.expose(), &[0xaa; 32]);
        }
    }

    #[test]
    fn more_keys_than_the_arena_holds_still_work() {
        let count = MAX_REGIONS * REGION_LEN / SLOT_LEN + 100;
        let secret = |n: usize| Secret::<8>::from_slice(&n.to_be_bytes()).unwrap();
        let secrets: Vec<Secret<8>> = (0..count).map(secret).collect();
        assert!(secrets.iter().enumerate().all(|(n, secret)| *secret.expose() == n.to_be_bytes()));
        assert!(protection().mapped_len <= MAX_REGIONS * REGION_LEN);
        let large = Secret::<{ SLOT_LEN + 1 }>::random().unwrap();
        assert!(large.ct_eq(&large.duplicate()));
    }

    #[test]
    fn keys_may_be_made_and_dropped_on_any_thread() {
        let made: Vec<Secret<32>> = std::thread::scope(|scope| {
            let make = |byte: u8| {
                scope.spawn(move || {
                    let make = || Secret::<32>::from_slice(&[byte; 32]).unwrap();
                    (0..500).fold(make(), |_, _| make())
                })
            };
            let threads: Vec<_> = (1..=4).map(make).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        for (byte, secret) in (1u8..).zip(&made) {
            assert_eq!(secret.expose(), &[byte; 32]);
        }
    }

    /// The kernel's own word on the mapping that holds a key.
    #[cfg(target_os = "linux")]
    #[test]
    fn key_memory_is_locked_and_kept_out_of_dumps_and_children() {
        let secret = Secret::<32>::random().unwrap();
        let address = secret.expose().as_ptr() as usize;
        let smaps = std::fs::read_to_string("/proc/self/smaps").unwrap();
        let mut inside = false;
        let flags = smaps.lines().find_map(|line| {
            let range = line.split_whitespace().next().and_then(|range| range.split_once('-'));
            if let Some((from, to)) = range {
                let bound = |hex| usize::from_str_radix(hex, 16).unwrap_or(0);
                inside = (bound(from)..bound(to)).contains(&address);
            }
            line.strip_prefix("VmFlags:").filter(|_| inside)
        });
        let flags: Vec<&str> = flags.unwrap().split_whitespace().collect();
        let protection = protection();
        for (flag, covered) in [
            ("lo", protection.locked_len),
            ("dd", protection.undumped_len),
            ("wf", protection.wiped_on_fork_len),
        ] {
            assert!(flags.contains(&flag) || covered < protection.mapped_len, "{flag} in {flags:?}");
        }
    }
}
