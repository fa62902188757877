"""OneRoster CSV as files: a ZIP (or folder) with a manifest, read with limits."""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from school.roster.records import Fault, Place
from school.roster.sheets import (
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_PARTS,
    MOST_UNPACKED,
    Unreadable,
    tidy,
)

MANIFEST = "manifest"
VERSIONS = ("1.1", "1.2")
READ = (
    "academicSessions", "orgs", "courses", "classes", "users", "enrollments", "demographics",
    "roles", "userProfiles",
)  # fmt: skip
NEEDED = {
    "1.1": ("orgs", "classes", "users", "enrollments"),
    "1.2": ("orgs", "classes", "users", "enrollments", "roles"),
}
MOST_ROWS = 200_000
ALIASES = {
    "grade": "grades", "userid": "userids", "agents": "agentsourcedids",
    "schoolyearid": "schoolyearsourcedid",
}  # fmt: skip


@dataclass
class Table:
    """One file: columns by their names in small letters, rows with their numbers."""

    name: str
    labels: list[str] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)
    rows: list[tuple[int, list[str]]] = field(default_factory=list)

    @property
    def file(self) -> str:
        return f"{self.name}.csv"

    def text(self, row: list[str], name: str) -> str:
        at = self.columns.get(name.lower())
        return row[at] if at is not None and at < len(row) else ""

    def many(self, row: list[str], name: str) -> list[str]:
        """A cell that holds several values."""
        return [part for part in (p.strip() for p in self.text(row, name).split(",")) if part]

    def heading(self, name: str) -> str:
        """ "C (givenName)"."""
        at = self.columns.get(name.lower())
        return f"{_letter(at)} ({self.labels[at]})" if at is not None else f"({name})"

    def place(self, number: int, fields: Mapping[str, str]) -> Place:
        """A row; `fields` are the columns by the names that the house has for them."""
        named = {house: self.heading(name) for house, name in fields.items()}
        return Place(self.file, number, named)

    def fault(self, code: str, number: int, name: str, value: str = "") -> Fault:
        return Fault(code, self.file, number, self.heading(name), value[:80])


def _letter(at: int) -> str:
    text = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        text = chr(65 + rest) + text
    return text


@dataclass
class Bundle:
    """The files by name, the version, and what is wrong with them as files."""

    version: str = ""
    tables: dict[str, Table] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)

    def table(self, name: str) -> Table:
        """A file; one without rows where it is absent."""
        return self.tables.get(name, Table(name))


def is_bundle(data: bytes) -> bool:
    """Whether bytes are a ZIP of CSV files and no workbook."""
    if data[:2] != b"PK":
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = packed.namelist()
    except Exception:
        # zipfile raises whatever its parts raise on a broken or hostile file.
        return False
    return "[Content_Types].xml" not in names and any(n.lower().endswith(".csv") for n in names)


def zipped(folder: Path) -> bytes:
    """The CSV files of a folder as a ZIP."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.glob("*.csv")):
            packed.writestr(path.name, path.read_bytes())
    return target.getvalue()


def read(data: bytes) -> Bundle:
    """The files of a ZIP. Raises Unreadable."""
    if len(data) > MOST_BYTES:
        raise Unreadable("too_large")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > MOST_UNPACKED:
                raise Unreadable("bomb")
            if any(part.flag_bits & 1 for part in parts):
                raise Unreadable("password")
            texts = {
                PurePosixPath(part.filename).stem: packed.read(part)
                for part in parts
                if part.filename.lower().endswith(".csv")
            }
    except Unreadable:
        raise
    except Exception:
        # zipfile raises whatever its parts raise on a broken or hostile file.
        raise Unreadable("broken") from None
    bundle = Bundle()
    told = _manifest(texts, bundle)
    for name in READ:
        mode = told.get(f"file.{name}", "")
        if name in texts and mode != "absent":
            bundle.tables[name] = _table(name, texts[name], bundle)
    return bundle


def _manifest(texts: dict[str, bytes], bundle: Bundle) -> dict[str, str]:
    """What the manifest says, after what is wrong with it was noted."""
    if MANIFEST not in texts:
        bundle.faults.append(Fault("or_manifest"))
        return {}
    table = _table(MANIFEST, texts[MANIFEST], bundle)
    told, rows = dict[str, str](), dict[str, int]()
    for number, row in table.rows:
        name = table.text(row, "propertyName")
        told[name], rows[name] = table.text(row, "value"), number
    bundle.version = told.get("oneroster.version", "")
    if bundle.version not in VERSIONS:
        row_number = rows.get("oneroster.version", 0)
        bundle.faults.append(table.fault("or_version", row_number, "value", bundle.version))
    for name, mode in told.items():
        file = name.removeprefix("file.")
        if name == file:
            continue
        if mode == "delta":
            bundle.faults.append(table.fault("or_delta", rows[name], "value", file))
        elif mode == "bulk" and file not in texts:
            bundle.faults.append(table.fault("or_file", rows[name], "value", f"{file}.csv"))
        elif mode == "bulk" and file not in READ:
            bundle.notes.append(Fault("or_left", f"{file}.csv"))
    for file in NEEDED.get(bundle.version, ()):
        if told.get(f"file.{file}") not in ("bulk", "delta"):
            bundle.faults.append(Fault("or_file", table.file, 0, "", f"{file}.csv"))
    return told


def _table(name: str, data: bytes, bundle: Bundle) -> Table:
    table = Table(name)
    try:
        rows = _rows(data)
        table.labels = next(rows, (1, []))[1]
        for at, label in enumerate(table.labels):
            key = label.lower()
            table.columns.setdefault(ALIASES.get(key, key), at)
        if "usersourcedid" in table.columns and name == "demographics":
            table.columns.setdefault("sourcedid", table.columns["usersourcedid"])
        table.rows = [(number, row) for number, row in rows if any(row)]
    except UnicodeDecodeError:
        bundle.faults.append(Fault("encoding", table.file))
    except (csv.Error, Unreadable) as error:
        code = error.code if isinstance(error, Unreadable) else "broken"
        bundle.faults.append(Fault(code, table.file))
    return table


def _rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Rows by number from 1. The standard knows UTF-8 and commas only."""
    reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    for number, row in enumerate(reader, 1):
        if number > MOST_ROWS:
            raise Unreadable("too_many_rows")
        yield number, [tidy(cell) for cell in row[:MOST_COLUMNS]]
