"""From people and materials to the figures of units: integers, added and never averaged."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from indicators.formulas import conditions, use
from indicators.formulas.conditions import Attestation, ConditionParams, Readiness
from indicators.formulas.materials import Materials
from indicators.formulas.periods import ReportPeriod
from indicators.formulas.population import Stay, unit_on
from indicators.formulas.share import Share
from indicators.formulas.use import PersonUse, UseDays, UseFrame, WeekSets

TIERS = ("reached", "regular", "daily")
I1S, I1T, I3 = "I1S.met", "I1T.met", "I3.programme"
I2 = {tier: f"I2.{tier}" for tier in TIERS}
I2T = {tier: f"I2T.{tier}" for tier in TIERS}
I3_PUPILS, I3_DIRECT, I3_COARSE = "I3.pupils", "I3.direct", "I3.coarse"
REPORTING = "pupils.reporting"
REGULAR = I2["regular"]


@dataclass(frozen=True, slots=True)
class Count:
    """A numerator and denominator; `unknown` of the denominator have given no answer."""

    num: int
    den: int
    unknown: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.num + other.num, self.den + other.den, self.unknown + other.unknown)

    @property
    def share(self) -> Share:
        """As the formulas know it."""
        return Share(self.num, self.den)


Figures = Mapping[str, Count]


def total(parts: Iterable[Figures]) -> dict[str, Count]:
    """The figures of units that have nobody in common; I3 is never added."""
    found: dict[str, Count] = {}
    for part in parts:
        for name, count in part.items():
            if not name.startswith("I3"):
                found[name] = found[name] + count if name in found else count
    return found


@dataclass(frozen=True, slots=True)
class Counted:
    """What decides the figures of one person in a school year.

    `stays` are in classes for pupils and in schools for teachers; `sign_in` is the first own
    one since the year began.
    """

    person_id: int
    stays: tuple[Stay, ...]
    days: UseDays
    attestations: tuple[Attestation, ...]
    activated_on: date | None
    sign_in: date | None
    folded: dict[tuple[int, int], tuple[int, int, int]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def use_over(self, over: UseFrame) -> PersonUse:
        """The use of a period; weeks are folded once for all periods on one grid."""
        key = (over.params.days_per_week, over.params.daily_days)
        days, weeks_of = self.days, over.grid.weeks_of
        active = days.enrolled & ~days.suspended
        if key not in self.folded:
            regular, daily = weeks_of(days.events, key[0]), weeks_of(days.events, key[1])
            self.folded[key] = (weeks_of(active), regular, daily)
        reached, counted = bool(days.events & over.inside), bool(active & over.census)
        return use.judge(WeekSets(*self.folded[key], reached, counted), over)


def ready(
    person: Counted, period: ReportPeriod, census: date, params: ConditionParams
) -> Readiness:
    """The conditions of one person at the census."""
    activated, signed = person.activated_on, person.sign_in
    software = (
        activated is not None and activated < period.end and signed is not None
    ) and signed < period.end
    return conditions.readiness(person.attestations, (), software, census, params)


@dataclass(frozen=True, slots=True)
class Judged:
    """One person of a population, in the unit that counts them."""

    person: Counted
    unit: int
    use: PersonUse
    ready: Readiness


def judge(
    people: Iterable[Counted],
    over: UseFrame,
    period: ReportPeriod,
    census: date,
    params: ConditionParams,
) -> dict[int, list[Judged]]:
    """The population of a period by unit."""
    found: defaultdict[int, list[Judged]] = defaultdict(list)
    for person in people:
        if not person.days.enrolled & over.census:
            continue
        answer = person.use_over(over)
        unit = unit_on(person.stays, census) if answer.in_population else None
        if unit is not None:
            state = ready(person, period, census, params)
            found[unit].append(Judged(person, unit, answer, state))
    return dict(found)


def figures_of(
    rows: Iterable[Judged], over: UseFrame, names: Mapping[str, str], met: str
) -> dict[str, Count]:
    """The figures of one unit; `names` gives each tier its name, `met` that of I1."""
    held = list(rows)
    tiers = use.tally((row.use for row in held), over)
    states = conditions.tally(row.ready for row in held)
    shares = {"reached": tiers.reached, "regular": tiers.regular, "daily": tiers.daily}
    found = {names[tier]: Count(share.num, share.den) for tier, share in shares.items()}
    found[met] = Count(states.met.num, states.met.den, states.unknown.num)
    return found


def headcount_figures(pupils: int, teachers: int, weeks: int) -> dict[str, Count]:
    """A school that does not use the platform: its head counts, nothing computed."""
    found = {
        I1S: Count(0, pupils, pupils),
        I1T: Count(0, teachers, teachers),
        REPORTING: Count(0, pupils),
    }
    for tier in TIERS:
        found[I2[tier]] = Count(0, pupils if weeks else 0)
        found[I2T[tier]] = Count(0, teachers if weeks else 0)
    return found


def material_figures(
    headline: Materials, by_pupils: Materials, direct: Materials
) -> dict[str, Count]:
    """The lines of I3: by programme, by pupils, without inheritance, not broken down."""
    lines = {
        I3: headline.met,
        I3_PUPILS: by_pupils.met,
        I3_DIRECT: direct.met,
        I3_COARSE: headline.coarse,
    }
    return {name: Count(share.num, share.den) for name, share in lines.items()}


def packed(figures: Figures) -> dict[str, list[int]]:
    """Figures as a table keeps them."""
    return {name: [count.num, count.den, count.unknown] for name, count in sorted(figures.items())}


def unpacked(kept: Mapping[str, list[int]]) -> dict[str, Count]:
    """Figures as they were."""
    return {name: Count(*parts) for name, parts in kept.items()}
