"""The ground that stories stand on: a handful of the country instead of the 44,000 divisions of the real register.

Codes and names are the real ones, so that prefix tests, addresses and the words of the pages are as in life. The
small tables (service types, waste categories, credential kinds, opening phases) come from the files that an
installation loads.
"""

from greenbridge.accounts.services import load_associations
from greenbridge.portal.setup import ASSOCIATIONS
from greenbridge.reference import resolver, services
from greenbridge.reference.models import Region

PLACES = {
    "31": "上海市",
    "3101": "上海市",
    "310115": "浦东新区",
    "310118": "青浦区",
    "310118104": "金泽镇",
    "310118107": "华新镇",
    "32": "江苏省",
    "3205": "苏州市",
    "320509": "吴江区",
    "320509105": "盛泽镇",
    "320509110": "黎里镇",
    "320583": "昆山市",
    "33": "浙江省",
    "3304": "嘉兴市",
    "330402": "南湖区",
    "330421": "嘉善县",
    "330421103": "西塘镇",
    "34": "安徽省",
    "3401": "合肥市",
    "340104": "蜀山区",
}
LENGTHS = (2, 4, 6, 9)


def lay() -> None:
    """Put the ground into an empty database."""
    Region.objects.bulk_create(_region(code) for code in PLACES)
    services.load_credential_kinds()
    services.load_service_types()
    services.load_waste_categories()
    services.load_opening_phases()
    load_associations(ASSOCIATIONS)
    resolver.forget()


def _region(code: str) -> Region:
    above = [code[:n] for n in LENGTHS if n < len(code)]
    spoken = dict.fromkeys(PLACES[part] for part in [*above, code])
    return Region(
        code=code,
        name=PLACES[code],
        level=len(above) + 1,
        parent_id=above[-1] if above else None,
        full_name="".join(spoken),
    )
