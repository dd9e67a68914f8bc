use super::read::Span;
use super::upload::{Body, UploadError};
use super::*;
use futures::stream::{self, StreamExt as _};
use object_store::memory::InMemory;
use std::path::Path as FsPath;

const OWNER: OwnerId = OwnerId([1; 16]);

/// Content without a pattern that a part or block could repeat.
fn content(len: usize) -> Vec<u8> {
    (0..len as u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect()
}

fn body(content: &[u8], chunk: usize) -> Body<'_> {
    stream::iter(content.chunks(chunk).map(|chunk| Ok(Bytes::copy_from_slice(chunk)))).boxed()
}

fn everywhere(dir: &FsPath) -> [Objects; 2] {
    [Objects::in_folder(dir).unwrap(), Objects::in_store(Arc::new(InMemory::new()))]
}

fn files(dir: &FsPath) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![dir.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found
}

async fn collect(reading: read::Reading) -> Vec<u8> {
    let chunks: Vec<Bytes> = reading.body.try_collect().await.unwrap();
    chunks.concat()
}

#[tokio::test]
async fn what_streams_in_streams_out_whole_and_in_ranges() {
    let dir = tempfile::tempdir().unwrap();
    for objects in everywhere(dir.path()) {
        for (len, chunk) in [(0, 1), (1, 1), (700_000, 65_536), (1 << 20, 1 << 20), (17 << 20, 300_001)] {
            let content = content(len);
            let id = ObjectId::of(&content);
            let first = objects.create_from(OWNER, id, len as u64, body(&content, chunk)).await.unwrap();
            let again = objects.create_from(OWNER, id, len as u64, body(&content, chunk)).await.unwrap();
            assert_eq!((first, again), (Stored::Created, Stored::AlreadyThere), "{len}");
            let whole = objects.read(OWNER, id, Span::Whole).await.unwrap();
            assert_eq!((whole.len, whole.range.clone()), (len as u64, 0..len as u64));
            assert!(collect(whole).await == content, "{len}");
            for span in [Span::From(1), Span::Between(5, 600_001), Span::Last(9), Span::Last(u64::MAX)] {
                match (span.within(len as u64), objects.read(OWNER, id, span).await) {
                    (None, Err(ObjectError::NoRange { len: found })) => assert_eq!(found, len as u64),
                    (Some(range), Ok(part)) => {
                        assert_eq!((part.len, part.range.clone()), (len as u64, range.clone()));
                        assert!(collect(part).await == content[range.start as usize..range.end as usize]);
                    }
                    _ => panic!("{span:?} of {len}"),
                }
            }
        }
        let absent = objects.read(OWNER, ObjectId([9; 32]), Span::From(3)).await;
        assert!(matches!(absent, Err(ObjectError::NotFound(_))));
    }
    assert!(files(dir.path()).iter().all(|file| !file.to_string_lossy().contains('#')));
}

#[tokio::test]
async fn a_failed_upload_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    for objects in everywhere(dir.path()) {
        for len in [0, 10, 2 << 20, 9 << 20] {
            let content = content(len);
            let (id, declared) = (ObjectId::of(&content), len as u64);
            let wrong = objects.create_from(OWNER, ObjectId([7; 32]), declared, body(&content, 70_000)).await;
            assert!(matches!(wrong, Err(UploadError::WrongHash(_))));
            let longer = objects.create_from(OWNER, id, declared + 1, body(&content, 70_000)).await;
            assert!(matches!(longer, Err(UploadError::WrongLength)));
            if len > 0 {
                let shorter = objects.create_from(OWNER, id, declared - 1, body(&content, 70_000)).await;
                assert!(matches!(shorter, Err(UploadError::WrongLength)));
            }
            let broken = body(&content, 70_000).chain(stream::once(async { Err("gone".into()) })).boxed();
            assert!(matches!(
                objects.create_from(OWNER, id, declared + 9, broken).await,
                Err(UploadError::Cut(_))
            ));
            assert_eq!(objects.list(OWNER).await.unwrap(), []);
        }
    }
    assert_eq!(files(dir.path()), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn an_upload_whose_caller_is_gone_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    for objects in everywhere(dir.path()) {
        let content = content(9 << 20);
        let stalled = body(&content, 70_000).chain(stream::pending()).boxed();
        let mut upload =
            Box::pin(objects.create_from(OWNER, ObjectId::of(&content), content.len() as u64 + 1, stalled));
        // Every chunk is taken; then nothing comes any more.
        while futures::poll!(&mut upload).is_pending() {
            if objects.folder.is_none()
                || files(dir.path()).iter().any(|f| f.metadata().unwrap().len() > 9 << 19)
            {
                break;
            }
            tokio::task::yield_now().await;
        }
        drop(upload);
        assert_eq!(objects.list(OWNER).await.unwrap(), []);
    }
    // A job of the file system that was under way gives its file back when it ends.
    while !files(dir.path()).is_empty() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_whole_object_is_left_alone_and_a_damaged_one_replaced() {
    let dir = tempfile::tempdir().unwrap();
    for len in [10, 9 << 20] {
        let content = content(len);
        let id = ObjectId::of(&content);
        let objects = Objects::in_folder(dir.path()).unwrap();
        objects.create_from(OWNER, id, len as u64, body(&content, 1 << 16)).await.unwrap();
        let file = dir.path().join(path(OWNER, id).as_ref());
        let written = file.metadata().unwrap().modified().unwrap();
        objects.create_from(OWNER, id, len as u64, body(&content, 1 << 16)).await.unwrap();
        assert_eq!(file.metadata().unwrap().modified().unwrap(), written);
        for damage in [&b""[..], b"short", &vec![0; len]] {
            std::fs::write(&file, damage).unwrap();
            let put = objects.create_from(OWNER, id, len as u64, body(&content, 1 << 16)).await.unwrap();
            assert_eq!(put, Stored::AlreadyThere);
            assert!(std::fs::read(&file).unwrap() == content);
        }

        let store: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
        let objects = Objects::in_store(Arc::clone(&store));
        store.put(&path(OWNER, id), "damaged".into()).await.unwrap();
        objects.create_from(OWNER, id, len as u64, body(&content, 1 << 16)).await.unwrap();
        assert!(objects.get(OWNER, id).await.unwrap() == content);
    }
}

#[tokio::test]
async fn a_file_that_shrinks_while_it_is_read_is_damage() {
    let dir = tempfile::tempdir().unwrap();
    let objects = Objects::in_folder(dir.path()).unwrap();
    let content = content(2 << 20);
    let id = ObjectId::of(&content);
    objects.create_from(OWNER, id, 2 << 20, body(&content, 1 << 16)).await.unwrap();
    let reading = objects.read(OWNER, id, Span::Whole).await.unwrap();
    let file = std::fs::File::options().write(true).open(dir.path().join(path(OWNER, id).as_ref())).unwrap();
    file.set_len(1 << 20).unwrap();
    let read: Result<Vec<Bytes>, ObjectError> = reading.body.try_collect().await;
    assert!(matches!(read, Err(ObjectError::Damaged(found)) if found == id));
}
