"""Types the commands of a way into a bare system, as a newcomer would, and keeps what they print.

    type.py SYSTEM WAY [--write]

Downloads come first and are not measured: packages of Debian by the command itself, told to download only; programs of
PyPI as wheels. Then the command runs in a system whose network is loopback alone. --write puts the transcript into
docs/first-steps. Fails if a command fails, if there are ten or more, if they take longer than five minutes, or if they
do not show a 200 and a 401.
"""

import re
import subprocess
import sys
import time
from pathlib import Path

import page

ENTER = '. scripts/lib/bare_debian.sh && enter "$@"'
DONE = "typed, and ended with status"
LIMIT = 900  # seconds, of one download
# Of what apt and git say, what a reader may want to know.
SHOWN_OF_DOWNLOADS = re.compile(r"\d+ upgraded|[EW]: ")
HOSTS = re.compile(r"https?://(?!127\.0\.0\.1|localhost|[\w.]*\bexample\b|tenant\.eu\.auth0\.com)[^\s/'\"]+")
FIRST, LAST = 10, 4  # lines of each command that are shown


class Session:
    def __init__(self, system):
        self.system = system
        self.shell = subprocess.Popen(
            ["unshare", "--net", "bash", "-c", f"ip link set lo up && {ENTER}", "session", system, "env",
             "PIP_NO_INDEX=1", "PIP_FIND_LINKS=/srv/wheels", "bash"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        self.type("cd")

    def type(self, command):
        """What it prints, its status and the seconds it took. What it leaves running goes on."""
        Path(self.system, "srv/typed").write_text(command + "\n")
        started = time.monotonic()
        self.shell.stdin.write(f". /srv/typed </dev/null\nprintf '\\n{DONE} %s\\n' $?\n")
        self.shell.stdin.flush()
        printed = []
        for line in self.shell.stdout:
            if line.startswith(DONE):
                return "".join(printed)[:-1], int(line.split()[-1]), time.monotonic() - started
            printed.append(line)
        sys.exit(f"the shell has ended: {command}\n{''.join(printed)}")

    def end(self):
        self.shell.stdin.close()
        self.shell.wait(timeout=60)


def with_network(system, *command):
    """What a command prints in the system, and its status."""
    done = subprocess.run(["bash", "-c", ENTER, "fetch", system, *command], stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, errors="replace", timeout=LIMIT)
    return done.stdout, done.returncode


def download(system, command):
    """Fetches what the command would. For `apt update`, which does nothing else, what it printed and its status."""
    program = command.split()
    Path(system, "srv/typed").write_text(command + "\n")
    if program[:2] == ["apt", "update"]:
        return with_network(system, "bash", "/srv/typed")
    fetched = "", 0
    if program[0] == "apt":
        fetched = with_network(system, "env", "APT_CONFIG=/srv/download-only", "bash", "-c", "cd; . /srv/typed")
    elif program[0] == "pipx":
        fetched = with_network(system, "bash", "-ec", "python3 -m venv /srv/fetch; /srv/fetch/bin/pip wheel -q "
                               f"-w /srv/wheels pip setuptools wheel {' '.join(program[2:])}; rm -r /srv/fetch")
    if fetched[1] != 0:
        sys.exit(f"could not download for {command}:\n{fetched[0]}")
    return None


def shortened(command, printed):
    """What is worth showing of what a command printed, with a line in brackets for what is not."""
    lines = [line.split("\r")[-1].rstrip() for line in printed.replace("\r\n", "\n").splitlines()]
    lines = [line for line in lines if line]
    first, last = lines[:FIRST], lines[-LAST:]
    if command.startswith(("apt ", "git clone ")):
        first, last = [], [line for line in lines if SHOWN_OF_DOWNLOADS.match(line)]
    elif len(lines) <= FIRST + LAST + 1:
        first, last = lines, []
    left_out = len(lines) - len(first) - len(last)
    return "".join(f"{line}\n" for line in [*first, *([f"[{left_out} lines]"] if left_out else []), *last])


def main(system, name, *options):
    way = page.ways()[name]
    for file, text in way.files.items():
        Path(system, "root", file).write_text(text)
    session, transcript, seconds = Session(system), "", 0.0
    for command in way.commands:
        printed, status = download(system, command) or (None, 0)
        if printed is None:
            printed, status, took = session.type(command)
            seconds += took
            print(f"  {took:6.1f} s  {command.splitlines()[0]}", flush=True)
        transcript += f"{page.prompted(command)}\n{shortened(command, printed)}"
        if status != 0:
            sys.exit(f"status {status}: {command}\n{printed}")
        if command.endswith("&"):
            time.sleep(1)  # as it takes to type the next one
    session.end()
    print(transcript)
    faults = faults_of(way, seconds, transcript)
    if faults:
        sys.exit("\n".join(faults))
    if "--write" in options:
        (page.FOLDER / f"{name}.md").write_text(page.page(name, way, seconds, transcript))
        page.write_figures()


def faults_of(way, seconds, transcript):
    """What is wrong with a run, a sentence each."""
    wanted = {"the commands are fewer than ten": page.number_of(way.commands) < 10,
              "they take less than five minutes": seconds < 300,
              "one answer is 200": re.search(r"^(HTTP/1.1 )?200 ", transcript, re.MULTILINE),
              "one is 401, with its challenge": re.search(r"^(HTTP/1.1 )?401 .*WWW-Authenticate: Bearer", transcript,
                                                          re.MULTILINE | re.DOTALL | re.IGNORECASE),
              "no host of this machine is named": not HOSTS.search(transcript)}
    return [f"not so: {sentence}" for sentence, holds in wanted.items() if not holds]


if __name__ == "__main__":
    main(*sys.argv[1:])
