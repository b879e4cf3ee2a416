"""One run: people write, things are killed, everybody finishes, the ledger is drawn up."""

import random
import threading
import time
from collections.abc import Sequence

from bench.faults.acts import KINDS, Person
from bench.faults.ledger import Ledger, drawn_up
from bench.faults.people import Notes, signed_in
from bench.faults.stack import DidNotCome, House

MOMENTS = (1.5, 5.0)  # seconds between two strikes
LONGEST_ABSENCE = 60.0  # seconds until what was killed must be there again
LONGEST_WAIT = 120.0  # seconds for kinds of writes that nobody has come to yet


def run(
    house: House,
    seconds: float,
    dice: random.Random | None,
    *,
    victims: Sequence[str] = (),
    careless: bool = False,
) -> Ledger:
    """The house must be ready; it is left running. Without dice nothing is killed.

    Where ``victims`` are named, each is killed once, in this order and spread over the time; it takes longer where one
    has yet to come back from a death before. And it does, where things are killed, until each kind of write has been
    acknowledged.
    """
    notes, stop = Notes(), threading.Event()
    people = [Person(browser, notes, careless=careless) for browser in signed_in(house.port)]
    threads = [threading.Thread(target=person.go_on, args=[stop]) for person in people if person.may_write]
    for thread in threads:
        thread.start()
    if not dice:
        time.sleep(seconds)
    elif victims:
        _kill_each(house, seconds, dice, victims)
    else:
        _kill_any(house, seconds, dice)
    if dice:
        _await_each_kind(notes)
    stop.set()
    for thread in threads:
        thread.join()
    return drawn_up(house, notes)


def _kill_each(house: House, seconds: float, dice: random.Random, victims: Sequence[str]) -> None:
    apart = seconds / (len(victims) + 1)
    for name in victims:
        time.sleep(apart * dice.uniform(0.5, 1.5))
        deadline = time.monotonic() + LONGEST_ABSENCE
        while not house.kill(name):
            if time.monotonic() > deadline:
                raise DidNotCome(f"{name} is not there to be killed.")
            time.sleep(0.1)
    time.sleep(apart)


def _await_each_kind(notes: Notes) -> None:
    """What follows from what others do comes last: a response needs an invitation, and that a decision."""
    deadline = time.monotonic() + LONGEST_WAIT
    while not notes.kinds >= KINDS and time.monotonic() < deadline:
        time.sleep(0.1)


def _kill_any(house: House, seconds: float, dice: random.Random) -> None:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(dice.uniform(*MOMENTS), left))
        house.strike(dice)
