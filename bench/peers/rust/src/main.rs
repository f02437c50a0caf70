//! jsonwebtoken, over AWS-LC, in the protocol of the peers.

mod protocol;

use jsonwebtoken::{decode, Algorithm, DecodingKey, Validation};
use protocol::{Verify, AUDIENCE, EMAIL, ISSUER, ROLE_COUNT};
use serde::Deserialize;
use std::error::Error;

#[derive(Deserialize)]
struct Claims {
    email: String,
    #[serde(rename = "https://example.com/roles")]
    roles: Vec<String>,
}

fn key_from(algorithm: &str, text: &[u8]) -> jsonwebtoken::errors::Result<DecodingKey> {
    match &algorithm[..2] {
        "HS" => Ok(DecodingKey::from_secret(text)),
        "ES" => DecodingKey::from_ec_pem(text),
        "Ed" => DecodingKey::from_ed_pem(text),
        _ => DecodingKey::from_rsa_pem(text),
    }
}

fn verifier(algorithm: &str, text: &[u8]) -> Result<Verify, Box<dyn Error>> {
    let key = key_from(algorithm, text)?;
    let mut validation = Validation::new(algorithm.parse::<Algorithm>()?);
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[AUDIENCE]);
    validation.set_required_spec_claims(&["exp", "iss", "aud"]);
    Ok(Box::new(move |token| {
        decode::<Claims>(token, &key, &validation).is_ok_and(|found| {
            found.claims.email == EMAIL && found.claims.roles.len() == ROLE_COUNT
        })
    }))
}

/// The version that the lock file names.
fn version() -> &'static str {
    let rest = include_str!("../Cargo.lock")
        .split("name = \"jsonwebtoken\"\nversion = \"")
        .nth(1);
    rest.and_then(|text| text.split('"').next())
        .unwrap_or("unknown")
}

fn main() -> Result<(), Box<dyn Error>> {
    protocol::serve(version(), verifier)
}
