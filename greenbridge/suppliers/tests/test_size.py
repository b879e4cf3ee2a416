"""A supplier states its figures, and its size follows."""

import pytest
from django.urls import reverse

from greenbridge.suppliers.forms import SizeForm
from greenbridge.testing import cast
from greenbridge.testing.pages import as_

pytestmark = pytest.mark.usefixtures("ground")
FIGURES = {"industry": "7461", "year": "2025", "employees": "99", "revenue": "1200.5"}


def test_the_size_follows_from_the_figures_and_says_why() -> None:
    lab = cast.lab()
    browser = as_(cast.owner_of(lab.organisation))

    page = browser.post(reverse("suppliers:size"), FIGURES, follow=True).content.decode()

    lab.organisation.refresh_from_db()
    assert lab.organisation.size == "small"
    assert "企业规模为小型" in page
    assert "其他未列明行业，2025年从业人员99人（机构自报）" in page
    assert 'name="size"' not in browser.get(reverse("suppliers:edit")).content.decode()


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"industry": "9999"}, "industry", "没有这个行业代码"),
        ({"industry": "J6621"}, "industry", "不适用大中小微型企业划分办法"),
        ({"industry": "C1713", "revenue": ""}, "revenue", "工业按营业收入划分，请填写营业收入。"),
        ({"year": "2099"}, "year", "数据年度不能晚于今年。"),
    ],
)
def test_what_gives_no_size_is_refused(changed: dict[str, str], field: str, sentence: str) -> None:
    form = SizeForm(FIGURES | changed)

    assert not form.is_valid()
    assert sentence in form.errors[field][0]
