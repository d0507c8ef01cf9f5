"""Sample contexts of the component gallery. Invented names and figures; the clauses are the regulation's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms

from shouwen.kernel import clock
from shouwen.web.icons import DRAWINGS
from shouwen.web.parts import (
    Action,
    Charge,
    Clause,
    Countdown,
    Flat,
    Floor,
    Happened,
    Line,
    Owed,
    Stop,
    Tab,
    Tile,
    Why,
)

ART_14, ART_18, ART_22 = Clause("第十四条", "#"), Clause("第十八条", "#"), Clause("第二十二条", "#")


SENTENCES = {
    "t1": "维保修类 · 渗漏",
    "t2": "再次投诉",
    "t3": "已选",
    "t4": "迟",
    "t5": "3 栋 1802",
    "t6": "何建川",
    "t7": "物业公司工程管理部 一把手",
    "t8": "申请结案，或今日 18:00 前写进展",
    "t9": "还不能报批：没有客户要求的完成时间。",
    "t10": "问一句“您希望最晚什么时候修好?”填在上面即可。其余内容都已保存。",
    "t11": "300 元",
    "t12": "入 5 月报表",
    "t13": "若 5 月 10 日才完成",
    "t14": "超期 3 天：责任人 3 × 100 = 300 元",
    "t15": "3 栋 1 单元近 30 天渗漏",
    "t16": "华南在办 24，其中超期 3",
    "t17": "45 至 60 分钟之间有 75 单",
    "t18": "没有欠办。",
    "t19": "下一件明天 09:30 到期。",
    "t20": "看以后的",
    "t21": "7,800 元",
    "t22": "时限",
    "t23": "单号",
    "t24": "诉求",
    "t25": "已计扣罚",
    "t26": "已迟 1",
    "t27": "先办这些",
    "t28": "已显示 3 / 14",
    "t29": "展开其余 11 件",
    "t30": "主卫顶板漏水，修后复漏",
    "t31": "云栖湾 一期",
    "t32": "报批督办令",
    "t33": "选",
    "t34": "时限 ↑",
    "t35": "已计扣罚（元）",
    "t36": "合计",
    "t37": "核查诉求",
    "t38": "主卫顶板滴水两天",
    "t39": "问题照片",
    "t40": "至少 1 张",
    "t41": "处理方案",
    "t42": "客户签字",
    "t43": "周敏",
    "t44": "更换立管接口，闭水 24 小时，恢复吊顶",
    "t45": "上门回访",
    "t46": "上门回访：卫生间顶板漏水",
    "t47": "云栖湾 3 栋 1702 · 周敏 · 138****0001",
    "t48": "走到哪一步",
    "t49": "提交回访",
    "t50": "存在本机，有信号即送达。",
}
"""The sentences of the sample pages."""


class SampleForm(forms.Form):
    """Every kind of field, two of them wrong."""

    unit = forms.CharField(label="房号", initial="云栖湾 3 栋 1502")
    wanted = forms.CharField(label="客户要求的完成时间", help_text="例如 周日 18:00，或 3 天后")
    text = forms.CharField(label="客户诉求", widget=forms.Textarea(attrs={"rows": 2}))
    kind = forms.ChoiceField(label="类型", choices=[("", "请选"), ("repair", "维保修"), ("quality", "工程质量")])
    level = forms.ChoiceField(label="级别", choices=[("a", "一般"), ("b", "重大")], widget=forms.RadioSelect)
    consent = forms.BooleanField(label="客户同意入户", required=False)


def sample() -> dict[str, Any]:
    """The whole context of the gallery page."""
    return {
        "say": SENTENCES,
        "countdowns": _countdowns(),
        "owed": _owed(),
        "stops": _stops(),
        "tiles": _tiles(),
        "happened": _happened(),
        "actions": _actions(),
        "charges": _charges(),
        "why": _why_due(),
        "clause": ART_14,
        "tabs": [Tab("我管的在办", "#", 86, current=True), Tab("超期", "#", 7), Tab("带索赔", "#", 6)],
        "tabs_end": Tab("管理视图", "#"),
        "chips": [{"text": "5 月 1 日以后有动作", "remove_url": "#"}],
        "bulk": [
            Action("批量督促", name="do", value="urge"),
            Action("导出所选", icon="download", name="do", value="export"),
        ],
        "job": {"title": "正在导出 86 单，电话已脱敏", "done": 52, "all": 86, "stop_url": "#"},
        "floors": _floors(),
        "columns": ["01", "02 立管"],
        "form": SampleForm({"unit": "云栖湾 3 栋 1502", "text": "主卫顶板滴水两天", "kind": "repair", "level": "a"}),
        "rows_figures": _rows_figures(),
        "spread_figures": _spread_figures(),
        "icon_names": list(DRAWINGS),
        "verdicts": [("true", "属实"), ("part", "部分"), ("false", "不属实")],
    }


def _minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def _countdowns() -> list[Countdown]:
    now = clock.now()
    return [
        Countdown(now + _minutes(221), opened=now - _minutes(60)),
        Countdown(now + _minutes(16.57), opened=now - _minutes(43)),
        Countdown(now - _minutes(18.4), opened=now - _minutes(78)),
        Countdown(now + timedelta(days=2, hours=4), opened=now - timedelta(days=1)),
        Countdown(now, stopped=now - _minutes(20), stopped_word="已停表", note="提前 20 分"),
    ]


def _why_due() -> Why:
    return Why(
        "为什么是 10:35 到期",
        [
            Line("首次报批", "林晓岚提交督办令", "09:35:00"),
            Line("时限", "副总、总经理合计", "60 分钟", clause=ART_14),
            Line("停表", "退回修改不停表，夜间不停表", "0 分钟"),
        ],
        total=Line("到期", "含本刻，10:35:00 签发算准时", "10:35:00"),
        afterwards="超过后，每满 5 分钟记持单人 100 元（第十八条）。此刻持单人：您。首笔将记于 10:40:00。",
        version="规则版本 2026-01-01 起 · 开单时锁定",
        url="#",
    )


def _owed() -> list[Owed]:
    late, soon, calm = (_countdowns()[k] for k in (2, 1, 0))
    return [
        Owed(1, late, "答复扣罚申诉", "#", "SS-0506-0009", "望岳府", "梁树声 · 异议：未更新 200 元",
             ["月底 23:50 前未答复", "随月报挂起"], Clause("第三十六条", "#"), _why_due(), Action("答复", "#")),
        Owed(2, soon, "审批督办令：卫生间顶板漏水", "#", "DD-0507-0012", "云栖湾 3 栋 1702", "周敏 · 物业公司",
             ["10:40 起", "每 5 分钟 100 元"], ART_14, _why_due(), Action("审批", "#")),
        Owed(3, calm, "审核结案：厨房烟道串味", "#", "DD-0503-0040", "青禾里 4 栋 1203", "回访 5 分，照片齐",
             ["不计时扣罚", "客户在等"], Clause("第二十九条", "#"), _why_due(), Action("审核", "#")),
    ]  # fmt: skip


def _stops() -> list[Stop]:
    return [
        Stop("受理登记", "5-04 09:40", done=True),
        Stop("报批", "10:35", done=True),
        Stop("签发", "11:20", done=True),
        Stop("处理中", "第 3 天", current=True),
        Stop("申请结案", "5-07 12:00 前"),
        Stop("审批结案"),
    ]


def _tiles() -> list[Tile]:
    return [
        Tile(1, "来电录音", "08:07", url="#", sound=True),
        Tile(2, "索赔清单", "5-06 10:04", url="#"),
        Tile(3, "维修后照片", "申请结案前", missing=True),
    ]


def _happened() -> list[Happened]:
    now = clock.now()
    return [
        Happened(now - _minutes(48), "每日短信", "何建川、许启明均已送达"),
        Happened(now - timedelta(days=1), "何建川", "更换立管接口，已止水。进度 60%", "step", tiles=_tiles()),
        Happened(now - timedelta(days=2), "未写当日进展", "系统判定，记责任人 200 元", "breach"),
        Happened(
            now - timedelta(days=3), "何建川 上门回访", "诉求两条均属实", "step", recorded=now - timedelta(days=2)
        ),
    ]


def _actions() -> list[Action]:
    return [
        Action("督促责任人", "#", key="U"),
        Action("派协办任务", "#"),
        Action("打印督办令", "#", key="P", icon="print"),
        Action("申请结案", missing=["维修后照片 1 张", "协办任务 1 项未完"]),
    ]


def _charges() -> list[Charge]:
    return [
        Charge("林晓岚", "迟报批 5 分钟", "⌊5 ÷ 5⌋ = 1 格 × 100 元", "100 元", ART_18),
        Charge("何建川", "5-05 未写进展", "1 次 × 200 元", "200 元", Clause("第三十五条", "#")),
    ]


def _floors() -> list[Floor]:
    marks = {
        18: Flat("open", "处理中"),
        17: Flat("open", "待审批"),
        16: Flat("shut", "已结案"),
        15: Flat("here", "本户"),
    }
    return [Floor(str(n), [Flat(), marks.get(n, Flat())]) for n in range(18, 13, -1)]


def _rows_figures() -> dict[str, Any]:
    return {
        "names": ["华南", "华北", "华东", "华中"],
        "totals": [24, 14, 21, 12],
        "series": [
            {"name": "超期", "colour": "late", "values": [3, 2, 1, 1]},
            {"name": "一小时内", "colour": "soon", "values": [4, 2, 3, 1]},
            {"name": "在时限内", "colour": "calm", "values": [17, 10, 17, 10]},
        ],
    }


def _spread_figures() -> dict[str, Any]:
    return {
        "labels": ["0", "5", "10", "15", "20", "25", "30", "35", "40", "45", "50", "55", "60", "65+"],
        "values": [38, 121, 228, 256, 214, 142, 96, 62, 48, 36, 24, 15, 12, 26],
        "strong": [9, 10, 11],
        "marks": [{"at": 9, "text": "新 45 分"}, {"at": 12, "text": "现 60 分"}],
    }
