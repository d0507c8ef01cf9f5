"""The type suggested from the words, and the words that led to it."""

from __future__ import annotations

import pytest

from shouwen.complaints.suggest import WORDS, suggest
from shouwen.complaints.words import ComplaintType

T = ComplaintType


@pytest.mark.requirement("S3-20")
@pytest.mark.parametrize(
    ("demand", "kind"),
    [
        ("主卫顶板滴水两天,吊顶已变形发霉。上月报修过一次,修完又漏。", T.MAINTENANCE),
        ("交了三年物业费,小区保安形同虚设,垃圾没人清", T.PROPERTY_SERVICE),
        ("合同写的去年底交房,现在工地停工,要求按延期交房赔违约金", T.LATE_HANDOVER_PROGRESS),
        ("验房不合格,拒收后一直没有整改", T.LATE_HANDOVER_QUALITY),
        ("房产证办了两年还没下来", T.TITLE_CERTIFICATE),
        ("置业顾问承诺可以退定金,现在不退", T.MARKETING_CONTRACT),
        ("规划变更没有通知业主", T.PLANNING_CHANGE),
        ("户型设计不合理,采光不足", T.DESIGN_DEFECT),
        ("说好的幼儿园和学校都没有建", T.LIVING_AMENITIES),
        ("小区一直没通天然气,市政道路也没修", T.INFRASTRUCTURE),
        ("商铺租约到期,返租的租金没给", T.LEASE_MANAGEMENT),
        ("项目没有预售证就销售", T.SALES_LICENCE),
        ("收楼时没有两书一表", T.HANDOVER_LICENCE),
    ],
)
def test_the_words_of_a_demand_lead_to_its_type(demand: str, kind: ComplaintType) -> None:
    found = suggest(demand)
    assert found is not None
    assert found.type == kind


def test_the_words_that_decided_are_told_in_the_order_of_the_text() -> None:
    found = suggest("吊顶发霉,卫生间渗水")
    assert found is not None
    assert found.because == ("吊顶", "发霉", "卫生间", "渗水")


def test_a_word_within_a_longer_one_counts_once() -> None:
    found = suggest("物业服务")
    assert found is not None
    assert found.because == ("物业服务",)


def test_words_nobody_knows_suggest_nothing() -> None:
    assert suggest("你好") is None
    assert suggest("") is None


def test_every_type_of_the_regulation_has_its_words() -> None:
    assert set(WORDS) == set(ComplaintType)
