"""Search as you type over titles and people, forgiving of typing errors.

Exact parts of words come from the index at once; only when they find little are the trigrams of each word looked up
one by one, and what shares enough of them is ranked by how near it is.
"""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import bindparam, func, or_, select, text
from sqlmodel import Session, col

from lobbycard.model import titles
from lobbycard.model.item import SearchText
from lobbycard.model.kinds import ItemKind
from lobbycard.store import matching

_ENOUGH = 8
"""With so many exact hits nobody mistyped."""
_MOST = 500
_LOOKED_AT = 3000
_NEAR = 68.0


def find(session: Session, words: str, kinds: Sequence[ItemKind]) -> list[int]:
    """The ids of the items that match best, best first."""
    folded = titles.search_text(words)
    terms = folded.split()
    if not terms:
        return []
    exact = _exact(session, terms, kinds)
    found = _ranked(exact, folded)
    if len(found) < _ENOUGH and max(map(len, terms)) >= 4:
        near = [hit for hit in _near(session, terms, kinds) if hit[0] not in set(found)]
        found += _ranked(near, folded, least=_NEAR)
    return found[:_MOST]


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _exact(session: Session, terms: Sequence[str], kinds: Sequence[ItemKind]) -> list[tuple[int, str]]:
    """Items in which every word occurs somewhere."""
    query = select(col(SearchText.item_id), col(SearchText.body)).where(col(SearchText.kind).in_(kinds))
    long = [term for term in terms if len(term) >= 3]
    if long and _is_sqlite(session):
        every = " AND ".join(_quoted(term) for term in long)
        query = query.where(
            col(SearchText.item_id).in_(
                select(text("rowid")).select_from(text("search_index")).where(text("search_index MATCH :q"))
            )
        ).params(q=every)
        terms = [term for term in terms if len(term) < 3]
    for n, term in enumerate(terms):
        query = query.where(col(SearchText.body).like(bindparam(f"t{n}", matching.like(term)), escape="\\"))
    rows = session.execute(query.limit(_LOOKED_AT)).all()
    return [(row[0], row[1]) for row in rows]


def _near(session: Session, terms: Sequence[str], kinds: Sequence[ItemKind]) -> list[tuple[int, str]]:
    """Items that share trigrams with the words: a typing error spoils at most three of a word."""
    if not _is_sqlite(session):
        return _near_on_postgresql(session, terms, kinds)
    grams = {term[n : n + 3] for term in terms if len(term) >= 4 for n in range(len(term) - 2)}
    shared: Counter[int] = Counter()
    statement = text("SELECT rowid FROM search_index WHERE search_index MATCH :q LIMIT 20000")
    for gram in sorted(grams)[:24]:
        shared.update(session.execute(statement, {"q": _quoted(gram)}).scalars().all())
    least = max(1, len(grams) // 3)
    best = [item_id for item_id, count in shared.most_common(_LOOKED_AT) if count >= least]
    rows = session.execute(
        select(col(SearchText.item_id), col(SearchText.body)).where(
            col(SearchText.item_id).in_(best), col(SearchText.kind).in_(kinds)
        )
    ).all()
    return [(row[0], row[1]) for row in rows]


def _near_on_postgresql(session: Session, terms: Sequence[str], kinds: Sequence[ItemKind]) -> list[tuple[int, str]]:
    words = " ".join(terms)
    query = select(col(SearchText.item_id), col(SearchText.body)).where(col(SearchText.kind).in_(kinds))
    if session.execute(text("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")).scalar():
        session.execute(text("SET LOCAL pg_trgm.word_similarity_threshold = 0.3"))
        near = text("body %> :q").bindparams(q=words)
        query = query.where(near).order_by(func.word_similarity(words, col(SearchText.body)).desc())
    else:
        # Without the extension: whatever shares the beginning or the end of a word.
        starts = [part for term in terms if len(term) >= 4 for part in (term[:3], term[-3:])]
        query = query.where(or_(*[col(SearchText.body).like(matching.like(part), escape="\\") for part in starts]))
    rows = session.execute(query.limit(_LOOKED_AT)).all()
    return [(row[0], row[1]) for row in rows]


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'


def _ranked(hits: Sequence[tuple[int, str]], query: str, least: float = 0.0) -> list[int]:
    """Best first: a title that is the query, one that begins with it, one that contains it, then by likeness."""
    scored: list[tuple[float, str, int]] = []
    for item_id, body in hits:
        lines = body.split("\n")
        best = max(_likeness(line, query) - min(place, 10) * 0.8 for place, line in enumerate(lines))
        if best >= least:
            scored.append((-best, lines[0], item_id))
    return [item_id for _, _, item_id in sorted(scored)]


def _likeness(line: str, query: str) -> float:
    if line == query:
        return 120.0
    if line.startswith(query):
        return 110.0 - min(len(line) - len(query), 40) * 0.1
    if f" {query}" in line:
        return 100.0
    if query in line:
        return 95.0
    from rapidfuzz import fuzz

    return fuzz.WRatio(line, query)
