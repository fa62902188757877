"""What a pack says of itself. Everything in it was written by strangers and is held to its form."""

from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

FORMAT: Final = "lopso-pack"
VERSION: Final = 1
MOST_WORKS, MOST_FILES, MOST_NODES = 1_000, 50, 200
# Words without control characters, and without those that turn the direction of writing.
_PLAIN = r"^[^\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]*$"
_LINES = r"^[^\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]*$"
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Uid = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.\-]{1,40}$")]
Words = Annotated[str, StringConstraints(pattern=_PLAIN, max_length=200)]
LongWords = Annotated[str, StringConstraints(pattern=_PLAIN, max_length=400)]
Title = Annotated[str, StringConstraints(pattern=_PLAIN, min_length=1, max_length=300)]
Text = Annotated[str, StringConstraints(pattern=_LINES, max_length=20_000)]


class BadManifest(Exception):
    """`where` is the path to the first wrong field, `what` says what is wrong."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")
        self.where, self.what = where, what


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Unit(_Part):
    """The school that made the pack."""

    uid: Uid
    name: Words


class File(_Part):
    """A file; `path` is its entry."""

    sha256: Sha256
    size: int = Field(gt=0, le=2**40, strict=True)
    name: Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f/\\]+$", max_length=255)]
    media_type: Annotated[
        str, StringConstraints(pattern=r"^[a-z]+/[A-Za-z0-9.+\-]+$", max_length=100)
    ]
    path: Annotated[str, StringConstraints(max_length=80)]


class PackedWork(_Part):
    """A work with what its catalogue says. `part` and `note` are those of the list."""

    uid: Uid
    title: Title
    creators: Annotated[list[Words], Field(max_length=20)]
    kind: Code
    subject: Code | None
    grades: Annotated[list[Annotated[int, Field(ge=1, le=12)]], Field(max_length=12)]
    language: Code
    description: Text
    licence: Code
    rights_holder: LongWords
    unit: Words
    nodes: Annotated[list[Code], Field(max_length=MOST_NODES)]
    cover: Sha256 | None
    files: Annotated[list[File], Field(min_length=1, max_length=MOST_FILES)]
    part: Words
    note: Text


class Manifest(_Part):
    """All of it."""

    format: Literal["lopso-pack"]
    version: Literal[1]
    uid: Uid
    title: Words
    description: Text
    made_at: datetime
    unit: Unit
    works: Annotated[list[PackedWork], Field(max_length=MOST_WORKS)]


def parse(content: bytes) -> Manifest:
    """A manifest that is held to its form. Raises BadManifest for the first fault."""
    try:
        found = Manifest.model_validate_json(content)
    except (ValidationError, RecursionError) as error:
        faults = error.errors() if isinstance(error, ValidationError) else []
        first = faults[0] if faults else {"loc": (), "msg": "nested too deeply"}
        where = ".".join(map(str, first["loc"])) or "manifest.json"
        raise BadManifest(where[:200], str(first["msg"])[:200]) from error
    if found.made_at.tzinfo is None:
        raise BadManifest("made_at", "has no time zone")
    return found
