"""Every hook is documented: kinds, slots and fields of the record."""

import re
from dataclasses import fields
from pathlib import Path

from flask import Flask

from suite.hooks import Plugin, registry

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "plugins.md").read_text()


def test_every_field_of_the_record_is_documented() -> None:
    assert [f.name for f in fields(Plugin) if f"`{f.name}`" not in TEXT] == []


def test_every_slot_of_a_template_is_documented() -> None:
    templates = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("*/*/*/templates/**/*.html")]
    used = {s for path in templates for s in re.findall(r'slot\("([^"]+)"\)', path.read_text())}
    assert "home.today" in used
    assert [slot for slot in sorted(used) if f"`{slot}`" not in TEXT] == []


def test_every_kind_that_is_brought_is_documented(app: Flask) -> None:
    brought = {kind for plugin in registry().plugins.values() for kind in plugin.kinds}
    assert [kind for kind in sorted(brought) if f"`{kind}`" not in TEXT] == []
