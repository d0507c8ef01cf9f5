"""The checklist of the quarterly inspection: worded by the group, one for each kind of unit (第四十条、第八条)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db import transaction

from shouwen.improvement.models import ChecklistItem
from shouwen.improvement.words import UnitKind

# What the group looks at until it words its own. The set-up standards of 第八条 are among the centres' lines (S3-40b).
_COMPANY: Final[Sequence[tuple[str, str, int]]] = (
    ("第四条", "第一责任部门制与首问责任制落实到人", 10),
    ("第五条", "一把手责任制：重大、群体性投诉由董事长牵头", 10),
    ("第二十二条", "接督办令后一小时内上门回访", 15),
    ("第二十六条", "每日更新处理进展，处理方案经客户确认", 15),
    ("第二十八条", "结案材料齐全，客户书面签字", 15),
    ("第三十条", "超期、严重超期督办令有督促记录", 15),
    ("第三十四条", "索赔三天内书面报告，批示后二十四小时报备", 10),
    ("第四十一条", "售后服务实施细则已制定并报备", 10),
)
DEFAULTS: Final[dict[UnitKind, Sequence[tuple[str, str, int]]]] = {
    UnitKind.REGIONAL: _COMPANY,
    UnitKind.PROPERTY: _COMPANY,
    UnitKind.PROJECT: (
        ("第八条", "独立办公地点，统一展示形象", 10),
        ("第八条", "24小时录音留言专线电话已设立并对外公示", 10),
        ("第八条", "视频监控拾音系统完好，在线", 10),
        ("第八条", "客户投诉手机移动终端已设立，一对一沟通有人回复", 10),
        ("第九条", "统一着装、统一礼仪规范、统一工作程序", 15),
        ("第十三条", "每单录入系统，五要素齐全，客户签字", 15),
        ("第十四条", "三十分钟内报批督办令", 15),
        ("第十七条", "无瞒报、漏报：来访登记与系统逐单核对", 15),
    ),
}


def items_for(kind: UnitKind) -> list[ChecklistItem]:
    """The lines in use for one kind of unit, in their order; where nobody has worded any, the suggested ones."""
    if not ChecklistItem.objects.filter(kind=kind).exists():
        with transaction.atomic():
            ChecklistItem.objects.bulk_create(
                ChecklistItem(kind=kind, standard=standard, text=text, most=most)
                for standard, text, most in DEFAULTS[kind]
            )
    return list(ChecklistItem.objects.filter(kind=kind, is_active=True).order_by("id"))
