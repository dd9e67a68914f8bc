//! Several threads share the files of a group, each with values of its own; then each takes over what the others
//! confirmed, and looks again. What comes out is the same for any number of threads: the first file that confirms a value
//! gives it its type.

use super::{Item, Known, Lens, Pass};
use crate::ops::error::OpError;
use crate::ops::progress::Progress;
use crate::scan::ConfirmedValues;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

/// Threads at most.
const MOST: usize = 8;

/// Bytes that are worth a thread of their own.
const WORTH_A_THREAD: u64 = 256 << 10;

/// How many threads there may be.
pub(super) fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(MOST)
}

/// What is to be looked for in a file that was looked at before.
pub(super) struct Late<'a> {
    /// The epochs that bring what the file did not know.
    pub(super) epochs: Range<u64>,
    /// Values that the file may have cut under a type that is not theirs.
    pub(super) retyped: &'a ConfirmedValues,
}

/// A way to look at files twice.
pub(super) trait Look: Sync {
    /// Looks at a file.
    fn first(&self, item: &Item, known: &mut Known) -> Result<Pass, OpError>;

    /// Looks again at a file for what was confirmed behind it.
    fn again(&self, item: &Item, known: &mut Known, pass: Pass, late: &Late<'_>) -> Result<Pass, OpError>;
}

/// One thread's files, by their place among the items, with what each gave.
struct Share<'a> {
    known: Known,
    items: Vec<(usize, &'a Item)>,
    passes: Vec<Pass>,
    ended: Result<(), OpError>,
}

/// Looks at all items with up to `threads` threads; the passes are in the order of the items.
///
/// # Errors
/// The first of what the looks give.
pub(super) fn look(
    items: &[Item],
    (lens, threads): (&Lens, usize),
    look: &impl Look,
    progress: &dyn Progress,
) -> Result<Vec<Pass>, OpError> {
    let mut shares = shares(items, lens, threads);
    on_threads(&mut shares, &|share| {
        for (_, item) in &share.items {
            share.passes.push(look.first(item, &mut share.known)?);
            progress.add(1);
        }
        Ok(())
    })?;
    let all = if shares.len() > 1 { in_order(&shares) } else { ConfirmedValues::default() };
    on_threads(&mut shares, &|share| {
        let retyped = share.known.redactor.take_over(&all);
        let last = share.known.confirmed().epoch();
        let first = std::mem::take(&mut share.passes);
        for ((_, item), pass) in share.items.iter().zip(first).rev() {
            let late = Late { epochs: pass.before..last, retyped: &retyped };
            share.passes.push(look.again(item, &mut share.known, pass, &late)?);
        }
        share.passes.reverse();
        Ok(())
    })?;
    let mut passes = Vec::new();
    for share in shares {
        passes.extend(share.items.iter().map(|(at, _)| *at).zip(share.passes));
    }
    passes.sort_unstable_by_key(|(at, _)| *at);
    Ok(passes.into_iter().map(|(_, pass)| pass).collect())
}

/// Deals the items, in order, each to the share with the fewest bytes.
fn shares<'a>(items: &'a [Item], lens: &Lens, threads: usize) -> Vec<Share<'a>> {
    // A file that cannot be asked for its size says why when it is read.
    let size = |item: &Item| std::fs::metadata(&item.abs).map_or(0, |found| found.len());
    let sizes: Vec<u64> = if threads > 1 { items.iter().map(size).collect() } else { Vec::new() };
    let worth = usize::try_from(sizes.iter().sum::<u64>() / WORTH_A_THREAD).unwrap_or(usize::MAX);
    let count = worth.min(threads).min(items.len()).max(1);
    let empty = || Share { known: Known::new(lens), items: Vec::new(), passes: Vec::new(), ended: Ok(()) };
    let mut shares: Vec<(u64, Share<'a>)> = std::iter::repeat_with(|| (0, empty())).take(count).collect();
    for (at, item) in items.iter().enumerate() {
        if let Some((bytes, share)) = shares.iter_mut().min_by_key(|(bytes, _)| *bytes) {
            // Also an empty file costs something.
            *bytes += sizes.get(at).copied().unwrap_or(0) + 1;
            share.items.push((at, item));
        }
    }
    shares.into_iter().map(|(_, share)| share).collect()
}

