"""Every kind of answer of all feeds keeps to the grammars of its standard."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.kit import feeddocs
from tests.kit.feeds import open_doors
from tests.kit.oaigrammar import check
from tests.kit.opdsgrammar import atom, manifest, publication

GRAMMARS: dict[str, Callable[[bytes], Any]] = {
    feeddocs.OAI: check,
    feeddocs.NAVIGATION: lambda body: atom(body, acquisition=False),
    feeddocs.ACQUISITION: lambda body: atom(body, acquisition=True),
    feeddocs.FEED2: lambda body: manifest(json.loads(body)),
    feeddocs.ONE2: lambda body: publication(json.loads(body)),
}


def test_all_answers_are_well_formed(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_doors(monkeypatch, "oai", "opds", "sitemap")
    held = list(feeddocs.of_nothing(client))
    feeddocs.small_pages(monkeypatch)
    feeddocs.fill()
    held += feeddocs.answers(client)
    for one in held:
        if one.kind in GRAMMARS:
            GRAMMARS[one.kind](one.body)
    assert {one.kind for one in held} >= GRAMMARS.keys()
    assert not [one.url for one in held if "Kín" in one.body.decode()]
