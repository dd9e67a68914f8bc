use super::uri;
use std::path::Path;

#[test]
fn paths_become_uris() {
    let table = [
        ("./a/b.rs", "a/b.rs"),
        ("././/a", "a"),
        ("/x y/é", "file:///x%20y/%C3%A9"),
        ("a:b", "a%3Ab"),
        ("/home/dev/app/src/x.rs", "src/x.rs"),
        ("/home/dev/apple/x.rs", "file:///home/dev/apple/x.rs"),
    ];
    for (path, want) in table {
        assert_eq!(uri(path, Path::new("/home/dev/app")), want);
    }
}
