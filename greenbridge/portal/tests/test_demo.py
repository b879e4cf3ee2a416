"""What the demo offers to somebody who signs up afresh."""

import pytest

from greenbridge.accounts.models import Organisation
from greenbridge.core import credit_code
from greenbridge.portal.demo_views import spare_code
from greenbridge.testing import cast

pytestmark = pytest.mark.usefixtures("ground")


def test_the_credit_code_that_is_offered_is_valid_and_nobodys() -> None:
    offered = spare_code()
    assert credit_code.parse(offered) == offered

    body = cast.imported()
    Organisation.objects.filter(pk=body.pk).update(credit_code=offered)

    assert spare_code() not in {offered, ""}