/// Does something with every share, each on a thread of its own.
fn on_threads<'a>(
    shares: &mut [Share<'a>],
    work: &(impl Fn(&mut Share<'a>) -> Result<(), OpError> + Sync),
) -> Result<(), OpError> {
    if let [share] = shares {
        return work(share);
    }
    std::thread::scope(|scope| {
        for share in &mut *shares {
            scope.spawn(move || share.ended = work(share));
        }
    });
    shares.iter_mut().try_for_each(|share| std::mem::replace(&mut share.ended, Ok(())))
}

/// What was confirmed, in the order of the files that confirmed it; of one value the first type.
fn in_order(shares: &[Share<'_>]) -> ConfirmedValues {
    let mut files = Vec::new();
    for share in shares {
        let values = share.known.confirmed();
        let ends = share.passes.iter().skip(1).map(|pass| pass.before).chain([values.epoch()]);
        for (((at, _), pass), end) in share.items.iter().zip(&share.passes).zip(ends) {
            files.push((*at, values, pass.before..end));
        }
    }
    files.sort_unstable_by_key(|(at, ..)| *at);
    ConfirmedValues::gather(files.into_iter().map(|(_, values, epochs)| (values, epochs)))
}

/// Does something with each of many things, several at a time; what comes out is in their order.
pub(super) fn each<T: Send, R: Send>(things: Vec<T>, work: &(impl Fn(T) -> R + Sync)) -> Vec<R> {
    let count = threads().min(things.len());
    if count <= 1 {
        return things.into_iter().map(work).collect();
    }
    let queue = Mutex::new(things.into_iter().enumerate());
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let done = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..count {
            scope.spawn(|| {
                while let Some((at, thing)) = next() {
                    let result = work(thing);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((at, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Reading;
    use super::*;
    use crate::ops::progress::Silent;
    use crate::ops::scan::collect::Origin;
    use crate::scan::Ruleset;
    use crate::scan::allow::AllowList;
    use std::sync::Arc;

    const VALUE: &str = "Zq9Lm2Xw7Kp4Tv8R";

    fn lens() -> Lens {
        Lens { rules: Ruleset::builtin(), allow: Arc::new(AllowList::default()) }
    }

    /// Files of a size that is worth a thread, each with these lines at its end.
    fn files(folder: &std::path::Path, ends: &[&str]) -> Vec<Item> {
        let quiet =
            format!("{{\"type\":\"user\",\"text\":\"{}\"}}\n", "a word or two ".repeat(64)).repeat(400);
        let file = |(at, end): (usize, &&str)| {
            let abs = folder.join(format!("{at}.jsonl"));
            std::fs::write(&abs, format!("{quiet}{end}")).map_err(OpError::io(&abs))?;
            let shown = format!("{at}.jsonl");
            Ok(Item { abs, shown, origin: Origin::Transcript, folders: None })
        };
        ends.iter().enumerate().map(file).collect::<Result<_, OpError>>().unwrap_or_default()
    }

    fn found(items: &[Item], threads: usize) -> Vec<String> {
        let lens = lens();
        let passes = look(items, (&lens, threads), &Reading { lens: &lens }, &Silent).unwrap_or_default();
        let told = passes.into_iter().flat_map(|pass| {
            let mut hits = pass.hits;
            hits.sort_by_key(|hit| (hit.line, hit.column));
            hits
        });
        told.map(|hit| format!("{}:{}:{} {} {}", hit.file, hit.line, hit.column, hit.rule, hit.kind))
            .collect()
    }

    #[test]
    fn what_is_found_does_not_depend_on_the_number_of_threads() {
        let Ok(folder) = tempfile::tempdir() else { panic!("no folder") };
        let line = |text: &str| format!("{{\"type\":\"user\",\"text\":\"{text}\"}}\n");
        let ends = [
            line(&format!("saw {VALUE} there")),
            line(&format!("DB_PASSWORD={VALUE}")),
            line(&format!("CLIENT_SECRET={VALUE}")) + &line(&format!("once more {VALUE}")),
            line("nothing"),
            line(&format!("API_TOKEN={VALUE}")) + &line("DB_PASSWORD=pW4nL8vT3qJcd7"),
            line("and pW4nL8vT3qJcd7 as well"),
        ];
        let items = files(folder.path(), &ends.each_ref().map(String::as_str));
        assert_eq!(shares(&items, &lens(), 4).len(), 4);
        let one = found(&items, 1);
        assert_eq!(one.len(), 7, "{one:#?}");
        assert!(one.iter().all(|hit| hit.ends_with(" password")), "{one:#?}");
        for threads in 2..=8 {
            assert_eq!(found(&items, threads), one, "{threads} threads");
        }
    }

    #[test]
    fn little_is_not_shared_and_what_is_done_stays_in_order() {
        let Ok(folder) = tempfile::tempdir() else { panic!("no folder") };
        let items = files(folder.path(), &["x"; 3]);
        assert_eq!(shares(items.get(..1).unwrap_or_default(), &lens(), 8).len(), 1);
        let doubled = each((0..100).collect(), &|n: u32| n * 2);
        assert_eq!(doubled, (0..100).map(|n| n * 2).collect::<Vec<_>>());
    }
}
