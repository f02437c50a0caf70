"""The embedded store's files fail: the disk is full, the folder cannot be written, another process uses the file. And,
in both stores: what the server acknowledged before it was killed."""

import concurrent.futures
import contextlib
import json
import re
import signal
import sqlite3
import subprocess
import threading
import time

import rows
import crash_test  # from the tests of the program; rows sets the path
from databases import Database
from process import wait_until
from rows import RowTest, row
from support import PATIENCE, SERVER, configuration, token

WRITERS = 4


class StoreFileTest(RowTest):
    def setUp(self):
        self.admin = token("admin")

    def disk(self, size):
        """A folder on a disk of its own."""
        folder = self.folder()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True)
        if mounted.returncode != 0:
            self.skipTest("needs root, to mount a small disk")
        self.addCleanup(subprocess.run, ["umount", "--lazy", folder], check=True)
        return folder

    def write(self, server, key, size=10):
        body = {"text": "x" * size}
        return server.request("PUT", f"/c/{key}?wm=upsert", body, bearer=self.admin).status

    def missing(self, server, keys):
        return [key for key in keys if server.request("GET", f"/c/{key}", bearer=self.admin).status != 200]

    @row("the disk is full",
         "SQLite on a disk of 8 MiB (tmpfs) that 4 clients fill with documents; then there is room again",
         "writes get 503, reads and authentication continue; no acknowledged write is lost, not even by a restart; "
         "writes succeed within 5 s of the room's return")
    def test_a_full_disk_is_503_and_loses_nothing(self):
        disk = self.disk("8m")
        settings = configuration(store={"file": str(disk / "store.sqlite")})
        server = self.start(settings)
        self.create(server)
        acknowledged, refused = [], set()

        def fill(writer):
            for number in range(rows.count(400, 200)):
                key = f"{writer}-{number}"
                status = self.write(server, key, 20_000)
                acknowledged.append(key) if status in (200, 201) else refused.add(status)

        crew = [threading.Thread(target=fill, args=(writer,), daemon=True) for writer in range(WRITERS)]
        for each in crew:
            each.start()
        for each in crew:
            each.join(PATIENCE)
        reads = {server.request("GET", path, bearer=self.admin).status
                 for path in (f"/c/{acknowledged[0]}", "/_openapi", "/c")}
        reads.add(server.request("GET", "/ping").status)
        stranger = server.request("GET", "/c", bearer=self.admin + "x").status
        lost = self.missing(server, acknowledged)
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        recovered = wait_until(lambda: self.write(server, "last") in (200, 201), PATIENCE, "writes are taken again")
        self.assertEqual(server.stop(), 0)
        lost += self.missing(self.start(settings), [*acknowledged, "last"])
        self.measured(f"{len(acknowledged):,} writes acknowledged, the others {refused}; reads {reads}; {len(lost)} "
                      f"acknowledged writes lost; writes again after {recovered:.1f} s")
        self.assertEqual((refused, reads, stranger, lost), ({503}, {200}, 401, []))
        self.at_most(5, recovered, "until writes are taken again")

    def create(self, server):
        return server.request("PUT", "/c", {}, bearer=self.admin).status == 201

    @row("a folder that cannot be written", "the server starts with SQLite's file on a disk that is mounted read-only",
         "exit 1 with one line that names the store")
    def test_a_read_only_folder_is_said_in_one_line(self):
        disk = self.disk("8m")
        file = self.folder() / "configuration.yml"
        file.write_text(json.dumps(configuration(store={"file": str(disk / "store.sqlite")})))
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        ended = subprocess.run([SERVER, "--config", file], capture_output=True, text=True, timeout=PATIENCE)
        lines = [line for line in ended.stderr.splitlines() if not re.match(r"\d{4}-", line)]
        self.measured(f"exit {ended.returncode}: {' / '.join(lines)}".replace(str(disk), "FOLDER"))
        self.assertEqual((ended.returncode, len(lines)), (1, 1), ended.stderr)
        self.assertIn("SQLite", lines[0])

    @row("a second process on the same file",
         "two servers on one SQLite file, 2 clients write through each; then a third process locks the file while 8 "
         "more write",
         "no acknowledged write is lost, each server sees the other's; while the file is locked, writes get 503 "
         "within 2 s and reads continue")
    def test_a_second_process_on_the_same_file_loses_nothing(self):
        store = self.folder() / "store.sqlite"
        servers = [self.start(configuration(store={"file": str(store)})) for _ in range(2)]
        self.create(servers[0])
        acknowledged, others = [], []

        def fill(writer):
            for number in range(rows.count(500, 100)):
                key = f"{writer}-{number}"
                status = self.write(servers[writer % 2], key)
                acknowledged.append(key) if status in (200, 201) else others.append(status)

        crew = [threading.Thread(target=fill, args=(writer,), daemon=True) for writer in range(WRITERS)]
        for each in crew:
            each.start()
        for each in crew:
            each.join(2 * PATIENCE)
        lost = [key for server in servers for key in self.missing(server, acknowledged)]
        with contextlib.closing(sqlite3.connect(store, isolation_level=None)) as third:
            third.execute("BEGIN IMMEDIATE")
            begin = time.monotonic()
            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                locked = set(pool.map(lambda number: self.write(servers[0], f"locked-{number}"), range(8)))
            took = time.monotonic() - begin
            reads = {self.missing(server, acknowledged[:10]) == [] for server in servers}
            third.execute("ROLLBACK")
        again = self.write(servers[0], "unlocked")
        self.measured(f"{len(acknowledged):,} writes acknowledged, {len(others)} not; {len(lost)} lost; locked: 8 "
                      f"writes {locked} within {took:.1f} s, reads go on, afterwards {again}")
        self.assertEqual((lost, locked, reads, again), ([], {503}, {True}, 201))
        self.assertLessEqual(set(others), {503})
        self.at_most(2, took, "an answer while the file is locked")

    def killed_again_and_again(self, settings):
        """(acknowledged, lost): writes of four clients while the server is killed."""
        acknowledged, lost = 0, 0
        server = self.start(settings)
        self.create(server)
        server.stop()
        for number in range(rows.count(20, 2)):
            server = self.start(settings)
            progress = threading.Semaphore(0)
            crew = [crash_test.Writer(server, f"{number}-{writer}", 10 * number + writer, progress)
                    for writer in range(WRITERS)]
            for each in crew:
                each.start()
            for _ in range(crash_test.ACKNOWLEDGED_BEFORE_KILL):
                self.assertTrue(progress.acquire(timeout=PATIENCE))
            server.process.send_signal(signal.SIGKILL)
            for each in crew:
                each.join(PATIENCE)
                self.assertEqual(each.unexpected, [])
            server.wait()
            server = self.start(settings)
            for each in crew:
                doubtful, result = each.in_doubt
                acknowledged += len(each.expected)
                for key, expected in each.expected.items():
                    answer = server.request("GET", f"/c/{key}", bearer=self.admin)
                    found = answer.json["n"] if answer.status == 200 else None
                    lost += found not in ((expected, result) if key == doubtful else (expected,))
            self.assertEqual(server.stop(), 0)
        return acknowledged, lost

    @row("the server is killed, SQLite",
         "20 times SIGKILL while 4 clients write, patch, erase and write in bulk",
         "no acknowledged write is lost; the server starts again and serves")
    def test_what_was_acknowledged_outlives_a_kill_in_sqlite(self):
        acknowledged, lost = self.killed_again_and_again(
            configuration(store={"file": str(self.folder() / "store.sqlite")}))
        self.measured(f"{lost} of {acknowledged:,} documents other than acknowledged")
        self.assertEqual(lost, 0)

    @row("the server is killed, MongoDB",
         "20 times SIGKILL while 4 clients write, patch, erase and write in bulk",
         "no acknowledged write is lost; the server starts again and serves")
    def test_what_was_acknowledged_outlives_a_kill_in_mongodb(self):
        database = Database(self.folder())
        self.addCleanup(database.close)
        acknowledged, lost = self.killed_again_and_again(
            configuration(mclient={"connection-string": database.uri(database.port)}))
        self.measured(f"{lost} of {acknowledged:,} documents other than acknowledged")
        self.assertEqual(lost, 0)


if __name__ == "__main__":
    rows.main()
