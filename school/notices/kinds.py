"""The kinds of notice. A room declares its own with `notice_kind`."""

from dataclasses import dataclass


def N_(message: str) -> str:
    """Mark a message for the catalogue; it is translated when it is shown."""
    return message


@dataclass(frozen=True)
class NoticeKind:
    """`text` has named places for its arguments. `label` has none: it stands in messages that
    leave the house, and so says nothing of a person, class, mark or title. `urgent`: not kept
    for the digest. All are messages of the catalogue."""

    name: str
    label: str
    text: str
    icon: str = "bell"
    urgent: bool = False


_kinds: dict[str, NoticeKind] = {}
OTHER = NoticeKind("", N_("Notice"), "")


def notice_kind(kind: NoticeKind) -> NoticeKind:
    """Declare a kind. Raises ValueError when the name is taken by another."""
    if _kinds.setdefault(kind.name, kind) != kind:
        raise ValueError(f"a notice kind named {kind.name} exists")
    return kind


def kinds() -> dict[str, NoticeKind]:
    """The kinds that are declared, by name."""
    return dict(_kinds)


def kind_of(name: str) -> NoticeKind:
    """The kind of a row; `OTHER` for one that is gone."""
    return _kinds.get(name, OTHER)


PASSWORD_RESET = notice_kind(
    NoticeKind(
        "password_reset",
        N_("Your password was set anew"),
        N_(
            "Somebody in charge set your password anew. If you did not ask for it, ask your school."
        ),
        "key",
        urgent=True,
    )
)
SIGNIN_METHOD = notice_kind(
    NoticeKind(
        "signin_method",
        N_("A new way to sign in"),
        N_("A new way to sign in was added to your account. If it was not you, tell your school."),
        "shield-lock",
        urgent=True,
    )
)
