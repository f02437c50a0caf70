"""The protocol of bench/peers for libraries of Python: see docs/benchmarks/README.md."""

import json
import sys
import time
from pathlib import Path

ISSUER, AUDIENCE = "https://example.eu.auth0.com/", "kq3x7vFwzUjM9yTtR2pLbN8sHgD5cAeZ"
EMAIL, ROLES_CLAIM = "jane.doe@example.com", "https://example.com/roles"


def is_jane(claims):
    return claims["email"] == EMAIL and len(claims[ROLES_CLAIM]) == 2


def accepts(verify, token):
    try:
        return is_jane(verify(token))
    except Exception:  # whatever a library refuses with
        return False


def shown(folder, verify):
    """The good token, after the library has refused each bad one."""
    refused = sorted(file.name for file in (folder / "refuse").iterdir())
    for name in refused:
        if accepts(verify, (folder / "refuse" / name).read_text()):
            raise SystemExit(f"{folder.name}: accepted {name}")
    token = (folder / "token").read_text()
    if not accepts(verify, token):
        raise SystemExit(f"{folder.name}: refused the good token")
    return token, refused


def measure(verify, token, seconds):
    start = time.process_time()
    tokens, batch, spent = 0, 1, 0.0
    while spent < seconds:
        for _ in range(batch):
            if not is_jane(verify(token)):
                raise SystemExit("refused the good token while it was timed")
        tokens += batch
        spent = time.process_time() - start
        if spent < seconds / 20:
            batch *= 2
    return {"us": spent / tokens * 1e6, "tokens": tokens}


def serve(version, prepare):
    """`prepare` takes an algorithm and its key's text and yields a function from a token to its claims."""
    algorithms, refusals = {}, {}
    for folder in sorted(Path(sys.argv[1]).iterdir()):
        key = (folder / ("secret.txt" if folder.name.startswith("HS") else "public.pem")).read_text()
        verify = prepare(folder.name, key)
        token, refusals[folder.name] = shown(folder, verify)
        algorithms[folder.name] = verify, token
    print(json.dumps({"version": version, "refused": refusals}), flush=True)
    for line in sys.stdin:
        algorithm, milliseconds = line.split()
        print(json.dumps(measure(*algorithms[algorithm], float(milliseconds) / 1000)), flush=True)
