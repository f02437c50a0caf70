"""Proofs of possession, good and hostile, against the real server: each recipe of a recording has the answer it expects.

Called as: dpop_recipes_test.py SERVER COMMAND_LINE --venv DIR [--conformance DIR] [--optional] [--only NAME]
The recipes are not part of this repository: --conformance, else JWTAUTH_CONFORMANCE, names the folder that holds
dpop/. Without it the exit code is 77 (skipped). --venv is the place for a virtual environment with the packages that
sign; with --optional, a missing one is 77, too. --only shows one exchange in full.
"""

import argparse
import json
import os
import re
import socket
import subprocess
import sys
import unittest
from pathlib import Path

import virtual_environment
from support import ALL_RIGHTS, PATIENCE, Server, configuration, mechanism, permissions

PACKAGES = ("PyJWT==2.15.1", "cryptography==50.0.2")  # those of the replay: one environment
SKIPPED = 77
EVERY_ALGORITHM = ["ES256", "ES384", "ES512", "EdDSA", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]


def public(jwk):
    return {name: value for name, value in jwk.items() if name in ("kty", "crv", "x", "y", "kid", "alg")}


def server(keys):
    """Known to its clients as https://api.example, whatever they call it by."""
    return Server(configuration(
        jwtAuthenticationMechanism=mechanism(
            algorithm="ES256", key=None, keys=[{"kid": "issuer", **public(keys["issuer"])}],
            issuer="https://issuer.example/", audience="https://api.example", rolesClaim=None, fixedRoles=["admin"],
            dpopAlgorithms=EVERY_ALGORITHM, publicOrigin="https://api.example"),
        fileAclAuthorizer=permissions({"role": "admin", "predicate": "path-prefix('/')", "mongo": ALL_RIGHTS}),
        bruteForceAttackGuard={"enabled": False}))


def made(recipes, folder, python):
    """The requests of these recipes, with proofs of this moment."""
    lines = "".join(json.dumps(recipe) + "\n" for recipe in recipes)
    done = subprocess.run([python, folder / "make_proofs.py"], input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def raw(text):
    """Lone surrogates are bytes that are not UTF-8."""
    return text.encode("utf-8", "surrogateescape")


def exchanged(port, request):
    """Status and fields of the answer."""
    fields = b"".join(raw(name) + b": " + raw(value) + b"\r\n" for name, value in request["fields"])
    head = raw(f"{request['method']} {request['target']} HTTP/1.1\r\n") + fields + b"Connection: close\r\n\r\n"
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        try:
            connection.sendall(head)
            while piece := connection.recv(65536):
                received += piece
        except ConnectionError:
            pass  # an answer may come before all was sent
    head = received.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    fields = [tuple(part.strip() for part in line.split(":", 1)) for line in head[1:]]
    return int(head[0].split()[1]), fields


def challenges(fields):
    """By scheme, the error that each challenge names."""
    values = [value for name, value in fields if name.lower() == "www-authenticate"]
    errors = {}
    for value in values:
        error = re.search(r'\berror="([^"]*)"', value)
        errors[value.split(" ")[0]] = error and error.group(1)
    return errors


def complaint(recipe, status, fields):
    """What is not as the recipe expects; empty: nothing. What the store answers to a request that was let in, a 404 or
    a 400 without a challenge, is no matter of the recipe."""
    expected, found = recipe["expect"], challenges(fields)
    if not found and status not in (401, 403, 421, 431, 500, 503) and 200 in expected["status"]:
        return ""
    if status not in expected["status"]:
        return f"status {status}, expected {expected['status']}"
    if expected.get("both") and set(found) != {"Bearer", "DPoP"}:
        return f"challenges of {sorted(found)}, expected both schemes"
    named = {scheme: error for scheme, error in found.items() if error}
    if "error" in expected and not set(named.values()) & set(expected["error"]):
        return f"errors {named}, expected one of {expected['error']}"
    schemes = expected.get("scheme", [])
    if "scheme" in expected and not set(named) <= set([schemes] if isinstance(schemes, str) else schemes):
        return f"an error in the challenge of {sorted(named)}, expected it in {schemes}"
    return ""


def is_unspoilt(recipe, request):
    """Parts whose length is a multiple of four get no padding."""
    padded = any("padding" in proof.get("spoil", []) for proof in recipe["proofs"])
    return padded and not any("=" in value for name, value in request["fields"] if name == "DPoP")


class Recipes(unittest.TestCase):
    def test_each_has_the_answer_that_it_expects(self):
        groups = {}
        for recipe in RECIPES:
            groups.setdefault(recipe["name"].split(".")[0], []).append(recipe)
        running = server(KEYS)
        running.request("PUT", "/notes", {}, bearer=unbound_token())
        for name, recipes in groups.items():
            for recipe, request in zip(recipes, made(recipes, FOLDER, PYTHON)):
                if is_unspoilt(recipe, request):
                    continue
                with self.subTest(recipe["name"]):
                    status, fields = exchanged(running.port, request)
                    if recipe.get("twice"):
                        status, fields = exchanged(running.port, request)
                    if ARGUMENTS.only:
                        print(request["method"], request["target"], request["fields"], status, fields, sep="\n")
                    self.assertEqual(complaint(recipe, status, fields), "")
        running.stop()


def unbound_token():
    recipe = {"name": "token", "fields": [["Authorization", "${token}"]], "token": {}, "proofs": []}
    return dict(made([recipe], FOLDER, PYTHON)[0]["fields"])["Authorization"]


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("server")
    parser.add_argument("command_line")
    parser.add_argument("--venv", type=Path, required=True)
    parser.add_argument("--conformance", type=Path, default=os.environ.get("JWTAUTH_CONFORMANCE"))
    parser.add_argument("--optional", action="store_true")
    parser.add_argument("--only")
    return parser.parse_args()


if __name__ == "__main__":
    ARGUMENTS = arguments()
    FOLDER = Path(ARGUMENTS.conformance or "/nowhere") / "dpop"
    if not FOLDER.is_dir():
        print("no recipes: JWTAUTH_CONFORMANCE names no folder with dpop/")
        sys.exit(SKIPPED)
    try:
        PYTHON = virtual_environment.made(ARGUMENTS.venv, *PACKAGES) / "python"
    except virtual_environment.NoEnvironment as error:
        print(error)
        sys.exit(SKIPPED if ARGUMENTS.optional else 1)
    KEYS = json.loads((FOLDER / "keys.json").read_text())
    RECIPES = [json.loads(line) for line in (FOLDER / "cases.jsonl").read_text().splitlines()]
    if ARGUMENTS.only:
        RECIPES = [recipe for recipe in RECIPES if recipe["name"] == ARGUMENTS.only]
    unittest.main(argv=sys.argv[:1])
