"""What officers write for each other."""

from greenbridge.accounts.models import User
from greenbridge.suppliers.models import Note, Supplier
from greenbridge.suppliers.notes import services
from greenbridge.testing.cast import accounts


def note(
    on: Supplier, *, by: User | None = None, colleague: User | None = None, text: str = "扫描件请再看一遍。"
) -> Note:
    """By default by the officer of 江苏."""
    return services.write(on, text=text, colleague=colleague, officer=by or accounts.officer())
