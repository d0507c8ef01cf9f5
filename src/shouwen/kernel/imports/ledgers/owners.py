"""Owners, tenants and family with their numbers and units: the ledger every property company has."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from shouwen.common import identifiers, phone
from shouwen.common.text import squeeze
from shouwen.customers.models import Customer, CustomerPhone, Occupancy
from shouwen.estate.models import Building, Phase, Unit
from shouwen.kernel.imports.bulk import reindex
from shouwen.kernel.imports.ledger import Cells, Column, Created, Join, Ledger, Notes, Place, register
from shouwen.kernel.imports.ledgers.households import Household, Person, make_households
from shouwen.kernel.imports.ledgers.places import WHERE, Projects, read_unit, tells_a_unit

NAME = Column(
    "name",
    _("Name"),
    ("业主姓名", "业主名称", "姓名", "客户姓名", "客户名称", "业主", "户主", "名称", "full name", "name", "owner"),
    required=True,
)
PHONE = Column(
    "phone", _("Phone"),
    ("手机号", "手机号码", "手机", "电话", "联系电话", "联系方式", "电话号码", "phone", "phones", "mobile"), many=True,
)  # fmt: skip
IDENTITY = Column(
    "identity", _("Identity document number"), ("身份证号", "身份证号码", "身份证", "证件号码", "identity")
)
RELATION = Column("relation", _("Relation to the unit"), ("业主类型", "关系", "身份", "住户类型", "role", "relation"))
OWNER_NO = Column("owner_no", _("Owner's number in the workbook"), ("业主编号", "owner number"))

_NAMES = re.compile(r"[、,;/\n]+")
_COMPANY = re.compile(r"(公司|集团|银行|中心|事务所|工厂|酒店|学校|医院|合作社|委员会|ltd\.?|inc\.?)$", re.IGNORECASE)
_LONGEST_NAME = 80
_RELATIONS = {
    "": Occupancy.Relation.OWNER, "1001": Occupancy.Relation.OWNER, "业主": Occupancy.Relation.OWNER,
    "owner": Occupancy.Relation.OWNER, "产权人": Occupancy.Relation.OWNER,
    "1002": Occupancy.Relation.FAMILY, "家庭成员": Occupancy.Relation.FAMILY, "家属": Occupancy.Relation.FAMILY,
    "1003": Occupancy.Relation.TENANT, "租客": Occupancy.Relation.TENANT, "租户": Occupancy.Relation.TENANT,
    "房屋租客": Occupancy.Relation.TENANT, "tenant": Occupancy.Relation.TENANT,
    "resident": Occupancy.Relation.TENANT, "guest": Occupancy.Relation.TENANT, "1004": Occupancy.Relation.TENANT,
    "代理人": Occupancy.Relation.PROXY, "proxy": Occupancy.Relation.PROXY,
}  # fmt: skip


@register
class OwnersLedger(Ledger[Household]):
    """One row is one household: its units (made if missing) and its people. The same people are not made twice.

    A workbook that keeps owners and rooms on sheets of their own is joined by the owner's number (业主编号).
    """

    code = "owners"
    title = _("Owners")
    columns = (*WHERE, NAME, PHONE, IDENTITY, RELATION, OWNER_NO)
    join = Join(OWNER_NO.name, WHERE)
    makes = {
        "phase": Phase, "building": Building, "unit": Unit,
        "customer": Customer, "phone": CustomerPhone, "occupancy": Occupancy,
    }  # fmt: skip

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._projects = Projects(place)
        self._seen: set[int] = set()

    def read(self, cells: Cells, notes: Notes) -> Household | None:
        people = _people(cells, notes)
        told = [one for one in (cells, *cells.further) if tells_a_unit(one)]
        units = [read_unit(one, notes, self._projects) for one in told]
        said = cells.text("relation").lower()
        relation = _RELATIONS.get(said)
        if relation is None:
            notes.doubt("relation", _("“%(text)s” is no known relation; taken as owner.") % {"text": said})
        living_in = tuple(unit for unit in units if unit is not None)
        household = Household(living_in, tuple(people), relation or Occupancy.Relation.OWNER)
        # A hash instead of the row: a hundred thousand rows must not be remembered whole.
        mark = hash(household)
        if mark in self._seen:
            notes.refuse("name", _("The same row is in this file twice."))
        self._seen.add(mark)
        return household if people else None

    def commit(self, rows: Sequence[Household]) -> Created:
        return make_households(rows)

    @classmethod
    def undo(cls, created: Created) -> int:
        """As every ledger; customers who stay are found by what is left of them."""
        held = Occupancy.objects.filter(pk__in=created["occupancy"]).values_list("customer_id", flat=True)
        reached = CustomerPhone.objects.filter(pk__in=created["phone"]).values_list("customer_id", flat=True)
        touched = {*held, *reached}
        kept = super().undo(created)
        reindex(touched)
        return kept

    @classmethod
    def removable(cls, kind: str, ids: Sequence[int]) -> Sequence[int]:
        """A customer who got another unit, or another number, since then stays."""
        if kind != "customer":
            return ids
        free = Customer.objects.filter(pk__in=ids, occupancies=None, phones=None)
        return list(free.values_list("id", flat=True))


def _people(cells: Cells, notes: Notes) -> list[Person]:
    """The people of the name cell with their numbers; numbers without a name are the first one's."""
    names = list(dict.fromkeys(filter(None, (squeeze(name) for name in _NAMES.split(cells.lines("name"))))))
    if not names:
        notes.refuse("name", _("The row names nobody."))
    if any(len(name) > _LONGEST_NAME for name in names):
        notes.refuse("name", _("Longer than %(longest)d characters.") % {"longest": _LONGEST_NAME})
        return []
    numbers = _numbers(cells, notes, names)
    identities = _identities(cells, notes, names)
    return [Person(name, _kind(name), tuple(numbers.get(name, ())), identities.get(name, "")) for name in names]


def _kind(name: str) -> Customer.Kind:
    return Customer.Kind.COMPANY if _COMPANY.search(name) else Customer.Kind.PERSON


def _numbers(cells: Cells, notes: Notes, names: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    cell = cells.lines("phone")
    for one in phone.numbers_in(cell):
        if not phone.is_valid(one.number):
            notes.doubt("phone", _("“%(text)s” is in no numbering plan.") % {"text": one.number})
        owner = one.label if one.label in names else next(iter(names), "")
        found.setdefault(owner, []).append(one.number)
    if not found and cell.strip():
        notes.doubt("phone", _("There is no number in “%(text)s”.") % {"text": squeeze(cell)[:40]})
    return found


def _identities(cells: Cells, notes: Notes, names: Sequence[str]) -> dict[str, str]:
    """``王：110…；李：120…`` or one number, which is the first person's. A wrong number is doubted, not refused."""
    found: dict[str, str] = {}
    for piece in re.split(r"[;；、,\n]+", cells.lines("identity")):
        label, _colon, number = squeeze(piece).rpartition(":")
        tidy = identifiers.tidy(number)
        if not tidy:
            continue
        owner = label.strip() if label.strip() in names else next(iter(names), "")
        if len(tidy) > 40 or found.get(owner):
            notes.doubt("identity", _("“%(text)s” could not be placed; left out.") % {"text": tidy[:40]})
            continue
        if identifiers.resident_doubts(tidy) and identifiers.credit_code_doubts(tidy):
            notes.doubt("identity", _("“%(text)s” is no sound identity number.") % {"text": tidy})
        found[owner] = tidy
    return found
