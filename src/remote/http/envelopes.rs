//! Envelopes over HTTP.

use super::client::{Answer, Ask};
use super::{HttpRemote, SMALL, unfit};
use crate::protocol::envelope::Envelope;
use crate::protocol::ids::EnvelopeId;
use crate::protocol::limits::MAX_ENVELOPE_LEN;
use crate::protocol::problem::Code;
use crate::protocol::sharing::{Envelopes, Fetched, MAX_ENVELOPE_LIST, Opening, PutEnvelope};
use crate::protocol::{cbor, routes};
use crate::remote::RemoteError;
use reqwest::Method;

/// Bytes of a list: its entries have some 200 bytes each, and 40 for each of their openings.
const MAX_LIST_LEN: usize = 8 << 20;

fn settled(answer: &Answer) -> Result<(), RemoteError> {
    if (200..=299).contains(&answer.status) { Ok(()) } else { Err(answer.refusal()) }
}

impl HttpRemote {
    pub(super) async fn send_envelope(&self, put: &PutEnvelope) -> Result<(), RemoteError> {
        let id = Envelope::parse(&put.envelope).map_err(|bad| RemoteError::Refused(bad.to_string()))?.body.id;
        let path = routes::envelope(routes::ENVELOPE, self.owner, id);
        let ask = Ask::with(Method::PUT, path, (routes::CBOR, cbor::encode(put).into()), SMALL);
        let answer = self.client.send(&ask).await?;
        match answer.status {
            404 => Err(RemoteError::NotAuthorised(format!("no vault {} for this token", self.owner))),
            _ => settled(&answer),
        }
    }

    pub(super) async fn list_envelopes(&self, path: String) -> Result<Envelopes, RemoteError> {
        let list: Envelopes = self.ask(&Ask::get(path, MAX_LIST_LEN)).await?.cbor()?;
        if list.envelopes.len() > MAX_ENVELOPE_LIST { Err(unfit("too many envelopes")) } else { Ok(list) }
    }

    pub(super) async fn one_envelope(&self, id: EnvelopeId) -> Result<Fetched, RemoteError> {
        let path = routes::envelope(routes::ENVELOPE, self.owner, id);
        let answer = self.client.send(&Ask::get(path, MAX_ENVELOPE_LEN)).await?;
        match answer.status {
            200 => Ok(Fetched::Envelope(answer.body.to_vec())),
            404 => Err(RemoteError::NotFound(format!("envelope {id}"))),
            410 if answer.is(Code::Expired) => Ok(Fetched::Expired),
            410 if answer.is(Code::Revoked) => Ok(Fetched::Revoked),
            _ => Err(answer.refusal()),
        }
    }

    pub(super) async fn send_opening(&self, id: EnvelopeId, opening: Opening) -> Result<(), RemoteError> {
        let path = routes::envelope(routes::OPENINGS, self.owner, id);
        let body = (routes::CBOR, cbor::encode(&opening).into());
        settled(&self.client.send(&Ask::with(Method::POST, path, body, SMALL)).await?)
    }

    pub(super) async fn end_envelope(&self, id: EnvelopeId) -> Result<(), RemoteError> {
        let mut ask = Ask::get(routes::envelope(routes::ENVELOPE, self.owner, id), SMALL);
        ask.method = Method::DELETE;
        settled(&self.client.send(&ask).await?)
    }
}
