"""One run: people write, things are killed, everybody finishes, the ledger is drawn up."""

import random
import threading
import time

from bench.faults.ledger import Ledger, drawn_up
from bench.faults.people import Notes, Person, signed_in
from bench.faults.stack import House

PEOPLE = 6
MOMENTS = (1.5, 5.0)  # seconds between two strikes


def run(house: House, seconds: float, dice: random.Random | None, *, careless: bool = False) -> Ledger:
    """The house must be ready; it is left running. Without dice nothing is killed."""
    notes, stop = Notes(), threading.Event()
    people = [Person(browser, notes, careless=careless) for browser in signed_in(house.port)]
    writers = [person for person in people if person.may_write][:PEOPLE]
    threads = [threading.Thread(target=person.go_on, args=[stop]) for person in writers]
    for thread in threads:
        thread.start()
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(dice.uniform(*MOMENTS) if dice else left, left))
        if dice:
            house.strike(dice)
    stop.set()
    for thread in threads:
        thread.join()
    return drawn_up(house, notes)
