"""The application as a whole: help, version, misuse."""

from support import CommandLineTest, main

COMMANDS = ("keygen", "mint", "explain", "keys", "inspect", "configure")


class MainTest(CommandLineTest):
    def test_help_names_every_command_on_a_line(self):
        page = self.succeed("--help")
        for heading in ("Usage: jwtauth .*", "Options:", "Subcommands:", "Exit status:", "Example:"):
            self.assertRegex(page, rf"(?m)^{heading}$")
        for command in COMMANDS:
            self.assertRegex(page, rf"(?m)^  {command} +\w.*\.$")

    def test_every_command_has_help_with_an_example(self):
        for command in COMMANDS:
            page = self.succeed(command, "--help")
            self.assertRegex(page, rf"(?m)^Usage: jwtauth {command} \[OPTIONS\]")
            self.assertRegex(page, rf"(?m)^Options:\n +-h")
            self.assertRegex(page, rf"Examples?:\n(  .*\n)*  .*jwtauth {command} ")
            self.assertNotRegex(page, r"\n\n\n| \n")
            self.assertLessEqual(max(map(len, page.splitlines())), 100)

    def test_the_version_is_shown(self):
        self.assertRegex(self.succeed("--version"), r"\Ajwtauth \d+\.\d+\.\d+\n\Z")

    def test_no_command_and_unknown_ones_are_misuse(self):
        self.assertIn("--help", self.misuse())
        self.misuse("verify")

    def test_an_argument_without_a_place_is_not_repeated_in_the_complaint(self):
        self.assertNotIn("eyJhbGciOi", self.misuse("keygen", "--out", self.keys, "eyJhbGciOi"))


if __name__ == "__main__":
    main()
