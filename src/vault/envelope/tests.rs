use super::*;
use crate::protocol::cbor;
use proptest::prelude::*;
use std::sync::LazyLock;

const VAULT: OwnerId = OwnerId([1; 16]);
const SENDER: OwnerId = OwnerId([2; 16]);
const RECIPIENT: OwnerId = OwnerId([3; 16]);
const TAG: SessionTag = SessionTag([4; 16]);
const NOW: u64 = 1_800_000_000;
const TERMS: Terms = Terms { vault: VAULT, created: NOW, not_after: NOW + 86_400, epoch: 3 };
const WANTED: Wanted = Wanted { vault: Some(VAULT), session: Some(TAG) };

fn seed(byte: u8) -> Secret<32> {
    Secret::from_slice(&[byte; 32]).unwrap()
}

fn signer(byte: u8) -> SigningKey {
    SigningKey::from_seed(seed(byte))
}

fn good(owner: OwnerId, key: &Digest) -> Standing {
    let known = signer(9).verifying();
    let same = owner == SENDER && Digest::of(&known.to_bytes()) == *key;
    if same { Standing::Good(known) } else { Standing::Unknown }
}

fn revoked(owner: OwnerId, key: &Digest) -> Standing {
    match good(owner, key) {
        Standing::Good(key) => Standing::Revoked(key),
        other => other,
    }
}

fn to(byte: u8) -> [u8; xwing::PUBLIC_LEN] {
    xwing::public(&seed(byte))
}

fn sealed() -> Vec<u8> {
    let (one, two) = (ContentKey::new(seed(21)), ContentKey::new(seed(22)));
    let shared = SharedSession {
        tag: TAG,
        keys: vec![&one, &two],
        signers: vec![signer(30).verifying()],
        least_version: 7,
        again: None,
    };
    let (signer, receive) = (signer(9), to(5));
    let parties =
        (&Sender { owner: SENDER, signer: &signer }, &Recipient { owner: RECIPIENT, receive: &receive });
    cbor::encode(&seal_session(parties, TERMS, &shared).unwrap())
}

static SEALED: LazyLock<Vec<u8>> = LazyLock::new(sealed);

fn open_as(
    bytes: &[u8],
    (owner, byte): (OwnerId, u8),
    wanted: Wanted,
    (signers, now): (Signers<'_>, u64),
) -> Result<OpenedSession, EnvelopeError> {
    open_session(bytes, &Receiver { owner, seed: &seed(byte) }, wanted, (signers, now))
}

fn open(bytes: &[u8]) -> Result<OpenedSession, EnvelopeError> {
    open_as(bytes, (RECIPIENT, 5), WANTED, (&good, NOW))
}

#[test]
fn the_recipient_gets_the_keys_and_the_terms() {
    let opened = open(&SEALED).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(opened.keys.len(), 2);
    assert_eq!(opened.keys[0].secret().expose(), &[21; 32]);
    assert_eq!(opened.keys[1].secret().expose(), &[22; 32]);
    assert_eq!((opened.signers[0], opened.least_version), (signer(30).verifying(), 7));
    assert_eq!((opened.body.sender, opened.body.epoch, opened.body.not_after), (SENDER, 3, NOW + 86_400));
    assert!(open_as(&SEALED, (RECIPIENT, 5), WANTED, (&good, NOW + 86_400)).is_ok(), "its last second");
}

#[test]
fn each_refusal_is_its_own() {
    use EnvelopeError as E;
    let refused = |who, wanted, signers: Signers<'_>, now| {
        open_as(&SEALED, who, wanted, (signers, now)).map(|_| ()).unwrap_err()
    };
    let other = OwnerId([8; 16]);
    let me = (RECIPIENT, 5);
    assert!(
        matches!(refused((other, 5), WANTED, &good, NOW), E::ForeignRecipient(whose) if whose == RECIPIENT)
    );
    assert!(matches!(refused((RECIPIENT, 6), WANTED, &good, NOW), E::OtherReceivingKey));
    let wrong_vault = Wanted { vault: Some(other), ..WANTED };
    assert!(matches!(refused(me, wrong_vault, &good, NOW), E::WrongVault(VAULT)));
    let wrong_session = Wanted { session: Some(SessionTag([5; 16])), ..WANTED };
    assert!(matches!(refused(me, wrong_session, &good, NOW), E::WrongSession));
    assert!(matches!(refused(me, WANTED, &|_, _| Standing::Unknown, NOW), E::SignerUnknown(SENDER)));
    assert!(matches!(refused(me, WANTED, &revoked, NOW), E::SignerRevoked(SENDER)));
    assert!(matches!(refused(me, WANTED, &good, NOW + 86_401), E::Expired));
    // A key of somebody else, handed out for that of the sender.
    let substituted = |_: OwnerId, _: &Digest| Standing::Good(signer(10).verifying());
    assert!(matches!(refused(me, WANTED, &substituted, NOW), E::SignerUnknown(SENDER)));
    for bytes in [&b""[..], b"junk", &SEALED[1..], &SEALED[..SEALED.len() - 1]] {
        assert!(matches!(open(bytes), Err(E::Structure(_))));
    }
    let secret =
        open_team_secret(&SEALED, &Receiver { owner: RECIPIENT, seed: &seed(5) }, WANTED, (&good, NOW));
    assert!(matches!(secret, Err(E::WrongKind)));
}

