"""The clock of a running server, by libfaketime: it may jump, or run faster than other clocks."""

import glob
import unittest


class Clock:
    """Give environment() to the server, then set() its clock: "+3h", "-1h", "@2039-01-01 00:00:00"."""

    def __init__(self, folder, moves_timers=False):
        """Without moves_timers only the wall clock jumps, as when it is set."""
        self._file, self._moves_timers = folder / "clock", moves_timers
        self.set("+0")

    def set(self, time):
        new = self._file.with_suffix(".new")
        new.write_text(time + "\n")
        new.replace(self._file)

    def environment(self):
        still = {} if self._moves_timers else {"DONT_FAKE_MONOTONIC": "1"}
        return {"LD_PRELOAD": _library(), "FAKETIME_TIMESTAMP_FILE": str(self._file), "FAKETIME_NO_CACHE": "1", **still}


def running(times_faster):
    """The environment of a server whose time runs so many times faster, its timers' too."""
    return {"LD_PRELOAD": _library(), "FAKETIME": f"+0 x{times_faster}"}


def _library():
    found = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
    if not found:
        raise unittest.SkipTest("needs libfaketime (Debian's package)")
    return found[0]
