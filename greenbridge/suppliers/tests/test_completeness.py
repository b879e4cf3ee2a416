"""How complete a supplier's facts are, and what gives most."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.suppliers.care import completeness
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

KEYS = [part.key for part in completeness.WEIGHTS]
SHARES = st.fixed_dictionaries({key: st.none() | st.fractions(0, 1, max_denominator=12) for key in KEYS})


def test_the_weights_are_one_hundred() -> None:
    assert sum(part.weight for part in completeness.WEIGHTS) == 100


@given(SHARES)
def test_the_score_lies_between_nothing_and_all_and_gains_lead_no_further(
    shares: dict[str, Fraction | None],
) -> None:
    score = completeness.score(shares)

    assert 0 <= score.points <= 100
    assert all(0 <= gain.points <= 100 - score.points for gain in score.gains)
    applies = [share for share in shares.values() if share is not None]
    assert (score.points == 100) == (bool(applies) and all(share == 1 for share in applies))
    assert [gain.points for gain in score.gains] == sorted(
        (gain.points for gain in score.gains), reverse=True
    )


@given(SHARES, st.sampled_from(KEYS))
def test_to_complete_a_part_gives_what_was_promised(shares: dict[str, Fraction | None], key: str) -> None:
    before = completeness.score(shares)
    promised = {gain.part.key: gain.points for gain in before.gains}
    if key not in promised:
        return

    after = completeness.score(shares | {key: Fraction(1)})

    assert after.points == before.points + promised[key]


@pytest.mark.usefixtures("ground")
def test_the_supplier_reads_what_gives_most_first() -> None:
    lab = cast.lab()

    page = words_of(as_(cast.owner_of(lab.organisation)).get("/suppliers/mine/"))

    # Of 95 that apply (no licence for waste): contact, activity, its capability, its paper.
    assert "57 分" in page
    assert page.index("写一段不少于50个字的简介") < page.index("为每份资质上传扫描件")
    assert "加 16 分" in page
