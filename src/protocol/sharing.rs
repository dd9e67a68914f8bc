//! What travels about envelopes, beside the envelopes themselves: how they are put, listed and reported on.

use super::ids::{ActorId, EnvelopeId, OwnerId};
use super::refs::RefName;
use minicbor::{Decode, Encode};

/// Envelopes in one list: the newest.
pub const MAX_ENVELOPE_LIST: usize = 1_000;
/// Envelopes of one vault that may be open at one time.
pub const MAX_OPEN_ENVELOPES: u64 = 10_000;
/// Attempts to open one envelope that are written down.
pub const MAX_OPENINGS: u64 = 100;
/// The longest time for which an envelope may count, in days.
pub const MAX_ENVELOPE_DAYS: u64 = 400;

/// How far an envelope has come, by the time of whoever keeps it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum EnvelopeStatus {
    /// Nobody has fetched it.
    #[n(1)]
    Pending,
    /// Its recipient has fetched it.
    #[n(2)]
    Delivered,
    /// Its recipient says that it opened.
    #[n(3)]
    Opened,
    /// Its time is over.
    #[n(4)]
    Expired,
    /// It was taken back.
    #[n(5)]
    Revoked,
}

impl EnvelopeStatus {
    /// Every status.
    pub const ALL: [Self; 5] = [Self::Pending, Self::Delivered, Self::Opened, Self::Expired, Self::Revoked];

    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Opened => "opened",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }

    /// Whether it may still be fetched.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Delivered | Self::Opened)
    }
}

/// An envelope that is put.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct PutEnvelope {
    /// Who puts it (a server overrides it, for it authenticates).
    #[n(0)]
    pub actor: ActorId,
    /// The user whom it is for, as the vault's keeper knows users; zero where it is handed over as a file.
    #[n(1)]
    pub recipient: ActorId,
    /// The envelope (`protocol::envelope`).
    #[cbor(n(2), with = "minicbor::bytes")]
    pub envelope: Vec<u8>,
}

/// What a recipient found on opening an envelope.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Opening {
    /// Whether the sender's signature was right.
    #[n(0)]
    pub signature_ok: bool,
    /// Whether the seal opened.
    #[n(1)]
    pub decrypted: bool,
}

impl Opening {
    /// Whether it opened, and came from whom it said.
    pub fn is_good(self) -> bool {
        self.signature_ok && self.decrypted
    }

    /// As it stands in the log: 1 for a right signature, and 2 where it decrypted.
    pub fn bits(self) -> u64 {
        u64::from(self.signature_ok) | u64::from(self.decrypted) << 1
    }
}

/// One attempt to open an envelope.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct OpeningAt {
    /// Time of the vault's keeper, in microseconds.
    #[n(0)]
    pub time_us: u64,
    /// How it ended.
    #[n(1)]
    pub opening: Opening,
}

/// One envelope in a list.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct EnvelopeEntry {
    /// The vault.
    #[n(0)]
    pub vault: OwnerId,
    /// Its name.
    #[n(1)]
    pub id: EnvelopeId,
    /// The session; none where it holds a team's secret.
    #[n(2)]
    pub session: Option<RefName>,
    /// The user who put it.
    #[n(3)]
    pub sender: ActorId,
    /// The user whom it is for; zero where it was handed over as a file.
    #[n(4)]
    pub recipient: ActorId,
    /// How far it has come.
    #[n(5)]
    pub status: EnvelopeStatus,
    /// When it was put, in microseconds.
    #[n(6)]
    pub created_us: u64,
    /// Not given out at this time or later.
    #[n(7)]
    pub expires_us: u64,
    /// When it was revoked.
    #[n(8)]
    pub revoked_us: Option<u64>,
    /// What its recipient said of attempts to open it, the oldest first.
    #[n(9)]
    pub openings: Vec<OpeningAt>,
}

/// Envelopes, the newest first.
#[derive(Clone, PartialEq, Eq, Debug, Default, Encode, Decode)]
#[cbor(map)]
pub struct Envelopes {
    /// At most [`MAX_ENVELOPE_LIST`].
    #[n(0)]
    pub envelopes: Vec<EnvelopeEntry>,
    /// Whether there are older ones.
    #[n(1)]
    pub more: bool,
}

/// An envelope that was asked for by its name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fetched {
    /// Here it is.
    Envelope(Vec<u8>),
    /// Its time is over.
    Expired,
    /// It was taken back.
    Revoked,
}
