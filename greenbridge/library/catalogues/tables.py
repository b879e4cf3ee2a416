"""The tables of a PDF, which a child opens."""

import json
import tempfile
from pathlib import Path

from greenbridge.files.child import runner
from greenbridge.library.catalogues import rules

# Not imported: the platform need not load what reads tables out of a PDF.
SCRIPT = Path(__file__).with_name("unpack.py")
LIMITS = runner.Limits(seconds=120, megabytes=1024, output_megabytes=32)


def rows_of(path: Path) -> tuple[list[rules.Row], int]:
    """The rows of the catalogue in a PDF, and the page from 0 on which its tables begin; no rows where there is none.

    A file that cannot be opened has none either: what is wrong with it, whoever reads its words says.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as spool:
        ended = runner.run(SCRIPT, path, limits=LIMITS, output=spool)
        if ended.code:
            return [], 0
        spool.seek(0)
        pages = [json.loads(line) for line in spool]
    found = rules.rows(page["tables"] for page in pages)
    begins = next(
        (page["page"] for page in pages if sum(map(len, page["tables"])) >= rules.FEWEST_COLUMNS), 0
    )
    return found, begins
