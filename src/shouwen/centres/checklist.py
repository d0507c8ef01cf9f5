"""The checklist of the daily video check: worded by the group, scored line by line (第九、十条)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.db import transaction

from shouwen.centres.models import CheckItem, CheckResult
from shouwen.centres.words import CheckGroup

# 第九条:统一着装、统一礼仪规范、统一工作程序;第十条:工作纪律. The group changes the lines as it likes.
DEFAULTS: Final[Sequence[tuple[CheckGroup, str]]] = (
    (CheckGroup.DRESS, "着统一工装，佩戴工牌，仪容整洁"),
    (CheckGroup.ETIQUETTE, "起身迎接，使用规范用语，热情、友好、专业"),
    (CheckGroup.ETIQUETTE, "耐心倾听，不打断、不争辩、不推诿"),
    (CheckGroup.PROCEDURE, "每单现场录入系统，客户签字确认"),
    (CheckGroup.PROCEDURE, "来访、来电、留言及时处理并告知下一步"),
    (CheckGroup.DISCIPLINE, "在岗在位，不迟到、不早退、不脱岗"),
    (CheckGroup.DISCIPLINE, "工作时间不玩手机、不做与工作无关的事"),
)


def items() -> list[CheckItem]:
    """The lines in use, group by group. Where nobody has worded any yet, the ones the regulation suggests."""
    if not CheckItem.objects.exists():
        with transaction.atomic():
            CheckItem.objects.bulk_create([CheckItem(group=group, text=text) for group, text in DEFAULTS])
    order = [str(group) for group in CheckGroup]
    return sorted(CheckItem.objects.filter(is_active=True), key=lambda item: (order.index(item.group), item.pk))


def score_of(results: Iterable[CheckResult]) -> Decimal:
    """Percent of the points, to one decimal; 100 where nothing was to be looked at."""
    lines = list(results)
    most = sum(line.points for line in lines)
    if not most:
        return Decimal(100)
    share = Decimal(100 * sum(line.got for line in lines)) / most
    return share.quantize(Decimal("0.1"), ROUND_HALF_UP)
