//! The protocol of bench/peers for libraries of Rust: see docs/benchmarks/README.md.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::{stdin, BufRead};
use std::path::{Path, PathBuf};

pub const ISSUER: &str = "https://example.eu.auth0.com/";
pub const AUDIENCE: &str = "kq3x7vFwzUjM9yTtR2pLbN8sHgD5cAeZ";
pub const EMAIL: &str = "jane.doe@example.com";
pub const ROLE_COUNT: usize = 2;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Whether a token is accepted, and is Jane Doe's with both her roles.
pub type Verify = Box<dyn Fn(&str) -> bool>;

struct Prepared {
    token: String,
    verify: Verify,
    refused: Vec<String>,
}

/// Of the whole process.
fn processor_seconds() -> f64 {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: the pointer is to a live timespec.
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}

fn sorted(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Outcome<_>>()?;
    paths.sort();
    Ok(paths)
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn shown(folder: &Path, verify: Verify) -> Outcome<Prepared> {
    let mut refused = Vec::new();
    for file in sorted(&folder.join("refuse"))? {
        if verify(&fs::read_to_string(&file)?) {
            return Err(format!("{}: accepted", file.display()).into());
        }
        refused.push(name_of(&file));
    }
    let token = fs::read_to_string(folder.join("token"))?;
    if !verify(&token) {
        return Err(format!("{}: refused the good token", folder.display()).into());
    }
    Ok(Prepared {
        token,
        verify,
        refused,
    })
}

fn measure(prepared: &Prepared, seconds: f64) -> Outcome<(f64, u64)> {
    let start = processor_seconds();
    let (mut tokens, mut batch, mut spent) = (0u64, 1u64, 0.0);
    while spent < seconds {
        for _ in 0..batch {
            if !(prepared.verify)(&prepared.token) {
                return Err("refused the good token while it was timed".into());
            }
        }
        tokens += batch;
        spent = processor_seconds() - start;
        if spent < seconds / 20.0 {
            batch *= 2;
        }
    }
    Ok((spent / tokens as f64 * 1e6, tokens))
}

/// `prepare` takes an algorithm and its key, the text of a PEM or the bytes of a secret.
pub fn serve(version: &str, prepare: impl Fn(&str, &[u8]) -> Outcome<Verify>) -> Outcome<()> {
    let root = std::env::args()
        .nth(1)
        .ok_or("expected the folder of keys and tokens")?;
    let mut algorithms = BTreeMap::new();
    for folder in sorted(Path::new(&root))? {
        let algorithm = name_of(&folder);
        let file = if algorithm.starts_with("HS") {
            "secret.txt"
        } else {
            "public.pem"
        };
        let verify = prepare(&algorithm, &fs::read(folder.join(file))?)?;
        algorithms.insert(algorithm, shown(&folder, verify)?);
    }
    let refused: BTreeMap<_, _> = algorithms
        .iter()
        .map(|(name, one)| (name, &one.refused))
        .collect();
    println!(
        "{}",
        serde_json::json!({ "version": version, "refused": refused })
    );
    for line in stdin().lock().lines() {
        let line = line?;
        let (algorithm, milliseconds) = line
            .split_once(' ')
            .ok_or("expected an algorithm and milliseconds")?;
        let seconds = milliseconds.parse::<f64>()? / 1000.0;
        let (us, tokens) = measure(
            algorithms.get(algorithm).ok_or("no such algorithm")?,
            seconds,
        )?;
        println!("{}", serde_json::json!({ "us": us, "tokens": tokens }));
    }
    Ok(())
}
