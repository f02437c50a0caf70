"""Shows that mutate.py distinguishes mutations that are caught, survive, hang, do not compile or no longer apply: on a
program of one function and its test."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

MUTATE = Path(__file__).with_name("mutate.py")

FILES = {
    "CMakeLists.txt": """
        cmake_minimum_required(VERSION 3.22)
        project(age LANGUAGES CXX)
        add_executable(age_test age.cpp age_test.cpp)
        """,
    "age.cpp": """
        bool isOld(int age) {
          while (age < 0) ++age;
          return age >= 70;
        }
        """,
    "age_test.cpp": """
        bool isOld(int age);
        int main() { return isOld(71) && !isOld(30) && !isOld(-1) ? 0 : 1; }
        """,
    "mutations/suites.toml": """
        [age]
        target = "age_test"
        command = ["./age_test"]
        """,
    "mutations/all.toml": """
        suites = ["age"]
        [[mutation]]
        name = "turned"
        file = "age.cpp"
        original = ">="
        replacement = "<"
        danger = "the young are old"
        [[mutation]]
        name = "off by one"
        file = "age.cpp"
        original = ">="
        replacement = ">"
        danger = "people of 70 are young"
        [[mutation]]
        name = "endless"
        file = "age.cpp"
        original = "++age"
        replacement = "--age, age = -1"
        danger = "there is no answer"
        [[mutation]]
        name = "no code"
        file = "age.cpp"
        original = "return age"
        replacement = "return ages"
        danger = "none"
        """,
}


class MutateTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.project, self.work = Path(folder.name) / "project", Path(folder.name) / "work"
        for name, text in FILES.items():
            file = self.project / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        subprocess.run(["git", "init", "--quiet", self.project], check=True)

    def mutate(self, *arguments: str | Path) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "-B", MUTATE, "--project", self.project, "--mutations", self.project / "mutations",
             "--longest", "2", *arguments], capture_output=True, text=True)

    def replace(self, name: str, old: str, new: str) -> None:
        text = (self.project / name).read_text()
        self.assertIn(old, text)
        (self.project / name).write_text(text.replace(old, new))

    def test_each_outcome_is_told_from_the_others(self):
        result = self.mutate(self.work)
        lines = result.stdout.splitlines()
        self.assertEqual([line.split()[0] for line in lines[:-1]], ["caught", "SURVIVED", "caught", "BROKEN"], result)
        self.assertIn("age: ended with 1", lines[0])
        self.assertIn("people of 70 are young", lines[1])
        self.assertIn("took too long", lines[2])
        self.assertIn("does not compile", lines[3])
        self.assertRegex(lines[4], "^4 mutations: 2 caught, 1 survived, 1 did not compile")
        self.assertEqual(result.returncode, 1)

    def test_all_caught_is_success_and_the_sources_are_as_before(self):
        before = (self.project / "age.cpp").read_text()
        result = self.mutate("--only", "turned", self.work)
        self.assertEqual(result.returncode, 0, result)
        self.assertRegex(result.stdout, "1 mutations: 1 caught, 0 survived, 0 did not compile")
        self.assertEqual((self.project / "age.cpp").read_text(), before)
        self.assertEqual((self.work / "source/age.cpp").read_text(), before)

    def test_a_text_that_is_gone_or_there_twice_is_refused(self):
        self.assertEqual(self.mutate("--check").returncode, 0)
        self.replace("age.cpp", "++age", "age += 1")
        result = self.mutate("--check")
        self.assertEqual(result.returncode, 1)
        self.assertIn("endless: its original text is 0 times in age.cpp", result.stdout)
        self.replace("age.cpp", "age += 1", "++age, ++age")
        self.assertIn("endless: its original text is 2 times", self.mutate(self.work).stdout)

    def test_sources_whose_tests_fail_anyway_are_refused(self):
        self.replace("age_test.cpp", "isOld(71)", "isOld(61)")
        result = self.mutate(self.work)
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("the unchanged sources fail", result.stderr)


if __name__ == "__main__":
    unittest.main()
