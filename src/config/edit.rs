//! Changes that han itself makes to `config.toml`. Comments, order and layout of the rest stay.

use super::{ServerEntry, VaultEntry, VaultName};
use std::num::NonZeroU32;
use toml_edit::{DocumentMut, Item, Table, value};

/// Why a change was not made.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The text is not TOML; `ConfigFile::parse` says where.
    #[error("the configuration file is not valid TOML")]
    Syntax(#[source] toml_edit::TomlError),
    /// A table stands where a value was expected, or the other way round.
    #[error("{0} is not a table in the configuration file")]
    NotATable(String),
    /// No such vault.
    #[error("there is no vault {0} in the configuration file")]
    NoVault(VaultName),
    /// A vault of that name exists.
    #[error("there is a vault {0} already")]
    Taken(VaultName),
}

/// The text with `[vault.NAME]` holding exactly `entry`; other keys of the table and its comments stay.
pub fn set_vault(text: &str, name: &VaultName, entry: &VaultEntry) -> Result<String, EditError> {
    let mut document = parse(text)?;
    let table = child(vaults(&mut document)?, name.as_str())?;
    let store = entry.secret_store.map(|s| s.as_str().to_owned());
    set(table, "owner", entry.owner.map(|o| o.to_string()));
    set(table, "remote", entry.remote.clone());
    set(table, "secret_store", store);
    set(table, "passphrase_command", entry.passphrase_command.clone());
    set(table, "kind", entry.kind.clone());
    set_number(table, "keep_days", entry.keep_days);
    set_number(table, "keep_last", entry.keep_last);
    Ok(document.to_string())
}

/// The text with one vault under another name, in `default_vault` and routes too.
pub fn rename_vault(text: &str, old: &VaultName, new: &VaultName) -> Result<String, EditError> {
    let mut document = parse(text)?;
    let tables = vaults(&mut document)?;
    if tables.contains_key(new.as_str()) {
        return Err(EditError::Taken(new.clone()));
    }
    let moved = tables.remove(old.as_str()).ok_or_else(|| EditError::NoVault(old.clone()))?;
    tables.insert(new.as_str(), moved);
    if document.get("default_vault").and_then(Item::as_str) == Some(old.as_str()) {
        replace(document.as_table_mut(), "default_vault", new.as_str());
    }
    if let Some(routes) = document.get_mut("route").and_then(Item::as_array_of_tables_mut) {
        for route in routes.iter_mut() {
            if route.get("vault").and_then(Item::as_str) == Some(old.as_str()) {
                replace(route, "vault", new.as_str());
            }
        }
    }
    Ok(document.to_string())
}

/// The text without `[vault.NAME]`, nor a `default_vault` that names it; unchanged where there is none.
pub fn forget_vault(text: &str, name: &VaultName) -> Result<String, EditError> {
    let mut document = parse(text)?;
    vaults(&mut document)?.remove(name.as_str());
    if document.get("default_vault").and_then(Item::as_str) == Some(name.as_str()) {
        document.remove("default_vault");
    }
    Ok(document.to_string())
}

/// The text with `[server."URL"]` holding exactly `entry`.
pub fn set_server(text: &str, url: &str, entry: &ServerEntry) -> Result<String, EditError> {
    let mut document = parse(text)?;
    let table = child(tables(&mut document, "server")?, url)?;
    set(table, "user", entry.user.clone());
    set(table, "token_store", entry.token_store.map(|s| s.as_str().to_owned()));
    match entry.insecure_http {
        true => drop(table.insert("insecure_http", value(true))),
        false => drop(table.remove("insecure_http")),
    }
    Ok(document.to_string())
}

/// The text without `[server."URL"]`; unchanged where there is none.
pub fn forget_server(text: &str, url: &str) -> Result<String, EditError> {
    let mut document = parse(text)?;
    tables(&mut document, "server")?.remove(url);
    Ok(document.to_string())
}

/// The text with `default_vault`.
pub fn set_default_vault(text: &str, name: &VaultName) -> Result<String, EditError> {
    let mut document = parse(text)?;
    replace(document.as_table_mut(), "default_vault", name.as_str());
    Ok(document.to_string())
}

/// The text with `device_name`.
pub fn set_device_name(text: &str, name: &str) -> Result<String, EditError> {
    let mut document = parse(text)?;
    replace(document.as_table_mut(), "device_name", name);
    Ok(document.to_string())
}

/// An entry of `[[redaction.allow]]` to add.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct NewAllow {
    /// A rule's id.
    pub rule: Option<String>,
    /// A glob.
    pub path: Option<String>,
    /// A keyed fingerprint.
    pub fingerprint: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// The text with one more `[[redaction.allow]]`; unchanged where an entry allows the same already.
pub fn add_allow(text: &str, entry: &NewAllow) -> Result<String, EditError> {
    let mut document = parse(text)?;
    let redaction = document.entry("redaction").or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    let redaction = redaction.as_table_mut().ok_or_else(|| EditError::NotATable("redaction".to_owned()))?;
    let list =
        redaction.entry("allow").or_insert_with(|| Item::ArrayOfTables(toml_edit::ArrayOfTables::new()));
    let list =
        list.as_array_of_tables_mut().ok_or_else(|| EditError::NotATable("redaction.allow".to_owned()))?;
    let keys = [("rule", &entry.rule), ("path", &entry.path), ("fingerprint", &entry.fingerprint)];
    let same = |table: &Table| {
        keys.iter().all(|(key, text)| table.get(key).and_then(Item::as_str) == text.as_deref())
    };
    if list.iter().any(same) {
        return Ok(text.to_owned());
    }
    let mut table = Table::new();
    for (key, text) in keys.into_iter().chain([("reason", &entry.reason)]) {
        set(&mut table, key, text.clone());
    }
    list.push(table);
    Ok(document.to_string())
}

