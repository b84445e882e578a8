"""Both engines answer alike, whatever is asked: the same totals, ids, orders and facets."""

from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.vocabulary import Contract, Hours, Kind, Remote
from search_index.analysis import tokens
from search_index.filters import FACETS
from search_index.request import Match, SearchRequest, Sort
from tests.search_index.corpus import NOW
from tests.search_index.world import World

TEXTS = ("nurse", "nursing assistant", '"team leader"', "o’brien", "C++", "people", "work -", "a.b", "zzz", "ŷ")
LONGER = ("part time job in leeds", "senior nurse zzz leeds", "apprentice with the council", '"team leader" york zzz')
POINTS = ({"lat": 53.8, "lon": -1.5}, {"lat": 53.2, "lon": -4.3}, {"lat": -18.0, "lon": 179.9})


def _some(values: Iterable[object]) -> st.SearchStrategy[list[object]]:
    return st.one_of(st.just([]), st.lists(st.sampled_from(list(values)), max_size=3, unique=True))


REQUESTS = st.fixed_dictionaries(
    {
        "text": st.one_of(st.just(""), st.sampled_from(TEXTS + LONGER)),
        "kinds": _some(Kind),
        "remote": _some(Remote),
        "contract": _some(Contract),
        "hours": _some(Hours),
        "sources": _some(["leeds-jobs", "nhs", "yorks", "none"]),
        "areas": _some(["E08000035", "E08000032", "W06000001"]),
        "facets": _some(FACETS),
        "limit": st.integers(1, 40),
    },
    optional={
        "near": st.sampled_from(POINTS),
        "posted_since": st.just(NOW - timedelta(days=3)),
        "closes_after": st.just(NOW + timedelta(days=2)),
        "pay_at_least": st.just(23_000),
        "sort": st.sampled_from([Sort.NEWEST, Sort.CLOSING, Sort.PAY]),
        "match": st.sampled_from(Match),
        "understand": st.sampled_from([["none"], ["all"], ["place", "synonyms"], ["kind", "hours", "spelling"]]),
    },
)


@pytest.fixture
def both(filled: Callable[[str], World], elasticsearch_url: str) -> tuple[World, World]:
    return filled(""), filled(elasticsearch_url)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=REQUESTS, within=st.sampled_from(["3km", "10mi", "60km", "500km"]))
def test_both_engines_answer_alike(both: tuple[World, World], asked: dict, within: str) -> None:
    if "near" in asked:
        asked = {**asked, "within": within, "sort": asked.get("sort", Sort.DISTANCE)}
    request = SearchRequest(**asked)
    embedded, server = (world.index.search(request) for world in both)
    assert embedded.total == server.total
    assert embedded.facets == server.facets
    assert (embedded.next_cursor is None) == (server.next_cursor is None)
    if request.order is not Sort.RELEVANCE:
        assert [hit.opportunity for hit in embedded.results] == [hit.opportunity for hit in server.results]
        assert [hit.distance_m for hit in embedded.results] == [hit.distance_m for hit in server.results]


@pytest.mark.parametrize("match", Match)
@pytest.mark.parametrize("text", TEXTS + LONGER)
def test_both_engines_find_the_same_by_relevance(both: tuple[World, World], text: str, match: Match) -> None:
    embedded, server = (world.ids(text=text, match=match, limit=7) for world in both)
    assert sorted(embedded) == sorted(server)


TRICKY = [
    "o'brien O’Brien's 'quoted' rock'n'roll",
    "e-mail C++ C# a_b a.b a:b a/b x1.y2 1.y 3.5 1,000 12:30 _x_ __ .net node.js £12.50 10% AT&T",
    "Llanrhaeadr-ym-Mochnant tŷ Môn ŵ Ŷ Llŷn straße ﬁne naïve Ñandú Œuvre",
    "🎉 party 👨‍👩‍👧‍👦 ™ © 🛋️ ½ ² 日本語 カタカナ ひらがな 한국어 русский عربى עברית",
    "e\u0301 zero\u200bwidth soft\u00adhyphen nbsp\u00a0here www.example.org jo@example.org",
    "university universities organisation organization international evening psychologist pasted emergency",
]


@pytest.mark.parametrize("text", TRICKY)
def test_both_engines_make_the_same_tokens(both: tuple[World, World], text: str) -> None:
    assert tokens(text) == _server_tokens(both[1], text)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.sampled_from("abzAZéŷß019 .,:;'’_-+#@&/\n\u0301🎉日カ"), max_size=40))
def test_both_engines_make_the_same_tokens_of_anything(both: tuple[World, World], text: str) -> None:
    assert tokens(text) == _server_tokens(both[1], text)


@pytest.mark.samples
def test_both_engines_stem_the_words_of_real_adverts_alike(both: tuple[World, World], sample_words: list[str]) -> None:
    for start in range(0, len(sample_words), 4000):
        some = "\n".join(sample_words[start : start + 4000])
        assert tokens(some) == _server_tokens(both[1], some)


@pytest.fixture(scope="session")
def sample_words(request: pytest.FixtureRequest) -> list[str]:
    """All words of the recorded answers of publishers."""
    import re

    folder = request.config.rootpath.parent / "shared" / "data" / "samples"
    if not folder.is_dir():
        pytest.skip(f"NOT TESTED on real adverts: no {folder}")
    words: set[str] = set()
    for path in folder.rglob("*"):
        if path.suffix in (".json", ".html", ".xml", ".rss", ".csv", ".tsv"):
            words.update(re.findall(r"[A-Za-z'’]{3,20}", path.read_text("utf-8", "replace")[:200_000]))
    return sorted(words)


def _server_tokens(world: World, text: str) -> list[str]:
    from elasticsearch import Elasticsearch

    with Elasticsearch(world.settings.index_url) as client:
        answer = client.indices.analyze(index=world.settings.index_alias, analyzer="talentfeed_text", text=text)
        return [token["token"] for token in answer["tokens"]]
