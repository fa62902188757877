"""The signature of a pack: what it covers, how it is written down, and whether it holds.

It covers the manifest, which names every file by its hash, and the page that opens offline. The key
is Ed25519; a pack without a signature says nothing of its sender, a broken one is refused.
"""

import hashlib
from collections.abc import Mapping
from typing import Annotated, Final, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from repository.packs import rules
from repository.packs.manifest import Sha256

FORMAT: Final = "lopso-signature"
MOST = 4_096  # bytes
Key = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Signature(BaseModel):
    """`public` and `signature` in hexadecimal digits; `manifest` and `index` are SHA-256."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    format: Literal["lopso-signature"]
    version: Literal[1]
    public: Key
    manifest: Sha256
    index: Sha256
    signature: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]


class BadSignature(Exception):
    """A signature that does not hold; `name` is the entry that was altered."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def signed(key: Ed25519PrivateKey, manifest: bytes, index: bytes) -> bytes:
    """The signature of a pack as its entry holds it."""
    public = key.public_key().public_bytes_raw().hex()
    ours, theirs = _digest(manifest), _digest(index)
    proof = key.sign(_said(public, ours, theirs)).hex()
    made = Signature(
        format=FORMAT, version=1, public=public, manifest=ours, index=theirs, signature=proof
    )
    return made.model_dump_json(indent=1).encode()


def checked(content: bytes, entries: Mapping[str, bytes]) -> str:
    """The public key that signed `entries`. Raises BadSignature, which names the altered entry."""
    try:
        found = Signature.model_validate_json(content)
    except ValidationError as error:
        raise BadSignature(rules.SIGNATURE) from error
    for name, told in ((rules.MANIFEST, found.manifest), (rules.INDEX, found.index)):
        if _digest(entries[name]) != told:
            raise BadSignature(name)
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(found.public))
    try:
        key.verify(bytes.fromhex(found.signature), _said(found.public, found.manifest, found.index))
    except InvalidSignature as error:
        raise BadSignature(rules.SIGNATURE) from error
    return found.public


def fingerprint(public: str) -> str:
    """What people compare of a key: eight groups of four digits, 128 bits of its SHA-256."""
    digits = hashlib.sha256(bytes.fromhex(public)).hexdigest()[:32].upper()
    return " ".join(digits[start : start + 4] for start in range(0, 32, 4))


def _said(public: str, manifest: str, index: str) -> bytes:
    return "\n".join((FORMAT, "1", public, manifest, index)).encode()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
