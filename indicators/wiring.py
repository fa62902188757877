"""What the app must know of the indicators; called once by wsgi.py."""

from flask import Flask

from indicators import demo  # noqa: F401 - its step registers
from indicators.conditions import views as conditions
from indicators.coverage import (
    rearranged,  # noqa: F401 - it subscribes
    today,
)
from indicators.coverage import views as coverage
from indicators.presence import Desk
from indicators.register.service import load_parameters
from suite import contracts, migrate

HOME = "home.today"


def init(app: Flask) -> None:
    """Pages, the piece of the first page, and the dated rows once the tables are up to date."""
    app.register_blueprint(coverage.blueprint)
    app.register_blueprint(conditions.blueprint)
    app.extensions["lopso.plugins"].fill(HOME, today.piece)
    migrate.after_upgrade(load_parameters)
    with app.app_context():
        contracts.provide(contracts.PresenceDesk, Desk())
