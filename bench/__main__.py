"""Measure and print one JSON object: ``python -m bench [NAME] [--rows N] [--seconds S]``. See README.md."""

import argparse
import gc
import json
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from bench import legal, library, promises, sample, world, yearly
from bench.figures import Figure, Measurement
from bench.flat import figures as flat
from bench.lighthouse import lighthouse
from bench.load import BadAnswer
from bench.notices import figures as notices
from bench.pages import MANY_SUPPLIERS, OF_MANY, arena, pages, pages_of_many, session_of_a_buyer
from bench.servers import DidNotStart

ALONE = {
    "flat": flat.figures,
    "million_http": flat.over_http,
    "yearly": yearly.figures,
    "notices_sample": sample.figures,
    "notices": notices.figures,
    "legal": legal.figures,
    "library": library.figures,
}
"""In worlds of their own or in none, and only by name: building some takes long. The longer name goes before the shorter."""


class UnknownFigure(Exception):
    """Nothing is called that."""


def main() -> int:
    signal.signal(signal.SIGTERM, _interrupt)
    options = _options()
    try:
        figures = _figures(options)
    except (world.NoWorld, DidNotStart, BadAnswer, UnknownFigure) as reason:
        print(f"bench: {reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    kept = promises.told(figures)
    print(json.dumps({name: _shown(figure, kept.get(name)) for name, figure in figures.items()}, indent=2))
    for name in (name for name, is_kept in kept.items() if is_kept is None):
        print(f"bench: promised, and could not be measured here: {name}", file=sys.stderr)
    for name in (missed := [name for name, is_kept in kept.items() if is_kept is False]):
        print(f"bench: not as promised: {name}", file=sys.stderr)
    return 2 if missed else 0


def _shown(figure: Figure, is_kept: bool | None) -> dict[str, Any]:
    return figure.as_json() | ({} if is_kept is None else {"as_promised": is_kept})


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument(
        "only", nargs="?", default="", help="one group, such as directory, or one figure of it"
    )
    parser.add_argument("--rows", type=int, default=100_000, help="suppliers, and as many demands")
    parser.add_argument("--seconds", type=float, default=8.0, help="per page")
    parser.add_argument(
        "--register", type=Path, default=world.REGISTER, help="folder with provinces.csv and so on"
    )
    return parser.parse_args()


def _figures(options: argparse.Namespace) -> dict[str, Figure]:
    for name, measure in ALONE.items():
        if f"{options.only}_".startswith(f"{name}_"):
            return _chosen(measure(options.register), options.only)
    is_of_many = options.only.startswith(OF_MANY)  # by name only as well
    rows, known_by = (MANY_SUPPLIERS, _of_many) if is_of_many else (options.rows, _measurements)
    with world.installed(rows, options.register) as var:
        _load_django(var)
        with known_by(var, options) as known:
            wanted = _wanted(known, options.only)
            figures = {name: figure for each in wanted for name, figure in _afresh(each).items()}
    return _chosen(figures, options.only)


def _afresh(each: Measurement) -> Mapping[str, Figure]:
    """What earlier groups left in memory is not looked through while this one is measured."""
    gc.collect()
    gc.freeze()
    return each.run()


def _chosen(figures: dict[str, Figure], only: str) -> dict[str, Figure]:
    return {name: figures[name] for name in figures if name == only} or figures


def _load_django(var: Path) -> None:
    os.environ.update(world.environment(var))
    import django

    django.setup()


@contextmanager
def _measurements(var: Path, options: argparse.Namespace) -> Iterator[list[Measurement]]:
    """Everything that can be measured, in the order in which it is: what changes the world comes last."""
    from bench import connectors, inside, uploads
    from greenbridge.demands.models import Demand
    from greenbridge.suppliers.models import Supplier

    numbers = list(Demand.objects.public().order_by("pk").values_list("number", flat=True)[:1000])
    codes = Supplier.objects.listed().order_by("pk").values_list("organisation__credit_code", flat=True)
    build = world.figures(var)
    first = [Measurement("build", tuple(name.removeprefix("build_") for name in build), lambda: build)]
    rest = [*uploads.measurements(), *inside.measurements(var, options.rows), *connectors.measurements()]
    if any(options.only in (each.name, *each.figures) for each in (*first, *rest)):
        yield [*first, *rest]
        return
    measured = pages(list(codes[:1000]), numbers)
    with arena(var, measured, session_of_a_buyer(), options.seconds) as servers:
        yield [*first, *servers.measurements(measured), lighthouse(servers.port, numbers[0]), *rest]


@contextmanager
def _of_many(var: Path, options: argparse.Namespace) -> Iterator[list[Measurement]]:
    measured = pages_of_many()
    with arena(var, measured, session_of_a_buyer(), options.seconds) as servers:
        yield servers.measurements(measured)


def _wanted(known: list[Measurement], only: str) -> list[Measurement]:
    wanted = [each for each in known if only in ("", each.name, each.kind, *each.figures)]
    if not wanted:
        names = ", ".join(each.name for each in known)
        raise UnknownFigure(f"there is no figure {only}; the groups are {names}")
    return wanted


def _interrupt(number: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
