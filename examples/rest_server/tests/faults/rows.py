"""What the faults in docs/reliability.md are made of: tests that say what was done to the server, what is
demanded of it and what was measured.

A file of rows is called as: NAME_test.py SERVER COMMAND_LINE [--whole] [--report FILE] [--row TEXT]... [--mongodb VENV]
    [--at-once] [--list]
Without --whole it uses smaller counts and allows longer times, since other tests run beside it. VENV is the folder for
the virtual environment of a MongoDB. With --at-once the rows run side by side, since some mostly wait. Each row is
added to the report as a line of JSON; --list prints the rows as such lines and runs nothing.
"""

import argparse
import functools
import json
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

# Servers, keys and tokens come from the tests of the program.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "program"))

import support  # noqa: E402

_parser = argparse.ArgumentParser()
_parser.add_argument("programs", nargs=2)
_parser.add_argument("--whole", action="store_true")
_parser.add_argument("--report", type=Path)
_parser.add_argument("--row", action="append", default=[])
_parser.add_argument("--list", action="store_true")
_parser.add_argument("--mongodb", type=Path)
_parser.add_argument("--at-once", action="store_true")
OPTIONS = _parser.parse_args()

# How much longer a step may take while other tests use the machine.
PATIENCE_OF_EVERY_DAY = 5


def count(whole, everyday):
    return whole if OPTIONS.whole else everyday


def row(fault, made, demand):
    """Makes a row of a test method, which must call measured() before it can fail."""
    def decorate(method):
        @functools.wraps(method)
        def run(self):
            self._measured, passed, begin = "not measured", False, time.monotonic()
            try:
                method(self)
                passed = True
            except unittest.SkipTest as reason:
                passed, self._measured = None, f"not run: {reason}"
                raise
            finally:
                self.report(dict(run.row, measured=self._measured, passed=passed,
                                 seconds=round(time.monotonic() - begin, 1)))
        run.row = {"fault": fault, "made": made, "demand": demand}
        return run
    return decorate


class RowTest(unittest.TestCase):
    def measured(self, text):
        self._measured = text

    def report(self, line):
        print(f"{line['fault']}: {line['measured']} (demand: {line['demand']})", flush=True)
        if OPTIONS.report:
            with open(OPTIONS.report, "a") as report:
                print(json.dumps(line), file=report)

    def at_most(self, limit, value, what):
        """For times, and values that depend on them."""
        allowed = limit if OPTIONS.whole else limit * PATIENCE_OF_EVERY_DAY
        self.assertLessEqual(value, allowed, what)

    def start(self, settings=None, *arguments, **more):
        """A server that must end with 0 when the test is over, if it has not ended by then."""
        server = support.Server(settings, *arguments, **more)
        self.addCleanup(self._end, server)
        return server

    def folder(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return Path(folder.name)

    def _end(self, server):
        if not server.process.stderr.closed:
            code = server.stop()
            self.assertEqual(code, 0, "".join(server.log))


def _rows_of(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from _rows_of(test)
        elif method := getattr(test, test._testMethodName, None):
            yield test, method.row["fault"], method.row


def run_at_once(faults):
    """Each in a process of its own; the first exit code that is not 0."""
    arguments = [each for each in sys.argv if each != "--at-once"]
    processes = [subprocess.Popen([sys.executable, "-B", *arguments, "--row", fault]) for fault in faults]
    return next((code for code in [process.wait() for process in processes] if code), 0)


def main():
    found = list(_rows_of(unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])))
    # In the order of the source, as the document has them.
    found.sort(key=lambda each: getattr(type(each[0]), each[0]._testMethodName).__wrapped__.__code__.co_firstlineno)
    if OPTIONS.list:
        for _, _, each in found:
            print(json.dumps(each))
        return
    if OPTIONS.at_once:
        sys.exit(run_at_once([fault for _, fault, _ in found]))
    wanted = [test for test, fault, _ in found if not OPTIONS.row or fault in OPTIONS.row]
    result = unittest.TextTestRunner(verbosity=0).run(unittest.TestSuite(wanted))
    support.drop_databases()
    sys.exit(0 if result.wasSuccessful() else 1)
