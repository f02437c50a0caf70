"""Reads recorded exchanges, and the tokens and the configuration they were recorded with, from a folder."""

import json
import os
import subprocess
from dataclasses import dataclass


@dataclass(frozen=True)
class Exchange:
    name: str
    conf: str  # which of the configurations it was recorded with
    setup: tuple  # names of the exchanges that come before it, on an empty database
    save: str | None  # later requests may quote its ETag and id by this name
    request: dict
    response: dict
    is_left_out: bool  # the database behind the recording could not do it
    is_doubtful: bool  # MongoDB itself may answer differently
    quotes_database: bool  # the body is the database's own text

    @property
    def changes(self):
        return self.request["method"] not in ("GET", "HEAD", "OPTIONS") and (self.response["status"] or 500) < 400


class Recording:
    def __init__(self, folder, python):
        self._folder = folder
        self._python = python
        self.exchanges = {}
        with open(folder / "recorded.jsonl", encoding="utf-8") as lines:
            for line in map(json.loads, lines):
                self.exchanges[line["name"]] = Exchange(
                    line["name"], line["conf"], tuple(line["setup"]), line.get("save"), line["request"],
                    line["response"], line["mark"] == "db-limited", line.get("db_doubt", False),
                    line.get("db_text", False))

    def tokens(self, out):
        """New tokens, since some are good or bad only for seconds. The key stays once it is made."""
        self._run(out, "make_tokens.py")
        return json.loads((out / "keys" / "tokens.json").read_text())["RS256"]

    def configuration(self, out, conf):
        """RESTHeart's own overrides file, as it is; the tokens' key must be there."""
        self._run(out, "make_configuration.py", conf)
        return out / f"conf-{conf}.yml"

    def _run(self, out, script, *arguments):
        subprocess.run([self._python, self._folder / script, *arguments], env={**os.environ, "OUT": str(out)},
                       check=True, stdout=subprocess.DEVNULL)
