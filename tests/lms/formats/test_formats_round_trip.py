"""What is written comes back: the whole question, less exactly what the writer named."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from lms.bank.rules import Content
from lms.formats.markup import from_html, to_html
from lms.formats.registry import FORMATS
from tests.lms.formats.contents import KINDS, canonical, contents, meant, texts, without
from tests.lms.formats.ways import back


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("code", FORMATS)
def test_a_question_comes_back_less_what_was_named(code: str, kind: str) -> None:
    @settings(
        max_examples=15,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
    )
    @given(contents(kind))
    def check(content: Content) -> None:
        written, again = back(code, content)
        if again is None:
            return
        told = without(content, written.losses)
        if "areas_rounded" in {loss.code for loss in written.losses}:
            told.key["areas"] = again.key["areas"]
        assert canonical(again) == canonical(told)

    check()


@settings(max_examples=200, deadline=None)
@given(texts(pictures=True))
def test_a_text_comes_back_from_html(text: str) -> None:
    again, lost = from_html(to_html(text))
    assert (meant(again), lost) == (meant(text), [])
