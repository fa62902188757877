"""What cannot be taken back is asked about first: a page of its own, which works without a script.

The first sending of a form shows what will happen; the page's button sends it again with
`sure`. The view asks for the rights before both.
"""

from collections.abc import Sequence

from flask import render_template, request


def unsure(title: str, happens: Sequence[str], label: str, back: str) -> str | None:
    """None when the form says that one is sure, else the page that asks.

    `happens` are whole sentences of what will be and what stays, `label` the words of the button,
    `back` where one goes who thinks better of it.
    """
    if request.form.get("sure") == "1":
        return None
    kept = [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_KEPT]
    return render_template(
        "suite/sure.html", title=title, happens=happens, label=label, back_url=back, kept=kept
    )


NOT_KEPT = ("csrf_token", "sure")
