"""What customers say in the demo: the real messages where they are at hand, a bundled invented set otherwise."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

from shouwen.complaints.words import ComplaintType

SOURCE_TREE: Final = Path(__file__).resolve().parents[4]
BUNDLED: Final = Path(__file__).with_name("texts.csv")
REAL_FILES: Final = ("messages.csv", "replies.csv")
LONGEST: Final = 600
T = ComplaintType

# The first that fits wins, so the rarer words stand before the commoner ones.
_WORDS: Final[tuple[tuple[ComplaintType, tuple[str, ...]], ...]] = (
    (T.TITLE_CERTIFICATE, ("产权证", "不动产证", "房产证", "办证", "两证", "土地证")),
    (T.SALES_LICENCE, ("预售证", "预售许可", "五证", "无证销售", "捂盘")),
    (T.HANDOVER_LICENCE, ("竣工备案", "消防验收", "验收备案", "未验收", "强制交房")),
    (T.LATE_HANDOVER_PROGRESS, ("延期交", "逾期交", "烂尾", "停工", "延迟交", "何时交房")),
    (T.LATE_HANDOVER_QUALITY, ("质量问题", "空鼓", "裂缝", "开裂", "偷工减料", "精装修")),
    (T.PLANNING_CHANGE, ("规划", "变更", "楼间距", "改成")),
    (T.LEASE_MANAGEMENT, ("租赁", "出租", "租房", "公租房", "商铺", "门面")),
    (T.MARKETING_CONTRACT, ("合同", "首付", "定金", "虚假宣传", "开发商", "购房", "退房")),
    (T.DESIGN_DEFECT, ("采光", "设计", "隔音", "户型")),
    (T.INFRASTRUCTURE, ("自来水", "水压", "停电", "用电", "天然气", "燃气", "供暖", "道路", "修路", "下水道")),
    (T.LIVING_AMENITIES, ("学校", "幼儿园", "配套", "菜市场", "公交", "地铁")),
    (T.MAINTENANCE, ("漏水", "渗水", "维修", "电梯", "外墙", "脱落", "损坏", "堵塞")),
    (T.PROPERTY_SERVICE, ("物业", "业委会", "保安", "停车", "垃圾", "噪音", "小区")),
)


def type_of(text: str) -> ComplaintType:
    """What a message is about, by its words; property service when none is known."""
    return next((kind for kind, words in _WORDS if any(word in text for word in words)), T.PROPERTY_SERVICE)


@dataclass(frozen=True)
class Demand:
    """What one customer says, and what it is about."""

    text: str
    type: ComplaintType


@dataclass
class Texts:
    """The demands, and the phrases of those who handle them, by use."""

    demands: list[Demand] = field(default_factory=list)
    phrases: dict[str, list[str]] = field(default_factory=dict)

    def say(self, use: str, rng: Random) -> str:
        """A phrase for that use."""
        return rng.choice(self.phrases[use])


def read_texts(folder: Path | None = None) -> Texts:
    """The bundled set; with a folder of real messages, their housing matters as demands instead."""
    texts = Texts()
    for row in _rows(BUNDLED):
        if row["use"] == "demand":
            texts.demands.append(Demand(row["text"], ComplaintType(row["type"])))
        else:
            texts.phrases.setdefault(row["use"], []).append(row["text"])
    real = list(_real(folder)) if folder else []
    texts.demands = real or texts.demands
    return texts


def folder_at_hand() -> Path | None:
    """Where the real messages are: the environment's word, else beside the sources, else nowhere."""
    said = os.environ.get("SHOUWEN_DEMO_TEXTS", "").strip()
    if said:
        return Path(said)
    beside = SOURCE_TREE.parent / "shared" / "data" / "cn-gov-messages"
    return beside if beside.is_dir() else None


def _real(folder: Path) -> Iterator[Demand]:
    for name in REAL_FILES:
        path = folder / name
        for row in _rows(path) if path.is_file() else ():
            text = f"{row['title']}：{row['content']}".strip()[:LONGEST]
            if row.get("property_related") == "1" and len(text) > 10:
                yield Demand(text, type_of(text))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)
