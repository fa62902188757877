"""The page of the visual editor and its policy; what it makes of formulas; pasting."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.bank import formula_views
from suite import web
from suite.pace import Pace
from tests.kit import make
from tests.kit.client import sign_in
from tests.kit.formulas import FORMULAS
from tests.lms.formats.test_pasted import WORD

ROOT = Path(__file__).parents[3]
LATEX = ROOT / "static" / "js" / "lms" / "bank" / "formula-latex.js"


def directives(policy: str) -> dict[str, list[str]]:
    told = (one.split() for one in policy.split(";"))
    return {name: sources for name, *sources in told}


def test_the_policy_of_the_frame_frees_only_styles(client: FlaskClient) -> None:
    answer = client.get("/bank/formula")
    told = directives(answer.headers["Content-Security-Policy"])
    assert told["style-src"] == ["'self'", "'unsafe-inline'"]
    assert told["script-src"] == told["font-src"] == told["frame-ancestors"] == ["'self'"]
    for name in ("default-src", "connect-src", "base-uri", "form-action"):
        assert told[name] == ["'none'"]
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert not re.search(r"style=|<script(?! type=\"module\" src)|http:|https:", answer.text)


def test_no_other_page_has_the_looser_policy(client: FlaskClient) -> None:
    assert "unsafe" not in web.CSP
    folders = ("suite", "school", "lms", "repository", "indicators")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    loose = [path.name for path in files if "unsafe-inline" in path.read_text()]
    assert loose == ["formula_views.py"]
    browser = sign_in(client, make.teacher(make.school_class()))
    for url in ("/bank/new", "/bank/stimulus/new", "/", "/bank"):
        answer = browser.get(url)
        assert answer.headers["Content-Security-Policy"] == web.CSP, url
        assert "mathlive" not in answer.text


def test_a_paste_becomes_text_and_names_what_is_missing(app: Flask) -> None:
    browser = sign_in(app.test_client(), make.teacher(make.school_class()))

    def paste(html: bytes) -> tuple[int, dict[str, object]]:
        answer = browser.post("/bank/formula/paste", data=html)
        return answer.status_code, answer.json

    status, told = paste(WORD.encode())
    assert status == 200 and "$\\frac{x + 1}{2} = \\sqrt{3}$" in str(told["text"])
    assert told["told"] == ["Hình không đi theo nội dung dán: hãy tải hình lên ở phần bên dưới."]
    assert paste(b"")[0] == 422
    assert paste(b"a" * (formula_views.MOST + 1))[0] == 422


def test_pastes_have_a_pace(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formula_views, "PACE", Pace(1, 60))
    browser = sign_in(app.test_client(), make.teacher(make.school_class()))
    sent = [browser.post("/bank/formula/paste", data=b"a").status_code for _ in range(2)]
    assert sent == [200, 429]


def node(script: str, value: object) -> object:
    """What a small script of node tells as JSON of a value on its standard input."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("needs node")
    told = f"import * as m from {json.dumps(LATEX.as_uri())};"
    told += "import fs from 'node:fs'; const given = JSON.parse(fs.readFileSync(0));"
    told += f"console.log(JSON.stringify({script}))"
    done = subprocess.run(
        [program, "--no-warnings", "--input-type=module", "-e", told],
        input=json.dumps(value), text=True, capture_output=True, timeout=60, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_latex_of_the_visual_editor_is_kept_as_the_house_writes_it() -> None:
    given = {
        r"2{,}5+\mleft(x\mright)": r"2,5+\left(x\right)",
        r"\exponentialE^{\imaginaryI\pi}": r"e^{i\pi}",
        r"\int_0^1x\differentialD x": r"\int_0^1xdx",
        r"30\degree": r"30^{\circ}",
        r"a\lt b\le c\ge x": r"a<b\leq c\geq x",
        r"f^{\prime}(x)": r"f'(x)",
    }
    assert node("given.map(m.kept)", list(given)) == list(given.values())
    # A formula that goes in and out untouched stays what it was.
    assert node("given.map((one) => m.kept(m.typed(one)))", FORMULAS) == FORMULAS
    assert node("given.map(m.unfilled)", [r"\frac{1}{\placeholder{}}", "x"]) == [True, False]
