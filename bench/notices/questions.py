"""What is asked of the hall, of the bare site and of the database: the same rows, each in its own words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

Chosen = Mapping[str, str]
NEWEST = "p.last_published_at DESC, p.id DESC"
ORDERS = {
    "newest": NEWEST,
    "deadline": "p.deadline NULLS LAST, p.id",
    "amount": "p.budget DESC NULLS LAST, p.id DESC",
}
OPEN = "p.state IN ('planned', 'calling')"
TYPED = (
    "EXISTS (SELECT 1 FROM demands_project_service_types t"
    " WHERE t.project_id = p.id AND t.servicetype_id LIKE %s)"
)
LISTED = ", ".join(
    f"p.{column}" for column in ("number", "title", "buyer", "region_id", "budget", "deadline")
)
GROUPS = ("p.state", "p.publisher_kind", "substr(p.region_id, 1, 2)", "p.budget IS NULL")
PAGE = 20


@dataclass(frozen=True)
class Question:
    """A page of the hall. ``share`` says how deep it lies: 0 is the first page, 1 the last."""

    chosen: Chosen = field(default_factory=dict)
    share: float = 0.0
    is_counted: bool = True

    @property
    def order(self) -> str:
        return self.chosen.get("order", "newest")

    def bare(self, offset: int) -> str:
        """The address of the bare site."""
        return "/projects/?" + urlencode({**self.chosen, "offset": offset})

    def rows(self, offset: int) -> tuple[str, Sequence[str]]:
        """The statement that reads the page."""
        where, values = self._where()
        return (
            f"SELECT {LISTED} FROM demands_project p WHERE {where}"
            f" ORDER BY {ORDERS[self.order]} LIMIT {PAGE} OFFSET {offset}",
            values,
        )

    def counts(self) -> list[tuple[str, Sequence[str]]]:
        """The statements that count it: all of it, and the values of each filter."""
        where, values = self._where()
        table = f"FROM demands_project p WHERE {where}"
        types = (
            "SELECT t.servicetype_id, count(*) FROM demands_project_service_types t"
            f" JOIN demands_project p ON p.id = t.project_id WHERE {where} GROUP BY 1"
        )
        grouped = [f"SELECT {group}, count(*) {table} GROUP BY 1" for group in GROUPS]
        return [(statement, values) for statement in (f"SELECT count(*) {table}", *grouped, types)]

    def _where(self) -> tuple[str, list[str]]:
        conditions, values = ["p.is_public"], []
        for name, value in self.chosen.items():
            if name == "state":
                conditions.append(OPEN)
            elif name in CONDITIONS:
                conditions.append(CONDITIONS[name])
                values.append(WRITTEN.get(name, "{}").format(value))
        return " AND ".join(conditions), values


CONDITIONS = {
    "region": "p.region_id LIKE %s",
    "type": TYPED,
    "publisher": "p.publisher_kind = %s",
    "q": "p.title LIKE %s",
}
WRITTEN = {"region": "{}%", "type": "{}%", "q": "%{}%"}
THREE = {"region": "31", "type": "S01", "publisher": "government"}

QUESTIONS: Mapping[str, Question] = {
    "first": Question(),
    "middle": Question(share=0.5, is_counted=False),
    "last": Question(share=1.0, is_counted=False),
    "three": Question(THREE),
    "town": Question({"region": "{town}"}),
    "deadline": Question({"state": "open", "order": "deadline"}),
    "amount": Question({"order": "amount"}, is_counted=False),
    "amount_last": Question({"order": "amount"}, share=1.0, is_counted=False),
    "text": Question({"q": "监测", "region": "31", "type": "S01", "order": "newest"}),
}
