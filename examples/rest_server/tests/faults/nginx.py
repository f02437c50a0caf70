"""An nginx on loopback with the configuration that docs/scaling.md shows, in a folder of its own."""

import os
import re
import shutil
import signal
import subprocess
import unittest
from pathlib import Path

import with_mongodb
from process import wait_until

DOCUMENT = Path(__file__).resolve().parents[4] / "docs/scaling.md"
SHOWN_PORTS = ("10.0.0.11:8080", "10.0.0.12:8080")

AROUND = """daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
{user}
worker_processes 1;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
{shown}
}}
"""


def _shown(port, servers):
    """The configuration of the document, with these ports in place of its addresses."""
    text = re.search(r"```nginx\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)[1]
    for shown, server in zip(SHOWN_PORTS, servers, strict=True):
        assert text.count(shown) == 1, f"{DOCUMENT} does not show {shown} once"
        text = text.replace(shown, f"127.0.0.1:{server}")
    assert text.count("listen 80;") == 1
    return text.replace("listen 80;", f"listen 127.0.0.1:{port};")


class Nginx:
    def __init__(self, folder, servers):
        program = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
        if not program:
            raise unittest.SkipTest("needs nginx (Debian's package)")
        self.port = with_mongodb.free_port()
        file = folder / "nginx.conf"
        file.write_text(AROUND.format(folder=folder, user="user root;" if os.getuid() == 0 else "",
                                      shown=_shown(self.port, servers)))
        self.process = subprocess.Popen([program, "-p", folder, "-c", file, "-e", folder / "error.log"],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: with_mongodb.accepts(self.port), 20, "nginx listens")

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
