"""Which answers of a table are new, and what a person's state is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from indicators.formulas.conditions import Answer, Attestation, Condition, Source


@dataclass(frozen=True)
class Said:
    """The answers about one person that decide now; None where nobody has answered."""

    device: Attestation | None
    line: Attestation | None

    def of(self, condition: Condition) -> Attestation | None:
        """The answer about one condition."""
        return self.device if condition is Condition.DEVICE else self.line


NOT_SAID = Said(None, None)
Answers = Mapping[tuple[int, Condition], Answer]


def read_answers(
    fields: Mapping[str, str], people: Iterable[int]
) -> dict[tuple[int, Condition], Answer]:
    """Answers from form fields "device-12" and "line-12"; empty and foreign ones are left out.

    Raises ValueError for a word that is no answer, and for a line that is shared.
    """
    found: dict[tuple[int, Condition], Answer] = {}
    for person_id in people:
        for condition in Condition:
            word = fields.get(f"{condition}-{person_id}", "")
            if not word:
                continue
            answer = Answer(word)
            if answer is Answer.SHARED and condition is Condition.LINE:
                raise ValueError("a line is there or not")
            found[person_id, condition] = answer
    return found


def changed(answers: Answers, said: Mapping[int, Said], source: Source) -> Answers:
    """The answers that say something new, or that a higher source says for the first time."""
    new = {}
    for (person_id, condition), answer in answers.items():
        last = said.get(person_id, NOT_SAID).of(condition)
        if last is None or last.answer is not answer or last.source is not source:
            new[person_id, condition] = answer
    return new
