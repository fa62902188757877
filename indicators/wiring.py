"""What the app must know of the indicators; called once by wsgi.py."""

from flask import Flask

from indicators.register.service import load_parameters
from suite import migrate


def init(_app: Flask) -> None:
    """Load the dated rows whenever the tables were brought up to date."""
    migrate.after_upgrade(load_parameters)