fn parse(text: &str) -> Result<DocumentMut, EditError> {
    text.parse().map_err(EditError::Syntax)
}

fn vaults(document: &mut DocumentMut) -> Result<&mut Table, EditError> {
    tables(document, "vault")
}

/// A table of tables, without a header of its own where it is new.
fn tables<'a>(document: &'a mut DocumentMut, name: &str) -> Result<&'a mut Table, EditError> {
    let item = document.entry(name).or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    item.as_table_mut().ok_or_else(|| EditError::NotATable(name.to_owned()))
}

fn child<'a>(parent: &'a mut Table, name: &str) -> Result<&'a mut Table, EditError> {
    let item = parent.entry(name).or_insert_with(toml_edit::table);
    item.as_table_mut().ok_or_else(|| EditError::NotATable(name.to_owned()))
}

fn set(table: &mut Table, key: &str, to: Option<String>) {
    match to {
        Some(text) => replace(table, key, &text),
        None => drop(table.remove(key)),
    }
}

fn set_number(table: &mut Table, key: &str, to: Option<NonZeroU32>) {
    match to {
        Some(number) => put(table, key, i64::from(number.get()).into()),
        None => drop(table.remove(key)),
    }
}

/// Sets a value; the comments around the one that it replaces stay.
fn replace(table: &mut Table, key: &str, text: &str) {
    put(table, key, text.into());
}

fn put(table: &mut Table, key: &str, mut fresh: toml_edit::Value) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            *fresh.decor_mut() = old.decor().clone();
            *old = fresh;
        }
        None => drop(table.insert(key, value(fresh))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{ConfigFile, SecretStoreKind};
    use crate::protocol::ids::OwnerId;

    fn name(text: &str) -> VaultName {
        text.parse().unwrap()
    }

    fn entry() -> VaultEntry {
        VaultEntry {
            owner: Some(OwnerId([0xab; 16])),
            remote: Some("/backup/\"x\"".to_owned()),
            secret_store: Some(SecretStoreKind::File),
            ..VaultEntry::default()
        }
    }

    #[test]
    fn a_new_vault_leaves_the_rest_as_it_was() {
        let before = "# mine\ndevice_name = \"x\" # keep\n\n[policy]\nsecret_days = 30 # months\n";
        let after = set_vault(before, &name("team:acme"), &entry()).unwrap();
        assert!(after.starts_with(before), "{after}");
        assert!(after.contains("\n[vault.\"team:acme\"]\nowner = "), "{after}");
        let read = ConfigFile::parse(&after).unwrap();
        assert_eq!(read.vault[&name("team:acme")], entry());
        assert_eq!(set_vault(&after, &name("team:acme"), &entry()).unwrap(), after, "idempotent");
    }

    #[test]
    fn a_changed_vault_keeps_its_comments_and_loses_what_it_no_longer_has() {
        let before = "[vault.personal]\n# where\nremote = \"/old\" # disk\npassphrase_command = \"x\"\n";
        let after = set_vault(before, &name("personal"), &entry()).unwrap();
        assert!(after.contains("# where\nremote = '/backup/\"x\"' # disk\n"), "{after}");
        assert!(!after.contains("passphrase_command"), "{after}");
    }

    #[test]
    fn an_allow_entry_is_added_once_and_the_rest_stays() {
        let before = "# mine\n[redaction] # careful\npii = true\n\n[[redaction.allow]] # old\nrule = \"jwt\"\n\n[policy]\nsecret_days = 30\n";
        let entry = NewAllow {
            path: Some("~/x/**".to_owned()),
            reason: Some("test \"data\"".to_owned()),
            ..NewAllow::default()
        };
        let after = add_allow(before, &entry).unwrap();
        for line in ["# mine", "[redaction] # careful", "[[redaction.allow]] # old", "secret_days = 30"] {
            assert!(after.contains(line), "{after}");
        }
        let read = ConfigFile::parse(&after).unwrap().redaction;
        assert_eq!((read.allow.len(), read.pii), (2, true));
        assert_eq!(add_allow(&after, &entry).unwrap(), after, "idempotent");
        let fresh = add_allow("", &entry).unwrap();
        assert!(fresh.starts_with("[[redaction.allow]]\npath = \"~/x/**\"\n"), "{fresh}");
        let inline = add_allow("redaction = { pii = true }\n", &entry);
        assert!(matches!(inline, Err(EditError::NotATable(_))));
    }

    #[test]
    fn a_rename_reaches_default_and_routes() {
        let text =
            set_default_vault("[[route]]\npath = \"~/w\"\nvault = \"old\" # r\n", &name("old")).unwrap();
        let text = set_vault(&text, &name("old"), &entry()).unwrap();
        let after = rename_vault(&text, &name("old"), &name("new")).unwrap();
        let read = ConfigFile::parse(&after).unwrap();
        assert_eq!(read.default_vault, Some(name("new")));
        assert_eq!(read.route[0].vault, Some(name("new")));
        assert!(read.vault.contains_key(&name("new")) && !read.vault.contains_key(&name("old")));
        assert!(after.contains("vault = \"new\" # r"), "{after}");
        assert!(matches!(rename_vault(&text, &name("gone"), &name("new")), Err(EditError::NoVault(_))));
        assert!(matches!(rename_vault(&after, &name("old"), &name("new")), Err(EditError::Taken(_))));
        let gone = ConfigFile::parse(&forget_vault(&after, &name("new")).unwrap()).unwrap();
        assert!(gone.vault.is_empty() && gone.default_vault.is_none());
    }
}
