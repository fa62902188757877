"""Follows the links of pages as a person would."""

import re
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

from flask.testing import FlaskClient
from sqlalchemy import select

from school.people.models import Person, RoleGrant
from suite.db import db

LINK = re.compile(r'(?:href|src)="([^"]+)"')
SAME_SHAPE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
MOST, OF_A_SHAPE = 300, 2


def one_with(role: str) -> Person:
    """The first person of the town who holds a role."""
    query = select(Person).join(RoleGrant).where(RoleGrant.role == role).order_by(Person.id)
    found = db.session.scalars(query).first()
    assert found is not None, f"the town has no {role}"
    return found


def shape(url: str) -> str:
    """An address with its numbers made alike."""
    return SAME_SHAPE.sub("N", urlsplit(url).path)


def follow(client: FlaskClient) -> dict[str, int]:
    """The status of every address of ours that links from the first page reach, few of a shape."""
    seen: dict[str, int] = {}
    met: dict[str, int] = {}
    waiting = ["/"]
    while waiting and len(seen) < MOST:
        url = waiting.pop(0)
        answer = client.get(url)
        seen[url] = answer.status_code
        if answer.mimetype != "text/html":
            continue
        for link in LINK.findall(answer.text):
            parts = urlsplit(urljoin(url, urldefrag(unescape(link)).url))
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            known = parts.netloc or parts.path.startswith("/static") or target in seen
            if known or target in waiting or met.get(shape(target), 0) >= OF_A_SHAPE:
                continue
            met[shape(target)] = met.get(shape(target), 0) + 1
            waiting.append(target)
    return seen
