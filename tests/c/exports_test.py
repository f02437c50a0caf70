"""What a library shows: every function of the header, and nothing else; a self-contained one also needs no libcrypto and
no C++ library.

    exports_test.py SOURCE LIBRARY [SELF-CONTAINED LIBRARY]
"""
import re
import subprocess
import sys
import unittest
from pathlib import Path

SOURCE, LIBRARY, *SELF_CONTAINED = sys.argv[1:]


def output_of(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def shown_by(library):
    """The names that other objects can bind to, without the version nodes."""
    symbols = [line.split() for line in output_of("nm", "-D", "--defined-only", library).splitlines()]
    return sorted(symbol[-1] for symbol in symbols if symbol[-2] != "A")


def needed_by(library):
    return re.findall(r"\(NEEDED\).*\[(.*)\]", output_of("readelf", "-d", library))


class ExportsTest(unittest.TestCase):
    header = (Path(SOURCE) / "include/jwtauth/jwtauth.h").read_text()
    functions = sorted(name + "@@JWTAUTH_0.1" for name in re.findall(r"^JWTAUTH_C_API.*?\b(jwtauth_\w+)\(", header, re.M))

    def test_the_functions_of_the_header_and_nothing_else_are_shown(self):
        self.assertGreater(len(self.functions), 20)
        for library in [LIBRARY, *SELF_CONTAINED]:
            self.assertEqual(shown_by(library), self.functions)

    def test_nothing_that_fetches_is_needed_before_a_fetch(self):
        for library in [LIBRARY, *SELF_CONTAINED]:
            self.assertFalse([name for name in needed_by(library) if re.match("lib(curl|ssl)", name)])

    @unittest.skipUnless(SELF_CONTAINED, "no libcrypto.a")
    def test_a_self_contained_library_needs_the_systems_own_alone(self):
        own = re.compile(r"(libc|libm|libdl|libpthread|librt|ld-linux.*)\.so")
        self.assertEqual([name for name in needed_by(SELF_CONTAINED[0]) if not own.match(name)], [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
