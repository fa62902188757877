"""Feeds in tests: opened, asked, and harvested by clients of others."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from requests import PreparedRequest, Response, Session
from requests.adapters import BaseAdapter

from repository.records.models import Record
from suite import jobs
from suite.db import db
from suite.settings import current_settings


def open_doors(patch: pytest.MonkeyPatch, *names: str) -> None:
    """Let an installation have opened some feeds."""
    patch.setattr(current_settings(), "library_feeds", frozenset(names))


def record_of(work_id: int) -> Record:
    """The record of a work, after everything was told."""
    db.session.commit()
    jobs.drain(["events"])
    found = db.session.query(Record).filter_by(work_id=work_id).one()
    db.session.refresh(found)
    return found


class IntoApp(BaseAdapter):
    """Lets a client that uses requests talk to the app without a network."""

    def __init__(self, client: FlaskClient) -> None:
        super().__init__()
        self.client = client

    def send(self, request: PreparedRequest, *_args: Any, **_more: Any) -> Response:
        headers = {k: v for k, v in request.headers.items() if k.lower() != "accept-encoding"}
        told = self.client.open(
            request.path_url, method=request.method, data=request.body, headers=headers
        )
        answer = Response()
        answer.status_code, answer._content = told.status_code, told.data
        answer.headers.update(dict(told.headers))
        answer.url, answer.request = str(request.url), request
        return answer

    def close(self) -> None:
        pass


def session(client: FlaskClient) -> Session:
    """A session of requests whose addresses all lead to the app."""
    made = Session()
    made.mount("http://", IntoApp(client))
    return made


def pages(first: str, follow: Any) -> Iterator[Any]:
    """What `follow(address)` gives for each page: (page, next address or None)."""
    address: str | None = first
    while address is not None:
        page, address = follow(address)
        yield page
