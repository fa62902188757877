"""What OPDS 1.2 and 2.0 ask of their documents, in our own words.

A strict reader: it follows no link, but refuses what the standards refuse (sections 2 to 5 of OPDS
1.2 with Atom, RFC 4287; the schemas of feed, publication and link of OPDS 2.0).
"""

import re
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

A, OPDS = "{http://www.w3.org/2005/Atom}", "{http://opds-spec.org/2010/catalog}"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
KIND = re.compile(r"[a-z]+/[a-z0-9.+\-]+(;[a-z]+=[a-z0-9\-]+)*")
ACQUIRE = "http://opds-spec.org/acquisition"
IMAGES = ("image/png", "image/jpeg", "image/gif")


def atom(answer: bytes, *, acquisition: bool) -> Any:
    """The root of a feed of one kind; AssertionError says what is not allowed."""
    root = etree.fromstring(answer)
    assert root.tag == f"{A}feed"
    _once(root, "id", "title", "updated")
    assert root.find(f"{A}author/{A}name") is not None
    relations = [_atom_link(link) for link in root.iterfind(f"{A}link")]
    for relation in ("self", "start", "search"):
        assert relations.count(relation) == 1, relation
    ids = []
    for entry in root.iterfind(f"{A}entry"):
        _once(entry, "id", "title", "updated")
        ids.append(entry.findtext(f"{A}id"))
        assert urlsplit(ids[-1]).scheme
        held = [_atom_link(link) for link in entry.iterfind(f"{A}link")]
        acquires = [one for one in held if one.startswith(ACQUIRE)]
        assert bool(acquires) == acquisition, held
        if not acquisition:
            assert entry.find(f"{A}content") is not None
            assert any(one in ("subsection", "http://opds-spec.org/sort/new") for one in held)
        assert not entry.findall(f"{A}content") or not acquisition
        assert entry.find("{http://www.w3.org/2005/Atom}link[@rel='alternate']") is not None or (
            not acquisition
        )
    assert len(ids) == len(set(ids))
    return root


def manifest(found: Any) -> Any:
    """A feed of 2.0 that its schema allows."""
    assert found["metadata"]["title"]
    for name in ("itemsPerPage", "currentPage"):
        assert found["metadata"].get(name, 1) > 0
    held = [name for name in ("publications", "navigation") if name in found]
    assert held
    for name in held:  # neither may be empty
        assert found[name]
    assert "self" in [_json_link(link) for link in found["links"]]
    for link in found.get("navigation", []):
        _json_link(link)
        assert link["title"]
    for facet in found.get("facets", []):
        assert facet["metadata"]["title"]
        assert len(facet["links"]) >= 1
        for link in facet["links"]:
            _json_link(link)
            assert link["title"]
    for one in found.get("publications", []):
        publication(one)
    return found


def publication(found: Any) -> Any:
    """A publication of 2.0 that its schema allows."""
    about = found["metadata"]
    assert about["title"]
    assert urlsplit(about["identifier"]).scheme
    assert re.fullmatch(r"http://schema\.org/\w+", about["@type"])
    assert MOMENT.fullmatch(about["modified"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", about.get("published", "2026-01-01"))
    assert re.fullmatch(r"[a-z]{2,3}", about["language"])
    relations = [_json_link(link) for link in found["links"]]
    assert "self" in relations
    assert any(relation.startswith(ACQUIRE) for relation in relations)
    assert found["images"]
    for image in found["images"]:
        assert image["type"] in IMAGES
        assert urlsplit(image["href"]).scheme
    return found


def _once(parent: Any, *names: str) -> None:
    for name in names:
        (one,) = parent.findall(f"{A}{name}")
        assert one.text
    assert MOMENT.fullmatch(parent.findtext(f"{A}updated"))


def _atom_link(link: Any) -> str:
    assert urlsplit(link.get("href")).scheme in ("http", "https")
    assert KIND.fullmatch(link.get("type")), link.get("type")
    relation = link.get("rel")
    if relation == "http://opds-spec.org/facet":
        assert link.get("title")
        assert link.get(f"{OPDS}facetGroup")
    if relation.startswith("http://opds-spec.org/image"):
        assert link.get("type") in IMAGES
    return str(relation)


def _json_link(link: Any) -> str:
    assert urlsplit(link["href"]).scheme in ("http", "https")
    assert ("{" in link["href"]) == link.get("templated", False)
    assert KIND.fullmatch(link["type"])
    return str(link.get("rel", ""))
