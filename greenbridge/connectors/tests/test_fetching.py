"""A source is asked politely, and only where it may be: each guard, and what happens without it."""

import gzip
import zlib
from typing import Any

import pytest

from greenbridge.connectors import fetching, rules
from greenbridge.connectors.errors import FetchFailed
from greenbridge.connectors.fetching import Line, unpacked
from greenbridge.connectors.models import Source
from greenbridge.core import outgoing
from greenbridge.core.outgoing import NotAllowed, Question, Sites, ask
from greenbridge.testing.sites import (
    Handler,
    Site,
    Watch,
    by_method,
    site,
    status,
    this_machine_is_outside,
    watch,
)

__all__ = ["this_machine_is_outside", "watch"]

outside = pytest.mark.usefixtures("this_machine_is_outside")


def line(other: Site, **facts: Any) -> Line:
    source = Source(
        name="x", label="示例网站", base="https://notices.example", hosts=["notices.example"], pace=2
    )
    return Line(source, base=other.base, pace=0, **facts)


# --- Where a line may lead --------------------------------------------------------------------------------------


@outside
def test_only_the_hosts_of_the_list_are_asked_and_only_on_the_ports_of_the_web() -> None:
    known = Sites(hosts=frozenset({"127.0.0.1", "notices.example"}))
    with site(page=status(200, b"ok")) as other:
        with pytest.raises(NotAllowed, match="不在允许访问的网站之内"):
            ask(f"{other.base}/page", sites=known)  # the host is known, its port is none of the web
        assert other.asked == []
        assert ask(f"{other.base}/page").status == 200  # the control: without the list it is asked
    with pytest.raises(NotAllowed, match="不在允许访问的网站之内"):
        ask("https://elsewhere.example/", sites=known)


@pytest.mark.usefixtures("watch")
def test_a_place_that_a_person_has_named_may_lie_inside_and_its_neighbour_may_not() -> None:
    with site(page=status(200, b"ok")) as named, site(page=status(200)) as neighbour:
        place = Sites(place=named.base.removeprefix("http://"))
        assert ask(f"{named.base}/page", sites=place, question=Question(pause=0)).body == b"ok"
        with pytest.raises(NotAllowed):
            ask(f"{neighbour.base}/page", sites=place)
        with pytest.raises(NotAllowed, match="公共网络"):
            ask(f"{named.base}/page")  # the control: nobody has named it
    assert neighbour.asked == []


@pytest.mark.usefixtures("watch")
@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "[::1]"])
def test_a_host_of_the_list_that_lies_inside_is_refused_all_the_same(host: str) -> None:
    with pytest.raises(NotAllowed, match="公共网络"):
        ask(f"http://{host}/", sites=Sites(hosts=frozenset({host.strip("[]")})))


def test_no_redirect_leads_off_the_list() -> None:
    with site(secret=status(200, b"password")) as inside, site() as other:
        other.replies["/away"] = status(302, Location=f"{inside.base}/secret")
        other.replies["/near"] = status(302, Location="/page")
        other.replies["/page"] = status(200, b"ok")
        asking = line(other)
        with pytest.raises(FetchFailed, match=r"公共网络|允许访问"):
            asking.fetch("https://notices.example/away")
        assert asking.fetch("https://notices.example/near").body == b"ok"
    assert inside.asked == []


@outside
def test_a_line_without_its_list_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Line, "sites", None)
    with site(secret=status(200, b"password")) as inside, site() as other:
        other.replies["/away"] = status(302, Location=f"{inside.base}/secret")
        assert line(other).fetch("https://notices.example/away").body == b"password"


def test_what_is_posted_is_not_carried_to_where_a_redirect_leads_unless_it_says_so() -> None:
    with site() as other:
        other.replies |= {"/old": status(302, Location="/new"), "/same": status(307, Location="/new")}
        other.replies["/new"] = by_method(GET=status(200, b"asked"), POST=status(200, b"posted"))
        asking = line(other)
        assert asking.fetch("https://notices.example/old", form={"a": 1}).body == b"asked"
        assert asking.fetch("https://notices.example/same", form={"a": 1}).body == b"posted"


# --- How much is taken ------------------------------------------------------------------------------------------


def test_a_source_is_given_twenty_seconds_and_ten_mebibytes() -> None:
    limits = Line(Source(name="x")).limits
    assert (limits.seconds, limits.most_bytes) == (20, 10 * 1024 * 1024)


def packed(body: bytes) -> Any:
    return status(200, gzip.compress(body), Content_Encoding="gzip")


def test_what_unpacks_to_more_than_the_limit_is_no_answer() -> None:
    with site(bomb=packed(b"\0" * 5_000_000), page=packed(b"ok" * 100)) as other:
        asking = line(other, limits=outgoing.Limits(most_bytes=1_000_000))
        with pytest.raises(FetchFailed, match="解压后内容过大"):
            asking.fetch("https://notices.example/bomb")
        assert asking.fetch("https://notices.example/page").body == b"ok" * 100


def test_who_unpacks_without_a_limit_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "unpacked", lambda body, encoding, most: gzip.decompress(body))
    with site(bomb=packed(b"\0" * 5_000_000)) as other:
        asking = line(other, limits=outgoing.Limits(most_bytes=1_000_000))
        assert len(asking.fetch("https://notices.example/bomb").body) == 5_000_000


