"""Where databases and collections appear in the paths."""

from support import ServerTest, configuration, main


class MountTest(ServerTest):
    @staticmethod
    def SETTINGS():
        return configuration(mongo={"mongo-mounts": [
            {"what": "*", "where": "/all"}, {"what": "/mounted", "where": "/api/v1"},
            {"what": "mounted/books", "where": "/books/"}]})

    def test_one_document_is_found_through_every_mount(self):
        self.expect(201, "PUT", "/books", {})
        made = self.expect(201, "POST", "/books", {"_id": "one"})
        self.assertEqual(made["Location"], f"http://{self.server.host}/books/one")
        for path in ("/books/one", "/api/v1/books/one", "/all/mounted/books/one"):
            self.assertEqual(self.expect(200, "GET", path).json["_id"], "one")
        self.assertEqual(self.expect(200, "GET", "/api/v1").json, ["books"])
        self.assertIn("mounted", self.expect(200, "GET", "/all").json)

    def test_nothing_is_outside_the_mounts(self):
        for path in ("/", "/api", "/mounted", "/elsewhere", "/booksx", "/api/v2"):
            self.expect(404, "GET", path)

    def test_the_stores_own_databases_are_not_shown(self):
        for name in ("admin", "local", "config"):
            self.assertNotIn(name, self.expect(200, "GET", "/all").json)
            self.expect(403, "GET", f"/all/{name}")
        for name in ("a.b", "$x", "x" * 64):
            self.expect(400, "GET", f"/all/{name}")


if __name__ == "__main__":
    main()
