"""docs/first-steps and its transcripts say the same; that the commands lead there is shown by scripts/first_steps.

    first_steps_test.py SOURCE
"""

import sys
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(sys.argv[1], "scripts/lib/first_steps")))
import page  # noqa: E402


class FirstStepsTest(unittest.TestCase):
    maxDiff = None

    def test_each_way_has_less_than_ten_commands(self):
        self.assertEqual(set(page.ways()), {"debian", "conan", "fetchcontent", "nginx"})
        for name, way in page.ways().items():
            self.assertLess(page.number_of(way.commands), 10, name)

    def test_a_transcript_has_the_commands_of_the_document(self):
        for name, way in page.ways().items():
            self.assertEqual(page.typed_in(page.FOLDER.joinpath(f"{name}.md").read_text()), way.commands, name)

    def test_the_figures_are_those_of_the_transcripts(self):
        self.assertIn(page.figures(), (page.FOLDER / "README.md").read_text())

    def test_joined_commands_count_each_and_documents_are_part_of_theirs(self):
        commands = page.commands_of("a && b\nc \\\n  d\ncat <<END\ne && f\nEND\ng &\n")
        self.assertEqual(commands, ["a && b", "c \\\n  d", "cat <<END\ne && f\nEND", "g &"])
        self.assertEqual(page.number_of(commands), 5)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
