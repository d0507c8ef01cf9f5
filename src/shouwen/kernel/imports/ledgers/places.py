"""What unit and owner ledgers share: which project and which unit a row means, and making units."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from shouwen.common import unitname
from shouwen.common.unitname import UnitName
from shouwen.estate.models import Building, Phase, Project, Unit
from shouwen.kernel.imports.bulk import copy_rows
from shouwen.kernel.imports.ledger import Cells, Column, Created, Notes, Place

PROJECT = Column("project", _("Project"), ("项目", "项目名称", "小区", "小区名称", "楼盘", "project"))
PHASE = Column("phase", _("Phase"), ("期", "期数", "分期", "组团", "phase"))
BUILDING = Column(
    "building",
    _("Building"),
    ("楼号", "楼栋编号", "楼栋号", "楼栋", "栋号", "幢号", "座号", "楼阁名称", "building", "address"),
)
STAIR = Column("stair", _("Stair"), ("单元", "单元号", "单元编号", "梯", "stair", "entrance", "section"))
ROOM = Column(
    "room",
    _("Room"),
    (
        "房间",
        "房间号",
        "房号",
        "室号",
        "房屋编号",
        "新单元号",
        "单元名称",
        "铺位",
        "车位编码",
        "车位号",
        "room",
        "unit name",
        "unit",
    ),
)
HOUSE = Column("house", _("Unit in one cell"), ("房屋", "物业编号", "房产", "单元全称", "原单元号", "house"))
FLOOR = Column("floor", _("Floor number"), ("楼层", "房屋楼层", "所在楼层", "floor"))
AREA = Column("area", _("Area"), ("建筑面积", "面积", "area"))
KIND = Column("kind", _("Kind of unit"), ("房屋类型", "物业类型", "停车场类型", "unit type"))
HANDED_OVER = Column(
    "handed_over_on", _("Handed over on"), ("收楼日期", "交楼日期", "交付日期", "收铺日期", "handed over")
)
WHERE = (PROJECT, PHASE, BUILDING, STAIR, ROOM, HOUSE, FLOOR, AREA, KIND, HANDED_OVER)

MOST_AREA = Decimal(99_999_999)
_KINDS = {
    "110": Unit.Kind.FLAT, "住宅": Unit.Kind.FLAT, "flat": Unit.Kind.FLAT, "apartment": Unit.Kind.FLAT,
    "商铺": Unit.Kind.SHOP, "shop": Unit.Kind.SHOP, "commercial": Unit.Kind.SHOP,
    "车位": Unit.Kind.PARKING, "地上停车位": Unit.Kind.PARKING, "地下停车位": Unit.Kind.PARKING,
    "parking": Unit.Kind.PARKING, "parking place": Unit.Kind.PARKING,
    "办公室": Unit.Kind.OTHER, "120": Unit.Kind.OTHER, "宿舍": Unit.Kind.OTHER, "119": Unit.Kind.OTHER,
    "warehouse": Unit.Kind.OTHER, "warehouse unit": Unit.Kind.OTHER,
}  # fmt: skip
# A unit needs a building; those that stand in none are collected under their kind.
_BUILDING_OF_KIND = {Unit.Kind.SHOP: "商铺", Unit.Kind.PARKING: "车位", Unit.Kind.FLAT: "", Unit.Kind.OTHER: ""}
_NO_BUILDING = "独立"
# Billing programs call their own key 单元编号 too.
_KEY_OF_A_SYSTEM = re.compile(r"\d{5,}")


@dataclass(frozen=True)
class UnitRow:
    """A unit as a row tells it."""

    project_id: int
    name: UnitName
    kind: Unit.Kind
    floor: int | None
    area: Decimal | None
    handed_over_on: date | None

    @property
    def key(self) -> tuple[int, str]:
        return self.project_id, self.name.code

    @property
    def building(self) -> str:
        return self.name.building or _BUILDING_OF_KIND[self.kind] or _NO_BUILDING


class Projects:
    """Projects by the name a row gives, looked up once; one beyond the administrator's bounds is not there."""

    def __init__(self, place: Place) -> None:
        self.usual = place.project
        self._bounds = place.bounds
        self._by_name: dict[str, list[int]] | None = None

    def of(self, cells: Cells, notes: Notes) -> int | None:
        """The project's id; None after a refusal."""
        name = cells.text("project")
        if not name:
            if self.usual is None:
                notes.refuse("project", _("The row names no project, and none was chosen for the file."))
            return self.usual.pk if self.usual else None
        found = self._named().get(name, [])
        if len(found) != 1:
            notes.refuse("project", _("There is no single project “%(name)s”.") % {"name": name})
            return None
        return found[0]

    def _named(self) -> dict[str, list[int]]:
        if self._by_name is None:
            self._by_name = {}
            for pk, name in Project.objects.values_list("id", "name"):
                if self._bounds.hold_project(pk):
                    self._by_name.setdefault(name, []).append(pk)
        return self._by_name