#[test]
fn another_persons_signature_does_not_count_even_where_that_person_is_known() {
    let mut envelope = Envelope::parse(&SEALED).unwrap();
    let mallory = signer(11);
    envelope.body.sender_key = Digest::of(&mallory.verifying().to_bytes());
    let signed = envelope.signed_bytes();
    envelope.signature = Some(mallory.sign(Purpose::Envelope, &VAULT.0, &[&signed]).to_vec());
    let bytes = cbor::encode(&envelope);
    assert!(matches!(open(&bytes), Err(EnvelopeError::SignerUnknown(SENDER))));
    // Known as that sender after all: then what it is bound to does not open it.
    let known = |_: OwnerId, _: &Digest| Standing::Good(mallory.verifying());
    let opened = open_as(&bytes, (RECIPIENT, 5), WANTED, (&known, NOW));
    assert!(matches!(opened, Err(EnvelopeError::Damaged("seal"))));
}

#[test]
fn an_envelope_for_one_vault_or_team_cannot_be_readdressed() {
    // A key holder of the right identity signs another address over the same seal: HPKE's info refuses it.
    for change in [
        |body: &mut EnvelopeBody| body.vault = OwnerId([7; 16]),
        |body: &mut EnvelopeBody| body.session = SessionTag([7; 16]),
        |body: &mut EnvelopeBody| body.epoch += 1,
        |body: &mut EnvelopeBody| body.not_after += 1,
        |body: &mut EnvelopeBody| body.keys.truncate(1),
        |body: &mut EnvelopeBody| body.id = EnvelopeId([7; 16]),
    ] {
        let mut envelope = Envelope::parse(&SEALED).unwrap();
        change(&mut envelope.body);
        let signed = envelope.signed_bytes();
        envelope.signature =
            Some(signer(9).sign(Purpose::Envelope, &envelope.body.vault.0, &[&signed]).to_vec());
        let opened = open_as(&cbor::encode(&envelope), (RECIPIENT, 5), Wanted::default(), (&good, NOW));
        assert!(matches!(opened, Err(EnvelopeError::Damaged("seal"))));
    }
}

#[test]
fn a_teams_secret_travels_with_its_account_key() {
    let (signer, receive) = (signer(9), to(5));
    let parties =
        (&Sender { owner: SENDER, signer: &signer }, &Recipient { owner: RECIPIENT, receive: &receive });
    let secret = Passphrase::new(Zeroizing::new(b"one-two-three".to_vec()));
    let account = AccountKey::new(seed(40));
    let receiver = Receiver { owner: RECIPIENT, seed: &seed(5) };
    let wanted = Wanted { vault: Some(VAULT), session: None };
    for account in [None, Some(&account)] {
        let sealed = cbor::encode(&seal_team_secret(parties, TERMS, (&secret, account)).unwrap());
        let opened =
            open_team_secret(&sealed, &receiver, wanted, (&good, NOW)).unwrap_or_else(|e| panic!("{e}"));
        assert!(opened.secret.ct_eq(&secret) && opened.body.epoch == 3);
        assert_eq!(opened.account.is_some(), account.is_some());
        assert!(matches!(
            open_session(&sealed, &receiver, wanted, (&good, NOW)),
            Err(EnvelopeError::WrongKind)
        ));
        let other_team = Wanted { vault: Some(OwnerId([7; 16])), session: None };
        let opened = open_team_secret(&sealed, &receiver, other_team, (&good, NOW));
        assert!(matches!(opened, Err(EnvelopeError::WrongVault(VAULT))));
    }
}

#[test]
fn what_cannot_be_sealed_is_said() {
    let signer = signer(9);
    let key = ContentKey::new(seed(21));
    let receive = to(5);
    let parties =
        |receive| (Sender { owner: SENDER, signer: &signer }, Recipient { owner: RECIPIENT, receive });
    let shared = |keys| SharedSession { tag: TAG, keys, signers: vec![], least_version: 1, again: None };
    let (sender, recipient) = parties(&receive);
    assert!(matches!(seal_session((&sender, &recipient), TERMS, &shared(vec![])), Err(SealError::Count)));
    let (sender, recipient) = parties(&receive[1..]);
    assert!(matches!(
        seal_session((&sender, &recipient), TERMS, &shared(vec![&key])),
        Err(SealError::Hpke(_))
    ));
}

#[test]
fn any_flipped_byte_refuses() {
    for at in 0..SEALED.len() {
        let mut bad = SEALED.clone();
        bad[at] ^= 1;
        assert!(open(&bad).is_err(), "byte {at}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_changed_bytes_refuse(at in 0..1_000_000usize, with in 1..=255u8, len in 1..4usize) {
        let mut bad = SEALED.clone();
        let at = at % bad.len();
        for byte in bad.iter_mut().skip(at).take(len) {
            *byte ^= with;
        }
        prop_assert!(open(&bad).is_err());
    }

    #[test]
    fn strange_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        prop_assert!(open(&bytes).is_err());
        prop_assert!(read_session(&bytes).is_none() || bytes[0] == INNER);
        prop_assert!(read_secret(&bytes).is_none() || bytes[0] == INNER);
    }
}
