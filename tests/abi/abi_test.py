"""Shows that the comparisons of abi.py find what breaks programs: on a library of one source file, compiled as it is
and with changes to its header.

    abi_test.py SOURCE COMPILER
"""
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from abi import RECORD, breaks
from promises import promises_of

SOURCE, COMPILER = Path(sys.argv[1]), sys.argv[2]
HEADER = "key_provider.hpp"


class Library:
    """src/keys/key_provider.cpp alone, with some texts of its public header replaced."""

    def __init__(self, folder: Path, name: str, replaced: dict[str, str]):
        self.headers = folder / name / "include"
        public = self.headers / "jwtauth"
        public.mkdir(parents=True)
        for header in (SOURCE / "include/jwtauth").glob("*.h*"):
            text = header.read_text()
            if header.name == HEADER:
                for old, new in replaced.items():
                    assert text.count(old) == 1, f"{old} is not once in {HEADER}"
                    text = text.replace(old, new)
            (public / header.name).write_text(text)
        self.file = folder / name / "libpart.so"
        subprocess.run(
            [COMPILER, "-std=c++20", "-g", "-shared", "-fPIC", "-fvisibility=hidden", "-fvisibility-inlines-hidden",
             "-DJWTAUTH_BUILDING", f"-I{self.headers}", f"-I{SOURCE}", SOURCE / "src/keys/key_provider.cpp",
             "-o", self.file],
            check=True)

    def promises(self) -> set[str]:
        return set(promises_of([self.file], self.headers))


class AbiTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.as_it_is = cls.library("as_it_is", {})
        cls.without_a_function = cls.library("function", {"JWTAUTH_EXPORT std::shared_ptr": "std::shared_ptr"})

    @classmethod
    def library(cls, name: str, replaced: dict[str, str]) -> Library:
        return Library(Path(cls.folder.name), name, replaced)

    def breaks_by(self, changed: Library) -> str:
        return breaks(self.as_it_is.file, self.as_it_is.headers, changed.file, changed.headers)

    def test_the_same_library_once_more_is_no_difference(self):
        again = self.library("again", {})
        self.assertEqual(again.promises(), self.as_it_is.promises())
        self.assertEqual(self.breaks_by(again), "")

    def test_a_member_more_is_found(self):
        changed = self.library("member", {"std::size_t bits = 0;": "std::size_t bits = 0, more = 0;"})
        self.assertIn("class KeyDescription, 160 bytes", self.as_it_is.promises())
        self.assertIn("class KeyDescription, 168 bytes", changed.promises())
        self.assertIn("KeyDescription", self.breaks_by(changed))

    def test_two_members_that_change_places_are_found(self):
        changed = self.library("places", {"std::string type{}": "std::string other{}",
                                          "std::string curve{}": "std::string type{}",
                                          "std::string other{}": "std::string curve{}"})
        self.assertNotEqual(changed.promises(), self.as_it_is.promises())
        self.assertIn("KeyDescription", self.breaks_by(changed))

    def test_a_virtual_function_in_between_is_found(self):
        place = "  /// Every key that was"
        changed = self.library("virtual", {place: "  virtual void more() {}\n" + place})
        self.assertIn("  virtual function 6: describe", self.as_it_is.promises())
        self.assertIn("  virtual function 7: describe", changed.promises())
        self.assertIn("KeyProvider", self.breaks_by(changed))

    def test_a_function_that_vanishes_is_found(self):
        self.assertEqual(self.as_it_is.promises() - self.without_a_function.promises(),
                         {"  singleKey(VerificationKey)"})
        self.assertIn("singleKey", self.breaks_by(self.without_a_function))

    def test_a_function_that_appears_is_a_difference_but_breaks_nothing(self):
        before, after = self.without_a_function, self.as_it_is
        self.assertNotEqual(before.promises(), after.promises())
        self.assertEqual(breaks(before.file, before.headers, after.file, after.headers), "")

    def test_what_is_recorded_as_exported_is_declared_in_a_public_header(self):
        headers = "\n".join(header.read_text() for header in (SOURCE / "include/jwtauth").glob("*.h*"))
        symbols = re.findall(r"^  (?:[a-z ]+ for )?([\w:~=]+)(?:\(.*)?$", RECORD.read_text(), re.MULTILINE)
        self.assertGreater(len(symbols), 100)
        for symbol in symbols:
            name = symbol.split("::")[-1]
            self.assertRegex(headers, rf"(?<!\w){re.escape(name)}(?!\w)", symbol)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
