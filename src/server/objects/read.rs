//! Objects as they go out: whole or a range, in constant memory.

use super::{ObjectError, Objects, path};
use crate::protocol::ids::{ObjectId, OwnerId};
use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt as _, TryStreamExt as _};
use object_store::{GetOptions, GetRange, ObjectStore as _, ObjectStoreExt as _};
use std::fs::File;
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::path::PathBuf;

/// Bytes that one job of the file system reads. Most objects are one such block.
const BLOCK: usize = 512 << 10;

/// Which bytes of an object are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Span {
    /// All of them.
    Whole,
    /// From this one to the end.
    From(u64),
    /// From the first number to before the second, or to the end where that comes before.
    Between(u64, u64),
    /// At most so many at the end.
    Last(u64),
}

impl Span {
    /// The bytes of an object of `len` that are meant; none where no byte is (of an empty object, the whole is).
    pub fn within(self, len: u64) -> Option<Range<u64>> {
        let range = match self {
            Self::Whole => return Some(0..len),
            Self::From(start) => start..len,
            Self::Between(start, end) => start..end.min(len),
            Self::Last(count) => len.saturating_sub(count)..len,
        };
        (range.start < range.end).then_some(range)
    }
}

/// An object on its way out. The bytes are not compared with the name: the reader does that, since only it can
/// know that nothing happened to them on the way either.
pub struct Reading {
    /// The length of the whole object in bytes.
    pub len: u64,
    /// The bytes that `body` gives.
    pub range: Range<u64>,
    /// The bytes. It fails where the store has fewer of them than it said.
    pub body: BoxStream<'static, Result<Bytes, ObjectError>>,
}

impl Objects {
    /// An object, or a part of it.
    pub async fn read(&self, owner: OwnerId, id: ObjectId, span: Span) -> Result<Reading, ObjectError> {
        match &self.folder {
            Some(folder) => read_file(id, folder.join(path(owner, id).as_ref()), span).await,
            None => self.read_from_store(owner, id, span).await,
        }
    }

    async fn read_from_store(
        &self,
        owner: OwnerId,
        id: ObjectId,
        span: Span,
    ) -> Result<Reading, ObjectError> {
        let location = path(owner, id);
        let gone = |failed| match failed {
            object_store::Error::NotFound { .. } => ObjectError::NotFound(id),
            failed => failed.into(),
        };
        let mut options = GetOptions::default();
        if span != Span::Whole {
            let len = self.store.head(&location).await.map_err(gone)?.size;
            let range = span.within(len).ok_or(ObjectError::NoRange { len })?;
            options.range = Some(GetRange::Bounded(range));
        }
        let got = self.store.get_opts(&location, options).await.map_err(gone)?;
        let (len, range) = (got.meta.size, got.range.clone());
        Ok(Reading { len, range, body: got.into_stream().map_err(ObjectError::from).boxed() })
    }
}

async fn read_file(id: ObjectId, path: PathBuf, span: Span) -> Result<Reading, ObjectError> {
    let open = move || {
        let mut file = File::open(path).map_err(|failed| match failed.kind() {
            ErrorKind::NotFound => ObjectError::NotFound(id),
            _ => ObjectError::Folder(failed),
        })?;
        let len = file.metadata().map_err(ObjectError::Folder)?.len();
        let range = span.within(len).ok_or(ObjectError::NoRange { len })?;
        if range.start > 0 {
            file.seek(SeekFrom::Start(range.start)).map_err(ObjectError::Folder)?;
        }
        let mut rest = Rest { id, file, left: range.end - range.start };
        let first = rest.block()?;
        Ok((len, range, first, rest))
    };
    let (len, range, first, rest) = blocking(open).await?;
    let first = stream::iter(first.map(Ok));
    let more = stream::try_unfold(rest, |mut rest| async move {
        if rest.left == 0 {
            return Ok(None);
        }
        blocking(move || Ok(rest.block()?.map(|block| (block, rest)))).await
    });
    Ok(Reading { len, range, body: first.chain(more).boxed() })
}

/// What is left to read of a file.
struct Rest {
    id: ObjectId,
    file: File,
    left: u64,
}

impl Rest {
    fn block(&mut self) -> Result<Option<Bytes>, ObjectError> {
        if self.left == 0 {
            return Ok(None);
        }
        let len = usize::try_from(self.left).map_or(BLOCK, |left| left.min(BLOCK));
        let mut block = vec![0; len];
        self.file.read_exact(&mut block).map_err(|failed| match failed.kind() {
            ErrorKind::UnexpectedEof => ObjectError::Damaged(self.id),
            _ => ObjectError::Folder(failed),
        })?;
        self.left -= len as u64;
        Ok(Some(block.into()))
    }
}

async fn blocking<T: Send + 'static>(
    job: impl FnOnce() -> Result<T, ObjectError> + Send + 'static,
) -> Result<T, ObjectError> {
    tokio::task::spawn_blocking(job).await.map_err(|failed| ObjectError::Folder(io::Error::other(failed)))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_cut_to_the_object() {
        for (span, len, range) in [
            (Span::Whole, 0, Some(0..0)),
            (Span::Whole, 9, Some(0..9)),
            (Span::From(3), 9, Some(3..9)),
            (Span::From(9), 9, None),
            (Span::Between(2, 5), 9, Some(2..5)),
            (Span::Between(2, u64::MAX), 9, Some(2..9)),
            (Span::Between(9, 12), 9, None),
            (Span::Between(5, 2), 9, None),
            (Span::Last(4), 9, Some(5..9)),
            (Span::Last(u64::MAX), 9, Some(0..9)),
            (Span::Last(0), 9, None),
            (Span::Last(1), 0, None),
        ] {
            assert_eq!(span.within(len), range, "{span:?} of {len}");
        }
    }
}
