"""What the kernel says about a server's process."""

import contextlib
import os
import re
import time
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def _status(server, name):
    return int(re.search(rf"^{name}:\s+(\d+)", Path(f"/proc/{server.process.pid}/status").read_text(), re.MULTILINE)[1])


def resident_mib(server):
    return _status(server, "VmRSS") / 1024


def peak_mib(server):
    """The most since forget_peak()."""
    return _status(server, "VmHWM") / 1024


def forget_peak(server):
    Path(f"/proc/{server.process.pid}/clear_refs").write_text("5")


def kernel_tcp_mib():
    """What the kernel holds for all connections of the machine."""
    pages = re.search(r"^TCP:.* mem (\d+)$", Path("/proc/net/sockstat").read_text(), re.MULTILINE)[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


def threads(server):
    return _status(server, "Threads")


def descriptors(server):
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))


def sockets(server):
    folder = Path(f"/proc/{server.process.pid}/fd")
    found = 0
    for descriptor in folder.iterdir():
        with contextlib.suppress(OSError):
            found += os.readlink(descriptor).startswith("socket:")
    return found


def cpu_seconds(server):
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def cpu_share(server, seconds):
    """The share of one processor, while nothing else happens here."""
    before = cpu_seconds(server)
    time.sleep(seconds)
    return (cpu_seconds(server) - before) / seconds


def wait_until(condition, patience, what):
    """How long it took."""
    begin = time.monotonic()
    while not condition():
        if time.monotonic() - begin > patience:
            raise AssertionError(f"waited {patience} s in vain: {what}")
        time.sleep(0.05)
    return time.monotonic() - begin
