"""`flask plugins new NAME`: a plugin as a package of its own that can be installed and changed."""

import re
from pathlib import Path

NAME = re.compile(r"[a-z][a-z0-9_]{1,30}")

PYPROJECT = """\
[build-system]
requires = ["setuptools>=70"]
build-backend = "setuptools.build_meta"

[project]
name = "lopso-{name}"
version = "0.1.0"
requires-python = ">=3.11"

[project.entry-points."lopso.plugins"]
{name} = "lopso_{name}:plugin"

[tool.setuptools.packages.find]
include = ["lopso_{name}*"]
"""

RECORD = '''\
"""{title}.

Say here, for administrators, what the plugin does.
"""

from flask import Blueprint
from markupsafe import Markup

from suite.hooks import Plugin

blueprint = Blueprint("{name}", __name__, url_prefix="/x/{name}", template_folder="templates")


@blueprint.get("/")
def index() -> str:
    """The plugin's own page."""
    return "{title}"


def today() -> Markup:
    """What the plugin shows on everybody's first page."""
    return Markup('<p class="notice"><a href="/x/{name}/">{title}</a></p>')


plugin = Plugin("{name}", module=__name__, blueprints=[blueprint], slots={{"home.today": [today]}})
'''

TEST = '''\
"""The plugin is taken in by the house."""

import wsgi
from suite.hooks import registry
from suite.settings import load

from lopso_{name} import plugin


def test_the_house_takes_it_in(tmp_path):
    app = wsgi.create_app(load(data_dir=tmp_path), plugins=[plugin])
    with app.app_context():
        assert "{name}" in registry().plugins
'''


class ScaffoldError(Exception):
    """Why no plugin was made."""


def make(name: str, folder: Path) -> Path:
    """Write the package below `folder`; its folder. Raises ScaffoldError."""
    if not NAME.fullmatch(name):
        raise ScaffoldError(
            f"{name!r}: a name has small letters, digits and _, and begins with a letter"
        )
    target = folder / f"lopso-{name.replace('_', '-')}"
    if target.exists():
        raise ScaffoldError(f"{target} is there already")
    title = name.replace("_", " ").capitalize()
    package = target / f"lopso_{name}"
    (package / "templates" / name).mkdir(parents=True)
    (target / "tests").mkdir()
    (target / "pyproject.toml").write_text(PYPROJECT.format(name=name))
    (package / "__init__.py").write_text(RECORD.format(name=name, title=title))
    (target / "tests" / f"test_{name}.py").write_text(TEST.format(name=name))
    return target
