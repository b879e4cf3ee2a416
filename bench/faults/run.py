"""One run: people write, things are killed, everybody finishes, the ledger is drawn up."""

import random
import threading
import time

from bench.faults.acts import Person
from bench.faults.ledger import Ledger, drawn_up
from bench.faults.people import Notes, signed_in
from bench.faults.stack import House

MOMENTS = (1.5, 5.0)  # seconds between two strikes


def run(
    house: House, seconds: float, dice: random.Random | None, *, strikes: int = 0, careless: bool = False
) -> Ledger:
    """The house must be ready; it is left running. Without dice nothing is killed.

    It goes on until both are over: the time, and so many ``strikes``, which take longer on a busy machine.
    """
    notes, stop = Notes(), threading.Event()
    people = [Person(browser, notes, careless=careless) for browser in signed_in(house.port)]
    threads = [threading.Thread(target=person.go_on, args=[stop]) for person in people if person.may_write]
    for thread in threads:
        thread.start()
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0 or strikes > 0:
        pause = dice.uniform(*MOMENTS) if dice else left
        time.sleep(pause if strikes > 0 else min(pause, left))
        if dice:
            house.strike(dice)
        strikes -= 1
    stop.set()
    for thread in threads:
        thread.join()
    return drawn_up(house, notes)
