"""Official projects as a connector hands them over: calls for offers of three years, one in three with its award."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from django.db import transaction

from bench.demands import BUDGETS, WAN
from bench.suppliers import SEED, Places
from bench.words import NEEDS
from greenbridge.core import clock
from greenbridge.demands.models import Notice
from greenbridge.demands.notices.facts import NoticeFacts
from greenbridge.demands.notices.services import receive

SOURCE = "示例采购网"
BUYERS = ("{}人民政府", "{}生态环境局", "{}示例中学", "{}示例水务有限公司")
ONE_IN = 3
AT_ONCE = 500
KEPT_OPEN = 0.125  # of the calls


def fill(count: int) -> None:
    """Receive the notices of so many projects, one after the other, as they would come from a site."""
    notices = _notices(count)
    while some := list(islice(notices, AT_ONCE)):
        with transaction.atomic():
            for facts in some:
                receive(facts)


def _notices(count: int) -> Iterator[NoticeFacts]:
    rng, now = random.Random(SEED + 17), clock.now()
    places = Places(rng)
    for number in range(count):
        call = _call(number, places.pick(), rng, now)
        yield call
        if call.deadline and call.deadline < now and number % ONE_IN == 0:
            yield _award(call, now)


def _call(number: int, place: tuple[str, str], rng: random.Random, now: dt.datetime) -> NoticeFacts:
    (code, town), need = place, rng.choice(NEEDS)
    published, deadline = _days(rng, now)
    budget = None if rng.random() < 0.3 else rng.choice(BUDGETS) * WAN + rng.randrange(WAN)
    said = need.sentence.format(rng.randint(2, 90))
    return NoticeFacts(
        source=SOURCE,
        source_id=f"call-{number}",
        url=f"https://notices.example/{number}",
        kind=Notice.Kind.TENDER,
        title=f"{town}{need.title}{number}号公开招标公告",
        project_number=f"BENCH-{number:07d}",
        buyer=rng.choice(BUYERS).format(town),
        buyer_address="",
        agency="示例招标代理有限公司",
        region_code=code,
        region_words=town,
        region_confidence=0.9,
        types=need.types,
        score=80,
        matched=(need.title,),
        budget=budget,
        award=None,
        amount_words="",
        published_at=published,
        deadline=deadline,
        opens_at=deadline,
        winners=(),
        text=f"{said}投标人须具备相应资质，投标文件在{clock.written(deadline)}前递交。",
        attachments=(),
        fetched_at=now,
        parser="bench-1",
    )


def _days(rng: random.Random, now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """When it was published, and until when it may be answered: of one in eight still, of the others within three years."""
    if rng.random() < KEPT_OPEN:
        published = now - dt.timedelta(minutes=rng.randrange(20 * 24 * 60))
        return published, now + dt.timedelta(minutes=rng.randrange(24 * 60, 60 * 24 * 60))
    published = now - dt.timedelta(minutes=rng.randrange(60 * 24 * 60, 3 * 365 * 24 * 60))
    return published, published + dt.timedelta(days=rng.randrange(20, 30))


def _award(call: NoticeFacts, now: dt.datetime) -> NoticeFacts:
    assert call.deadline, "every call here has one"
    return replace(
        call,
        source_id=call.source_id.replace("call", "award"),
        url=f"{call.url}/award",
        kind=Notice.Kind.AWARD,
        title=call.title.replace("公开招标公告", "中标公告"),
        budget=None,
        award=call.budget,
        published_at=min(call.deadline + dt.timedelta(days=2), now),
        deadline=None,
        opens_at=None,
        winners=("示例环保有限公司",),
        text="评审结束，中标单位是示例环保有限公司。",
    )
