"""The documents become a site without a dead link, and its pages load nothing from elsewhere.

    site_test.py SOURCE WORK    WORK keeps what builds the site; exits with 77 where that is unavailable
"""

import shutil
import sys
import tempfile
import unittest
from pathlib import Path

source, work = map(Path, sys.argv[1:])
sys.dont_write_bytecode = True
sys.path.insert(0, str(source / "docs/site"))
import build  # noqa: E402


class SiteTest(unittest.TestCase):
    def faults(self, **pages):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in pages.items():
                (Path(folder) / f"{name}.html").write_text(text)
            return build.faults_of(Path(folder).resolve())

    def test_the_documents_become_a_site(self):
        self.assertTrue(build.build(work, work / "site"))
        for page in ("index.html", "docs/configuration/index.html", "docs/benchmarks/index.html"):
            self.assertTrue((work / "site" / page).is_file(), page)
        reference = (work / "site/include/jwtauth/principal.hpp/index.html").read_text()
        self.assertRegex(reference, r'<h2 id="principal">Principal')

    def test_a_whole_page_has_no_faults(self):
        self.assertEqual(self.faults(one='<h1 id="top">x</h1><a href="#top">x</a><a href="two.html#here">x</a>',
                                     two='<p id="here"><a href="https://elsewhere.example/">x</a>'), [])

    def test_a_link_to_what_is_not_there_is_found(self):
        self.assertEqual(self.faults(one='<a href="three.html">x</a>'),
                         ["one.html links three.html, which is not there"])

    def test_a_link_to_a_missing_heading_is_found(self):
        self.assertEqual(self.faults(one='<a href="two.html#there">x</a>', two=""),
                         ["one.html links two.html#there, which has no such anchor"])

    def test_what_a_page_loads_from_another_host_is_found(self):
        for loading in ('<script src="{}"></script>', '<link rel="stylesheet" href="{}">', '<img src="{}">'):
            self.assertEqual(self.faults(one=loading.format("https://elsewhere.example/x")),
                             ["one.html loads https://elsewhere.example/x"])
            self.assertEqual(self.faults(one=loading.format("//elsewhere.example/x")),
                             ["one.html loads //elsewhere.example/x"])


if __name__ == "__main__":
    try:
        work.mkdir(parents=True, exist_ok=True)
        if shutil.which("doxygen") is None:
            raise build.Unavailable("doxygen is not installed")
        build.tools(work)
    except build.Unavailable as unavailable:
        print(f"skipped: {unavailable}")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
