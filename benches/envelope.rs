//! What an envelope costs: sealing one to a person, and opening it with every check.
//!
//! `cargo bench --bench envelope`. Prints the median and the 95th percentile of 200 rounds in microseconds.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a benchmark")]

use han::crypto::hpke::xwing;
use han::crypto::{ContentKey, Secret, SigningKey};
use han::protocol::cbor;
use han::protocol::ids::{Digest, OwnerId, SessionTag};
use han::vault::envelope::{
    Receiver, Recipient, Sender, SharedSession, Standing, Terms, Wanted, open_session, seal_session,
};
use std::hint::black_box;
use std::time::{Duration, Instant};

const ROUNDS: usize = 200;
const NOW: u64 = 1_800_000_000;

fn seed(byte: u8) -> Secret<32> {
    Secret::from_slice(&[byte; 32]).unwrap()
}

fn show(what: &str, mut took: Vec<Duration>) {
    took.sort_unstable();
    let at = |part: usize| took[took.len() * part / 100].as_micros();
    println!("{what}: median {} us, 95th percentile {} us", at(50), at(95));
}

fn main() {
    let (key, signer) = (ContentKey::new(seed(1)), SigningKey::from_seed(seed(2)));
    let receive = xwing::public(&seed(3));
    let (sender, recipient) = (
        Sender { owner: OwnerId([2; 16]), signer: &signer },
        Recipient { owner: OwnerId([3; 16]), receive: &receive },
    );
    let terms = Terms { vault: OwnerId([4; 16]), created: NOW, not_after: NOW + 60, epoch: 1 };
    let shared = SharedSession {
        tag: SessionTag([5; 16]),
        keys: vec![&key],
        signers: vec![signer.verifying()],
        least_version: 1,
        again: None,
    };
    let known = signer.verifying();
    let signers = |_: OwnerId, _: &Digest| Standing::Good(known);
    let (mut seals, mut opens, mut both) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let began = Instant::now();
        let sealed = cbor::encode(&seal_session((&sender, &recipient), terms, &shared).unwrap());
        let half = Instant::now();
        let receiver = Receiver { owner: OwnerId([3; 16]), seed: &seed(3) };
        let opened = open_session(&sealed, &receiver, Wanted::default(), (&signers, NOW));
        black_box(opened.map(|opened| opened.keys.len()).unwrap_or_else(|error| panic!("{error}")));
        seals.push(half - began);
        opens.push(half.elapsed());
        both.push(began.elapsed());
    }
    show("seal", seals);
    show("open", opens);
    show("seal and open", both);
}
