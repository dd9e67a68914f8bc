//! Where objects lie, by an address: a folder, or a bucket of S3, Google Cloud Storage or Azure.

use super::{ObjectError, Objects};
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::azure::{AzureConfigKey, MicrosoftAzureBuilder};
use object_store::gcp::{GoogleCloudStorageBuilder, GoogleConfigKey};
use object_store::prefix::PrefixStore;
use object_store::{BackoffConfig, ObjectStore, RetryConfig};
use reqwest::Url;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

/// Options that an address may carry after `?`. Credentials are not among them: addresses are seen by who lists
/// processes.
const IN_ADDRESS: [&str; 9] = [
    "endpoint",
    "region",
    "allow_http",
    "virtual_hosted_style_request",
    "unsigned_payload",
    "checksum_algorithm",
    "conditional_put",
    "account_name",
    "timeout",
];

/// Why an address was refused.
#[derive(Debug, thiserror::Error)]
pub enum AddressError {
    /// No scheme that is known, or no bucket.
    #[error("{0:?} is no place for objects: expected a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER")]
    Unknown(String),
    /// An option that an address cannot carry.
    #[error("the address cannot carry the option {0:?}: one of {IN_ADDRESS:?}, or set it in the environment")]
    Option(String),
    /// The object store's own check of its settings failed.
    #[error("the settings of the object store are not complete")]
    Settings(#[from] object_store::Error),
    /// The folder cannot be used.
    #[error(transparent)]
    Folder(#[from] ObjectError),
}

impl Objects {
    /// Objects at an address: an existing folder, or `s3://bucket/prefix?option=value&...` (also `gs://`, `az://`).
    /// `variables` are the environment of the cloud's own tools (`AWS_ACCESS_KEY_ID`, `GOOGLE_SERVICE_ACCOUNT`,
    /// `AZURE_STORAGE_ACCOUNT_NAME` ...); names that the store does not know are passed over. Sends nothing:
    /// [`Objects::probe`] does.
    pub fn at(address: &str, variables: &[(String, String)]) -> Result<Self, AddressError> {
        let unknown = || AddressError::Unknown(address.to_owned());
        let Some((scheme, rest)) = address.split_once("://") else {
            return Ok(Self::in_folder(Path::new(address))?);
        };
        if scheme == "file" {
            return Ok(Self::in_folder(Path::new(rest))?);
        }
        // The store's client finds its TLS in the process; a second call changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let url = Url::parse(address).map_err(|_| unknown())?;
        if url.host_str().is_none_or(str::is_empty) || url.username() != "" || url.password().is_some() {
            return Err(unknown());
        }
        let options = options(&url, variables)?;
        let mut bucket = url.clone();
        bucket.set_query(None);
        bucket.set_path("");
        let store = match scheme {
            "s3" => s3(bucket.as_str(), &options)?,
            "gs" => gcs(bucket.as_str(), &options)?,
            "az" => azure(bucket.as_str(), &options)?,
            _ => return Err(unknown()),
        };
        let prefix = url.path().trim_matches('/');
        Ok(Self::in_store(if prefix.is_empty() {
            store
        } else {
            Arc::new(PrefixStore::new(
                store,
                object_store::path::Path::from_url_path(prefix).map_err(|_| unknown())?,
            ))
        }))
    }
}

/// The options of an address after those of the environment, so that the former win.
fn options(url: &Url, variables: &[(String, String)]) -> Result<Vec<(String, String)>, AddressError> {
    let mut all: Vec<_> =
        variables.iter().map(|(name, value)| (name.to_lowercase(), value.clone())).collect();
    for (name, value) in url.query_pairs() {
        if !IN_ADDRESS.contains(&&*name) {
            return Err(AddressError::Option(name.into_owned()));
        }
        all.push((name.into_owned(), value.into_owned()));
    }
    Ok(all)
}

/// Settings by names that the store knows.
fn known<K: FromStr>(options: &[(String, String)]) -> impl Iterator<Item = (K, &String)> {
    options.iter().filter_map(|(name, value)| Some((name.parse().ok()?, value)))
}

/// A request waits for whoever asked the server: it is tried again for a while, not for minutes.
fn retry() -> RetryConfig {
    let backoff = BackoffConfig {
        init_backoff: Duration::from_millis(50),
        max_backoff: Duration::from_secs(2),
        base: 2.,
    };
    RetryConfig { backoff, max_retries: 5, retry_timeout: Duration::from_secs(20) }
}

fn s3(bucket: &str, options: &[(String, String)]) -> object_store::Result<Arc<dyn ObjectStore>> {
    let builder = AmazonS3Builder::new().with_url(bucket).with_retry(retry());
    let builder =
        known::<AmazonS3ConfigKey>(options).fold(builder, |b, (key, value)| b.with_config(key, value));
    Ok(Arc::new(builder.build()?))
}

fn gcs(bucket: &str, options: &[(String, String)]) -> object_store::Result<Arc<dyn ObjectStore>> {
    let builder = GoogleCloudStorageBuilder::new().with_url(bucket).with_retry(retry());
    let builder =
        known::<GoogleConfigKey>(options).fold(builder, |b, (key, value)| b.with_config(key, value));
    Ok(Arc::new(builder.build()?))
}

fn azure(container: &str, options: &[(String, String)]) -> object_store::Result<Arc<dyn ObjectStore>> {
    let builder = MicrosoftAzureBuilder::new().with_url(container).with_retry(retry());
    let builder = known::<AzureConfigKey>(options).fold(builder, |b, (key, value)| b.with_config(key, value));
    Ok(Arc::new(builder.build()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(address: &str) -> Result<Objects, AddressError> {
        let variables = [
            ("AWS_ACCESS_KEY_ID", "id"),
            ("AWS_SECRET_ACCESS_KEY", "not-secret"),
            ("AWS_REGION", "eu-west-1"),
            ("AZURE_STORAGE_ACCOUNT_NAME", "account"),
            ("GOOGLE_SKIP_SIGNATURE", "true"),
            ("AWS_PAGER", "less"),
        ];
        Objects::at(address, &variables.map(|(name, value)| (name.to_owned(), value.to_owned())))
    }

    #[test]
    fn folders_and_buckets_have_addresses() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().to_str().unwrap();
        for address in [
            folder,
            &format!("file://{folder}"),
            "s3://bucket",
            "s3://bucket/a/prefix?endpoint=http://127.0.0.1:1&allow_http=true&region=x",
            "gs://bucket/prefix/",
            "az://container?account_name=other",
        ] {
            assert!(at(address).is_ok(), "{address}: {:?}", at(address).err());
        }
    }

    #[test]
    fn other_addresses_say_what_is_wrong() {
        for address in ["ftp://host/x", "s3://", "s3:///x", "http://bucket", "s3://id:key@bucket"] {
            assert!(matches!(at(address), Err(AddressError::Unknown(_))), "{address}");
        }
        for option in ["secret_access_key=x", "aws_access_key_id=x", "endpont=x", "token=x"] {
            let refused = at(&format!("s3://bucket?{option}"));
            assert!(matches!(refused, Err(AddressError::Option(_))), "{option}");
        }
        assert!(matches!(at("/nowhere/at/all"), Err(AddressError::Folder(_))));
    }
}
