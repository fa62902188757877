"""Which feeds are open, and how the house is called from outside."""

from collections.abc import Mapping

from flask import Blueprint, has_request_context, request

from repository.hooks import FEED_KIND, Feed
from school.signin.session import public
from suite.hooks import registry
from suite.settings import current_settings
from suite.web import not_found, path_of


def feeds() -> Mapping[str, Feed]:
    """The feeds that the house has, open or not, by name."""
    return registry().kinds(FEED_KIND)


def is_open(name: str) -> bool:
    """Whether the installation opened a feed."""
    return name in current_settings().library_feeds


def feed_blueprint(name: str, module: str, **options: str) -> Blueprint:
    """A blueprint that answers 404 while the feed of its name is not open."""
    made = Blueprint(name, module, **options)  # type: ignore[arg-type]

    @made.before_request
    def asked() -> None:
        if not is_open(name):
            not_found()

    return made


def open_to_all(*endpoints: str) -> None:
    """Let addresses of a feed be asked without signing in."""
    for endpoint in endpoints:
        public(endpoint)


def base_url() -> str:
    """How browsers reach the house, without a slash at the end: the setting, else as it was asked
    for."""
    chosen = current_settings().public_url
    if chosen or not has_request_context():
        return chosen
    return request.host_url.rstrip("/")


def address(endpoint: str, **values: object) -> str:
    """The whole address of a page."""
    return base_url() + path_of(endpoint, **values)


def id_address(code: str) -> str:
    """The whole address of a permanent identifier."""
    return address("identifiers.resolve", code=code)