def test_a_bomb_is_never_held_in_memory_beyond_the_limit() -> None:
    bomb = zlib.compress(b"\0" * 50_000_000, 9)
    with pytest.raises(FetchFailed, match="过大"):
        unpacked(bomb, "deflate", 1_000)


@pytest.mark.parametrize(
    ("body", "encoding", "why"),
    [
        (gzip.compress(b"x" * 100)[:-12], "gzip", "没有传完"),
        (b"no gzip", "gzip", "已损坏"),
        (b"x", "br", "不认识的压缩方式"),
    ],
)
def test_what_is_badly_packed_is_no_answer(body: bytes, encoding: str, why: str) -> None:
    with pytest.raises(FetchFailed, match=why):
        unpacked(body, encoding, 1_000)


# --- How often, and what is closed ------------------------------------------------------------------------------


def test_two_questions_to_a_site_lie_as_far_apart_as_the_source_says(watch: Watch) -> None:
    with site(page=status(200, b"ok")) as other:
        asking = line(other)
        asking.pace = 5.0
        asking.fetch("https://notices.example/page")

    assert [round(wait) for wait in watch.waits] == [5]  # robots.txt, then the page


def test_what_robots_txt_closes_is_not_asked_for() -> None:
    with site(page=status(200, b"ok"), closed=status(200)) as other:
        other.replies["/robots.txt"] = status(200, b"User-agent: *\nDisallow: /closed\n")
        asking = line(other)
        with pytest.raises(FetchFailed, match=r"robots\.txt 不允许"):
            asking.fetch("https://notices.example/closed")
        assert asking.fetch("https://notices.example/page").body == b"ok"
        asking.fetch("https://notices.example/page")

    assert [one.path for one in other.asked] == ["/robots.txt", "/page", "/page"]


def test_who_does_not_heed_robots_txt_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Line, "_heed_robots", lambda line, place: None)
    with site(closed=status(200)) as other:
        other.replies["/robots.txt"] = status(200, b"User-agent: *\nDisallow: /closed\n")
        assert line(other).fetch("https://notices.example/closed").status == 200


def test_the_pause_that_robots_txt_asks_for_is_kept(watch: Watch) -> None:
    with site(page=status(200, b"ok")) as other:
        other.replies["/robots.txt"] = status(200, b"User-agent: *\nCrawl-delay: 30\n")
        asking = line(other, limits=outgoing.Limits(seconds=5))  # the pause is none of the site's time
        asking.fetch("https://notices.example/page")

    assert [round(wait) for wait in watch.waits] == [30]


def test_a_site_that_cannot_say_what_it_closes_is_left_alone() -> None:
    with site(page=status(200)) as other:
        other.replies["/robots.txt"] = status(500)
        with pytest.raises(FetchFailed, match=r"读不到 robots\.txt"):
            line(other).fetch("https://notices.example/page")

    assert [one.path for one in other.asked] == ["/robots.txt"]


def test_a_page_that_is_known_is_not_sent_again() -> None:
    def reply(handler: Handler) -> None:
        known = handler.headers.get("If-None-Match") == '"1"'
        status(304 if known else 200, b"" if known else b"ok", ETag='"1"')(handler)

    with site(page=reply) as other:
        asking = line(other)
        first = asking.fetch("https://notices.example/page")
        again = asking.fetch("https://notices.example/page", conditions={"If-None-Match": first.etag})

    assert (first.body, again.is_known) == (b"ok", True)


def test_a_server_that_stumbles_is_asked_again_and_one_that_refuses_is_not() -> None:
    def stumbling(handler: Handler) -> None:
        first = sum(one.path == "/page" for one in other.asked) == 1
        status(503 if first else 200, b"ok")(handler)

    with site(page=stumbling, closed=status(429), gone=status(404), broken=status(500)) as other:
        asking = line(other)
        assert asking.fetch("https://notices.example/page").body == b"ok"
        with pytest.raises(FetchFailed, match="429") as refused:
            asking.fetch("https://notices.example/closed")
        for path in ("gone", "broken"):
            with pytest.raises(FetchFailed):
                asking.fetch(f"https://notices.example/{path}")

    paths = [one.path for one in other.asked]
    assert refused.value.ends_run
    assert [paths.count(f"/{path}") for path in ("page", "closed", "gone", "broken")] == [
        2,
        1,
        1,
        rules.TRIES,
    ]


def test_pauses_and_rests_double_up_to_a_night() -> None:
    assert [rules.wait(n, 2) for n in (1, 2)] == [4, 8]
    rests = [rules.rest(n) for n in range(1, 12)]
    assert rests == sorted(rests)
    assert rests[1] == 2 * rests[0]
    assert max(rests) == rules.LONGEST_REST


def test_addresses_under_a_replica_are_named_as_the_source_names_them() -> None:
    with site() as other:
        asking = line(other)
        assert asking.where("https://notices.example/a?b=1") == f"{other.base}/a?b=1"
        assert asking.where("https://elsewhere.example/a") == "https://elsewhere.example/a"
        assert asking.absolute(f"{other.base}/a") == "https://notices.example/a"
        assert asking.absolute("b.htm", "https://notices.example/a/") == "https://notices.example/a/b.htm"
    assert fetching.MOST_BYTES == 10 * 1024 * 1024
