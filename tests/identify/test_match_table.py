"""A table of names with traps: nothing may be identified wrongly, and as few as possible may be asked."""

from collections import Counter

import pytest

from lobbycard.identify import match
from lobbycard.identify.match import Decision, Outcome
from lobbycard.model.facts import Hit
from tests.identify import works
from tests.identify.works import Case, Table


def identify(made: Table, case: Case) -> tuple[Decision, int]:
    """Search by the plan until it is sure, then look at the details of the best three; also how often it searched."""
    hits: list[Hit] = []
    searches = 0
    decision = Decision(Outcome.NONE, None, (), "")
    for text, year in match.queries(case.query):
        searches += 1
        hits += made.search(text, year, case.query.kind)
        decision = match.decide(case.query, match.rank(case.query, hits))
        if match.is_settled(decision):
            break
    best = [one.hit for one in match.rank(case.query, hits)[:3]]
    hits += [made.works[int(hit.provider_id)].hit(detailed=True) for hit in best]
    return match.decide(case.query, match.rank(case.query, hits)), searches


def judged(made: Table, case: Case) -> str:
    """right, wrong, asked (in vain), or rightly asked."""
    decision, _ = identify(made, case)
    if decision.outcome is Outcome.IDENTIFIED:
        assert decision.best is not None
        return "right" if decision.best.hit.provider_id == str(case.work) else "wrong"
    return "asked" if case.work is not None else "rightly asked"


@pytest.fixture(scope="module")
def made() -> Table:
    return works.table()


def test_no_name_of_the_table_is_identified_wrongly(made: Table) -> None:
    results = {case: judged(made, case) for case in made.cases}
    counts = Counter(results.values())
    asked = Counter(case.trap for case, result in results.items() if result == "asked")
    searches = sum(identify(made, case)[1] for case in made.cases) / len(made.cases)
    print(f"\n{len(made.cases)} names, {len(made.works)} works: {dict(counts)}; {searches:.2f} searches each")
    print("asked in vain:", dict(asked))
    wrong = [(case.trap, case.query.titles, case.query.year) for case, result in results.items() if result == "wrong"]
    assert len(made.cases) >= 300
    assert wrong == []
    assert counts["asked"] <= 0.05 * len(made.cases)


def test_hits_come_in_any_order(made: Table) -> None:
    for case in made.cases[::7]:
        hits = [work.hit(detailed=True) for work in made.works.values() if work.kind is case.query.kind]
        forwards = match.decide(case.query, match.rank(case.query, hits))
        backwards = match.decide(case.query, match.rank(case.query, hits[::-1]))
        assert forwards.outcome is backwards.outcome
        if forwards.outcome is Outcome.IDENTIFIED:
            assert forwards.best is not None
            assert backwards.best is not None
            assert forwards.best.hit.provider_id == backwards.best.hit.provider_id == str(case.work)
