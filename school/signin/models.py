"""What signing in leaves behind, and by what else than a password somebody signs in.

session  a browser that is signed in, from the sign-in until it ends
card     a pupil's QR card, until the next one; of its token only the digest is kept
factor   what somebody shows beside the password, until it is taken off
recovery a word that replaces the factor once, as a digest under the installation's key
provider an OpenID Connect server of a unit's own accounts
  provider_link  for whom an account of it stands here
"""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from school.people.models import Person
from school.units.models import OrgUnit
from suite.db import BigId, Model, UtcDateTime


class DeviceSession(Model):
    """`how` it began: by "password", "card", "oidc" or "passkey". `device` are words for people,
    "Chrome · Android"; `seen_at` lags behind by up to ten minutes; `proved_at` is when the present
    password was shown in it once more."""

    __tablename__ = "school_session"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    proved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    how: Mapped[str] = mapped_column(String(10))
    device: Mapped[str] = mapped_column(String(60))
    address: Mapped[str] = mapped_column(String(45))


class Card(Model):
    __tablename__ = "school_card"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by_id: Mapped[int | None] = mapped_column(BigInteger)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Factor(Model):
    """Of kind "totp" `secret` is sealed and `counter` the last step whose code was used; of a
    "passkey" `secret` is its public key, `handle` its own name and `counter` how often it signed.
    """

    __tablename__ = "school_factor"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    secret: Mapped[str] = mapped_column(Text)
    handle: Mapped[str | None] = mapped_column(String(400), unique=True, index=True)
    label: Mapped[str] = mapped_column(String(60), default="", server_default="")
    counter: Mapped[int] = mapped_column(BigInteger, default=0)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Recovery(Model):
    __tablename__ = "school_recovery"
    __table_args__ = (UniqueConstraint("person_id", "digest"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    digest: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Provider(Model):
    """`secret` is sealed. `match` says what of a person is compared the first time ("email",
    "username", "identifier") with the `claim` of the provider."""

    __tablename__ = "school_provider"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), index=True)
    label: Mapped[str] = mapped_column(String(60))
    issuer: Mapped[str] = mapped_column(String(300))
    client_id: Mapped[str] = mapped_column(String(200))
    secret: Mapped[str] = mapped_column(Text)
    match: Mapped[str] = mapped_column(String(12))
    claim: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    unit: Mapped[OrgUnit] = relationship()


class ProviderLink(Model):
    __tablename__ = "school_provider_link"
    __table_args__ = (
        UniqueConstraint("provider_id", "subject"),
        UniqueConstraint("provider_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey(Provider.id))
    subject: Mapped[str] = mapped_column(String(255))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