def tells_a_unit(cells: Cells) -> bool:
    """Whether the row says anything about which unit."""
    return any(cells.text(column) for column in ("building", "stair", "room", "house"))


def read_unit(cells: Cells, notes: Notes, projects: Projects) -> UnitRow | None:
    """The unit of a row; None after a refusal."""
    project_id = projects.of(cells, notes)
    name = _unit_name(cells, notes)
    if project_id is None or name is None:
        return None
    kind = _KINDS.get(cells.text("kind").lower())
    if kind is None:
        kind = Unit.Kind.SHOP if not name.building and name.room[:1].isalpha() else Unit.Kind.FLAT
    return UnitRow(
        project_id, name, kind, _floor(cells, name), cells.number("area", MOST_AREA), cells.day("handed_over_on")
    )


def _unit_name(cells: Cells, notes: Notes) -> UnitName | None:
    """From parts where there is a room, else from the one cell; both together complete each other."""
    building, stair, room, house = (cells.text(column) for column in ("building", "stair", "room", "house"))
    if _KEY_OF_A_SYSTEM.fullmatch(stair):
        stair = ""
    try:
        if not room:
            name = unitname.parse(house)
        else:
            if house and not building:
                building, stair = _from_older(house, stair, unitname.part(room))
            name = unitname.of_parts(building, stair, room, cells.text("phase"))
    except ValueError:
        said = " ".join(part for part in (building, stair, room, house) if part)
        notes.refuse("room", _("“%(text)s” names no unit.") % {"text": said})
        return None
    if len(name.building) > 40 or len(name.stair) > 20 or len(name.room) > 20 or len(name.code) > 60:
        notes.refuse("room", _("The name of this unit is too long."))
        return None
    return name


def _from_older(house: str, stair: str, room: str) -> tuple[str, str]:
    """Building and stair from an older number beside the room: B1-3 beside 301 is building B1 (3 is the floor)."""
    building, _, second = house.partition("-")
    is_floor = room[:-2] == second
    return building, stair or ("" if is_floor else second)


def _floor(cells: Cells, name: UnitName) -> int | None:
    said = cells.text("floor")
    if said.removeprefix("-").isdecimal() and len(said) < 4:
        return int(said)
    return name.floor


def make_units(rows: Collection[UnitRow]) -> tuple[dict[tuple[int, str], int], Created]:
    """Ids of the units of all rows by (project, code), those that were not there made; and what was made."""
    wanted = {row.key: row for row in rows}
    known = _known_units(wanted)
    fresh = [row for key, row in wanted.items() if key not in known]
    buildings, created = _make_buildings(fresh)
    columns = (
        "project_id", "building_id", "stair", "floor", "room", "kind", "code", "text", "area", "handed_over_on",
    )  # fmt: skip
    values = [
        (
            row.project_id, buildings[row.project_id, row.building], row.name.stair, row.floor, row.name.room,
            row.kind.value, row.name.code, row.name.text, row.area, row.handed_over_on,
        )
        for row in fresh
    ]  # fmt: skip
    ids = copy_rows(Unit, columns, values)
    created["unit"] = ids
    return known | {row.key: pk for row, pk in zip(fresh, ids, strict=True)}, created


def _known_units(wanted: Collection[tuple[int, str]]) -> dict[tuple[int, str], int]:
    found = Unit.objects.filter(
        project_id__in={project for project, _ in wanted}, code__in={code for _, code in wanted}
    ).values_list("project_id", "code", "id")
    return {(project, code): pk for project, code, pk in found if (project, code) in wanted}


def _make_buildings(rows: Sequence[UnitRow]) -> tuple[dict[tuple[int, str], int], Created]:
    wanted = {(row.project_id, row.building): row.name.phase for row in rows}
    found = Building.objects.filter(
        project_id__in={project for project, _ in wanted}, name__in={name for _, name in wanted}
    ).values_list("project_id", "name", "id")
    known = {(project, name): pk for project, name, pk in found}
    fresh = [key for key in wanted if key not in known]
    phases, made = _make_phases({(project, wanted[project, name]) for project, name in fresh if wanted[project, name]})
    values = [(project, phases.get((project, wanted[project, name])), name) for project, name in fresh]
    ids = copy_rows(Building, ("project_id", "phase_id", "name"), values)
    return known | dict(zip(fresh, ids, strict=True)), {"phase": made, "building": ids}


def _make_phases(wanted: Collection[tuple[int, str]]) -> tuple[dict[tuple[int, str], int], list[int]]:
    phases: dict[tuple[int, str], int] = {}
    made: list[int] = []
    for project, name in sorted(wanted):
        phase, is_new = Phase.objects.get_or_create(project_id=project, name=name[:40])
        phases[project, name] = phase.pk
        made += [phase.pk] if is_new else []
    return phases, made
