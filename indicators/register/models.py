"""Dated rows: every number of a definition, a plan or a law, with its citation.

indicators_parameter      a named value in force over a span of dates
indicators_target         the line of a plan for a year
indicators_usage_kind     what counts as use, for whom, from how many seconds
indicators_material_kind  what a kind of resource does for a learner
indicators_licence        whether a licence allows use
indicators_register       one row: the hash of all of the above, so that readers may keep them
Values are kept as written in the tables beside this package and read by formulas.seeds.
"""

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from suite.db import Model


class Parameter(Model):
    __tablename__ = "indicators_parameter"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    value: Mapped[str] = mapped_column(String(40))
    citation: Mapped[str] = mapped_column(String(300))


class TargetLine(Model):
    __tablename__ = "indicators_target"

    indicator: Mapped[str] = mapped_column(String(10), primary_key=True)
    series: Mapped[str] = mapped_column(String(20), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    comparator: Mapped[str] = mapped_column(String(2))
    value: Mapped[str] = mapped_column(String(20))
    label: Mapped[str] = mapped_column(String(200))
    citation: Mapped[str] = mapped_column(String(300))


class UsageKind(Model):
    __tablename__ = "indicators_usage_kind"

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    who: Mapped[str] = mapped_column(String(10), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    min_seconds: Mapped[int]
    citation: Mapped[str] = mapped_column(String(300))


class MaterialKind(Model):
    __tablename__ = "indicators_material_kind"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    role: Mapped[str] = mapped_column(String(10))
    citation: Mapped[str] = mapped_column(String(300))


class Licence(Model):
    __tablename__ = "indicators_licence"

    licence: Mapped[str] = mapped_column(String(30), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    allows_use: Mapped[bool]
    citation: Mapped[str] = mapped_column(String(300))


class RegisterState(Model):
    __tablename__ = "indicators_register"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sha256: Mapped[str] = mapped_column(String(64))
