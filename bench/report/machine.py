"""What the figures were measured on and with."""

import datetime
import os
import platform
import re
import subprocess
from pathlib import Path


def output_of(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return ""


def processor():
    facts = Path("/proc/cpuinfo").read_text()

    def fact(name):
        found = re.search(rf"^{name}\s*: (.*)$", facts, re.MULTILINE)
        return found[1] if found else "unknown"

    return f"{fact('model name')} (family {fact('cpu family')}, model {fact('model')})"


def system():
    found = re.search(r'^PRETTY_NAME="(.*)"$', Path("/etc/os-release").read_text(), re.MULTILINE)
    return found[1] if found else platform.system()


def commit(source):
    changed = output_of("git", "-C", source, "status", "--porcelain", "--untracked-files=no", "--", "src", "include")
    name = output_of("git", "-C", source, "rev-parse", "--short=10", "HEAD").strip()
    return name + (" and changes" if changed else "")


def moment(source):
    return {"date": datetime.date.today().isoformat(), "commit": commit(source), "load": round(os.getloadavg()[0], 2),
            "processor": processor()}


def describe():
    return {"processor": processor(), "processors": os.cpu_count(), "system": system(), "kernel": platform.release(),
            "compiler": output_of("c++", "--version").partition("\n")[0],
            "openssl": output_of("openssl", "version").partition("(")[0].strip(),
            "java": output_of("java", "--version").partition("\n")[0], "node": output_of("node", "--version").strip(),
            "go": output_of("go", "version").strip(), "rust": output_of("rustc", "--version").strip()}
