"""Who has the conditions to learn online (policy 2.3).

indicators_attestation   an answer about a person, of a day, by somebody; only ever added to
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from suite.db import BigId, Model, UtcDateTime


class AttestationRow(Model):
    __tablename__ = "indicators_attestation"
    __table_args__ = (Index("ix_indicators_attestation_person", "person_key", "day"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_key: Mapped[int] = mapped_column(BigInteger)
    condition: Mapped[str] = mapped_column(String(10))
    answer: Mapped[str] = mapped_column(String(10))
    source: Mapped[str] = mapped_column(String(10))
    day: Mapped[date]
    by_person_id: Mapped[int | None] = mapped_column(BigInteger)
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
