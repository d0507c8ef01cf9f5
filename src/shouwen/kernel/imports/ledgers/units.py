"""Buildings and units of a project."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from shouwen.estate.models import Building, Phase, Unit
from shouwen.kernel.imports.ledger import Cells, Created, Ledger, Notes, Place, register
from shouwen.kernel.imports.ledgers.places import WHERE, Projects, UnitRow, make_units, read_unit


@register
class UnitsLedger(Ledger[UnitRow]):
    """One row is one unit; its building and phase are made with it. A unit that is there already stays as it is."""

    code = "units"
    title = _("Units")
    columns = WHERE
    makes = {"phase": Phase, "building": Building, "unit": Unit}

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._projects = Projects(place)
        self._seen: set[tuple[int, str]] = set()

    def read(self, cells: Cells, notes: Notes) -> UnitRow | None:
        row = read_unit(cells, notes, self._projects)
        if row is None:
            return None
        if row.key in self._seen:
            notes.refuse("room", _("The unit %(code)s is in this file twice.") % {"code": row.name.code})
        self._seen.add(row.key)
        return row

    def commit(self, rows: Sequence[UnitRow]) -> Created:
        _ids, created = make_units(rows)
        return created
