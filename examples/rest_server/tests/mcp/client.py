"""A client of the Model Context Protocol's Python SDK that knows nothing but a server's address.

Called as: client.py ADDRESS; ends with 0 when the server let it in.
"""

import asyncio
import sys
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx2
from mcp.client.auth import OAuthClientProvider
from mcp.client.auth.oauth2 import AuthorizationCodeResult
from mcp.shared.auth import OAuthClientMetadata

ADDRESS = sys.argv[1]
CALLBACK = "http://127.0.0.1:9/callback"  # nothing listens there: the code is read from the redirect


class Memory:
    def __init__(self):
        self.tokens = self.client = None

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return self.client

    async def set_client_info(self, client):
        self.client = client


class Login:
    """Follows the login as a browser does, to the code."""

    async def begin(self, url):
        async with httpx2.AsyncClient() as browser:
            for _ in range(10):
                answer = await browser.get(url)
                url = urljoin(str(answer.request.url), answer.headers["location"])
                if url.startswith(CALLBACK):
                    break
        self.query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}

    async def code(self):
        return AuthorizationCodeResult(code=self.query["code"], state=self.query.get("state"), iss=self.query.get("iss"))


async def walk():
    login = Login()
    metadata = OAuthClientMetadata(client_name="walk", redirect_uris=[CALLBACK], token_endpoint_auth_method="none")
    provider = OAuthClientProvider(ADDRESS, metadata, Memory(), login.begin, login.code)
    async with httpx2.AsyncClient(auth=provider) as client:
        answer = await client.get(ADDRESS)
        print(answer.status_code, answer.text)
        return 0 if answer.status_code == 200 else 1


sys.exit(asyncio.run(walk()))
