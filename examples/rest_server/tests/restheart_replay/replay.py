"""Replays recorded exchanges and compares our server's answer with each recorded one."""

import re
from dataclasses import dataclass, field

from restheart_replay import rules
from restheart_replay.comparison import ANYTHING, LABEL, differences, maker

OUTCOMES = ("left out", "equal", "deliberately different", "needs MongoDB", "in doubt", "failed")


@dataclass
class Result:
    exchange: object
    outcome: str
    found: dict = field(default_factory=dict)  # how it differs
    answer: object = None


class Replay:
    def __init__(self, exchanges, worlds, deliberate, in_mongodb):
        self._exchanges, self._worlds, self._deliberate = exchanges, worlds, deliberate
        self._in_mongodb = in_mongodb
        self._world, self._conf = None, None
        self.used_rules = set()

    def all(self):
        """Groups exchanges with the same setup, and puts those that change nothing before those that do, so that an
        empty store is rarely needed."""
        places = {name: place for place, name in enumerate(self._exchanges)}

        def way(exchange):
            return [places[name] for name in exchange.setup] + [places[exchange.name] if exchange.changes else -1]

        for exchange in sorted(self._exchanges.values(), key=lambda one: (one.conf, way(one))):
            yield self.one(exchange)
        self.end()

    def one(self, exchange):
        if exchange.is_left_out:
            return Result(exchange, "left out")
        world = self._prepared(exchange)
        return self._judged(world, exchange, world.send(exchange))

    def end(self):
        """The log of the last server."""
        world, self._world = self._world, None
        return world.end() if world else []

    def _prepared(self, exchange):
        """The world in which only the exchange's setup has happened."""
        done = self._world.history if self._world and self._conf == exchange.conf else None
        if done is None or list(exchange.setup[:len(done)]) != done:
            self.end()
            self._world, self._conf, done = self._worlds.new(exchange.conf), exchange.conf, []
        for name in exchange.setup[len(done):]:
            earlier = self._exchanges[name]
            self._judged(self._world, earlier, self._world.send(earlier))  # its labels get their values
        return self._world

    def _judged(self, world, exchange, answer):
        wanted = rules.ours(exchange.request, rules.recorded(exchange), self.used_rules)
        if exchange.quotes_database and wanted.status < 400:
            wanted.body = ANYTHING
        found = differences(wanted, answer, world.labels)
        if deliberate := self._deliberate.get(exchange.name):
            mistakes = deliberate.mistakes(exchange, wanted, answer, world.labels) if found else {
                "status": "listed as a difference, but it does not differ"}
            return Result(exchange, "failed" if mistakes else "deliberately different", mistakes, answer)
        if not found:
            return Result(exchange, "equal", answer=answer)
        if not self._in_mongodb and self._needs_mongodb(world, exchange, answer):
            world.needing_mongodb.add(exchange.name)
            world.labels.will_not_be_made_by(exchange.name)
            return Result(exchange, "needs MongoDB", found, answer)
        lenient = exchange.is_doubtful and answer and answer.status < 500
        return Result(exchange, "in doubt" if lenient else "failed", found, answer)

    @staticmethod
    def _needs_mongodb(world, exchange, answer):
        """Whether the embedded store says that an operator needs MongoDB, now or in an exchange that this one
        quotes."""
        if answer and answer.status == 501:
            return bool(re.search(rb"(\$\w+|pipeline|index).* needs MongoDB", answer.body))
        return any(maker(label) in world.needing_mongodb for label in LABEL.findall(str(exchange.response)))
