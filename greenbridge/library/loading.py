"""The first documents come with the platform by title and dates, without their text, and with what replaced them."""

import csv
import datetime as dt
from pathlib import Path

from greenbridge.library import services
from greenbridge.library.definitions import services as definitions
from greenbridge.library.facts import Facts
from greenbridge.library.ledger import importing
from greenbridge.library.models import Definition, Effect

DATA = Path(__file__).parent / "data"
SOURCE, SITE = "国家法律法规数据库", "https://flk.npc.gov.cn/"


def load(folder: Path = DATA) -> int:
    """Add what is not there yet, documents before the ledger; returns how many documents are new.

    What is there stays as it is: a text that came in, an entry that an editor confirmed or withdrew.
    """
    with (folder / "documents.csv").open(encoding="utf-8", newline="") as lines:
        added = sum(services.put(_facts(row)).is_new for row in csv.DictReader(lines))
    if not Definition.objects.exists():  # texts that came in before definitions were read
        for _ in definitions.read_all():
            pass
    importing.take_entries(folder / "ledger.csv", found=Effect.Found.LIST)
    return added


def _facts(row: dict[str, str]) -> Facts:
    return Facts(
        kind=row["kind"],
        title=row["title"],
        short_titles=[name for name in row["short_titles"].split(";") if name],
        issuers=[row["issuer"]],
        promulgated_on=dt.date.fromisoformat(row["promulgated_on"]),
        effective_on=dt.date.fromisoformat(row["effective_on"]),
        source=SOURCE,
        source_url=SITE,
    )
