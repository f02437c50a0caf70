"""PyPI packages for tests only, in a virtual environment in the build folder: made once, after which no network is
needed."""

import fcntl
import shutil
import subprocess
import sys


class NoEnvironment(Exception):
    pass


def refuse_what_is_not_ours(folder):
    """An environment that is half made, or has other packages, is made again; other folders are left alone."""
    if folder.exists() and not (folder / "pyvenv.cfg").exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NoEnvironment(f"{folder} is no virtual environment, so it is left alone; expected one, or a new folder")


def made(folder, *packages):
    """The `bin` of the environment with these packages, complete or not at all; the first caller makes it. A folder
    with anything else is refused and left as it is."""
    refuse_what_is_not_ours(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    complete = folder / "complete"
    wanted = "\n".join(packages)
    with open(f"{folder}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refuse_what_is_not_ours(folder)
        if not complete.exists() or complete.read_text() != wanted:
            shutil.rmtree(folder, ignore_errors=True)
            for command in ([sys.executable, "-m", "venv", folder],
                            [folder / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", *packages]):
                done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
                if done.returncode != 0:
                    raise NoEnvironment(f"{' '.join(packages)} cannot be installed (is python3-venv there?):\n"
                                        + done.stdout)
            complete.write_text(wanted)
    return folder / "bin"
