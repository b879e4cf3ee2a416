"""What may keep suppliers from answering a demand. Pure."""

from dataclasses import dataclass

from greenbridge.core import money

SHORT_DAYS = 7
MANY_CREDENTIALS = 2
FEW_BODIES = 3


@dataclass(frozen=True)
class Scope:
    """What of a demand decides how many answer. Budgets are in 分; None where nobody knows."""

    fitting: int
    near: int
    invited: int
    days: int
    credentials: int
    budget: int | None = None
    usual_low: int | None = None


def advice(scope: Scope) -> list[str]:
    """Sentences for the buyer, the most pressing first; never empty."""
    said = [
        _of_bodies(scope),
        _of_credentials(scope),
        _of_budget(scope),
        f"响应时间只有{scope.days}天，可以用变更公告延长截止日期。" if scope.days < SHORT_DAYS else "",
    ]
    return [sentence for sentence in said if sentence]


def _of_bodies(scope: Scope) -> str:
    if scope.fitting == 0 and scope.near == 0:
        return "名录中暂时没有做这类业务的机构，协会会协助您寻找。"
    if scope.fitting == 0:
        return f"没有全部符合条件的机构，接近的有{scope.near}家，请看看它们不符合的是哪一条。"
    few = "只" if scope.fitting < FEW_BODIES else ""
    act = "请直接邀请它们。" if scope.invited == 0 else f"已邀请{scope.invited}家，可以再邀请其他机构。"
    return f"符合条件的机构{few}有{scope.fitting}家，{act}"


def _of_credentials(scope: Scope) -> str:
    if scope.credentials <= MANY_CREDENTIALS:
        return ""
    return f"要求了{scope.credentials}项资质，请只保留这项工作确实需要的。"


def _of_budget(scope: Scope) -> str:
    if scope.budget is None or scope.usual_low is None or scope.budget >= scope.usual_low:
        return ""
    return f"预算低于同类需求常见的{money.format_wan(scope.usual_low)}，请核对预算和工作量。"
