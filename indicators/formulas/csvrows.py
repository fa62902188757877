"""Reading CSV text row by row, with errors that name file, row and column."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from io import StringIO
from typing import TypeVar

from .periods import Span

Value = int | Fraction | bool | str
Row = Mapping[str, str]
Seed = TypeVar("Seed")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong and where; row 1 is the heading, column empty for a whole row."""

    file: str
    row: int
    column: str
    text: str

    def __str__(self) -> str:
        place = f"{self.file}, row {self.row}" + (f", {self.column}" if self.column else "")
        return f"{place}: {self.text}"


class SeedError(ValueError):
    """All problems of a file at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class FieldError(ValueError):
    """A field that cannot be read; `read` adds file and row."""

    def __init__(self, column: str, text: str) -> None:
        super().__init__(text)
        self.column = column
        self.text = text


def read(
    text: str, file: str, columns: tuple[str, ...], make: Callable[[Row], Seed]
) -> list[tuple[int, Seed]]:
    """Rows as dataclasses with their row numbers; raises SeedError with every problem."""
    reader = csv.reader(StringIO(text.removeprefix("\ufeff")), strict=True)
    rows: list[tuple[int, Seed]] = []
    problems: list[Problem] = []
    try:
        for number, fields in enumerate(reader, start=1):
            if number == 1:
                if tuple(fields) != columns:
                    raise SeedError([Problem(file, 1, "", f"heading must be {','.join(columns)}")])
            elif len(fields) != len(columns):
                text_ = f"{len(fields)} fields, not {len(columns)}"
                problems.append(Problem(file, number, "", text_))
            else:
                given = dict(zip(columns, (field.strip() for field in fields), strict=True))
                try:
                    rows.append((number, make(given)))
                except FieldError as error:
                    problems.append(Problem(file, number, error.column, error.text))
    except csv.Error as error:
        problems.append(Problem(file, reader.line_num, "", str(error)))
    if not text.strip():
        problems.append(Problem(file, 1, "", "the file is empty"))
    if problems:
        raise SeedError(problems)
    return rows


def text_of(row: Row, column: str) -> str:
    """Text that must not be empty."""
    if not row[column]:
        raise FieldError(column, "is empty")
    return row[column]


def choice_of(row: Row, column: str, choices: Iterable[str]) -> str:
    """One of some words."""
    allowed = list(choices)
    if row[column] not in allowed:
        raise FieldError(column, f"{row[column]!r} is not one of {', '.join(allowed)}")
    return row[column]


def number_of(row: Row, column: str) -> Fraction:
    """An exact number: 2, 0.5 or 1/2."""
    try:
        return Fraction(row[column])
    except (ValueError, ZeroDivisionError):
        raise FieldError(column, f"{row[column]!r} is not a number") from None


def truth_of(row: Row, column: str) -> bool:
    """true or false."""
    return choice_of(row, column, ("true", "false")) == "true"


def date_of(row: Row, column: str) -> date:
    """A date as YYYY-MM-DD."""
    try:
        return date.fromisoformat(row[column])
    except ValueError:
        raise FieldError(column, f"{row[column]!r} is not a date (YYYY-MM-DD)") from None


def span_of(row: Row) -> Span:
    """valid_from and valid_to, half-open; an empty valid_to is open."""
    start = date_of(row, "valid_from")
    end = date_of(row, "valid_to") if row["valid_to"] else None
    if end is not None and end <= start:
        raise FieldError("valid_to", "is not after valid_from")
    return Span(start, end)


def value_of(row: Row, column: str) -> Value:
    """A number, true, false or a word."""
    text = text_of(row, column)
    if text in ("true", "false"):
        return text == "true"
    try:
        number = Fraction(text)
    except (ValueError, ZeroDivisionError):
        if not text.isidentifier():
            raise FieldError(column, f"{text!r} is neither a number nor a word") from None
        return text
    return int(number) if number.denominator == 1 else number
