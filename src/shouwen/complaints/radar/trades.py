"""The trade a complaint falls to, by its words: what a household calls a leak is one thing to the plumber.

A short list a person can read, as in ``suggest``: the trade with the most words wins, of equals the first.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shouwen.common.text import normalise

TRADES: Mapping[str, tuple[str | Promise, str]] = {
    "leak": (_("Leaks"), "渗水 漏水 渗漏 滴水 进水 积水 返潮 受潮 渗油 发霉 霉斑 防水"),
    "lift": (_("Lifts"), "电梯 困梯 轿厢 梯门"),
    "drain": (_("Drains"), "堵塞 反水 返水 下水道 地漏 污水 化粪池"),
    "water": (_("Water supply"), "停水 水压 供水 水质 自来水 水表"),
    "power": (_("Electricity"), "停电 断电 跳闸 漏电 电压 电路 电表 插座"),
    "gas": (_("Gas and heating"), "燃气 天然气 煤气 供暖 暖气 地暖"),
    "wall": (_("Walls and tiles"), "空鼓 开裂 裂缝 墙皮 脱落 掉砖 瓷砖 保温层"),
    "door": (_("Doors and windows"), "门锁 入户门 门窗 窗户 玻璃 门禁 闸机"),
    "noise": (_("Noise"), "噪音 噪声 扰民 广场舞 施工声 半夜"),
    "smell": (_("Smell and dust"), "异味 油烟 臭味 恶臭 扬尘 粉尘 搅拌站"),
    "parking": (_("Parking"), "车位 停车 乱停 充电桩 地库 电瓶车"),
    "clean": (_("Cleaning and greenery"), "垃圾 保洁 卫生差 蚊虫 老鼠 绿化 杂草"),
    "security": (_("Security"), "保安 被盗 盗窃 巡逻 监控 外来人员"),
    "fees": (_("Fees"), "物业费 收费 费用 涨价 押金 退款 补贴"),
    "title": (_("Title papers"), "房产证 不动产证 产权 办证 大证 契税"),
    "handover": (_("Handover dates"), "交房 交楼 延期 逾期 停工 烂尾 工期"),
    "school": (_("Schools and amenities"), "学校 学位 幼儿园 入学 配套"),
    "contract": (_("Contract and sale"), "合同 虚假宣传 定金 认购 首付 网签 按揭"),
}


def trade_of(text: str) -> str:
    """The code of the trade; "" when no word is known."""
    plain = normalise(text)
    found = {code: sum(plain.count(word) for word in words.split()) for code, (_title, words) in TRADES.items()}
    best = max(found, key=lambda code: found[code])
    return best if found[best] else ""


def trade_title(code: str) -> str | Promise:
    """The trade in words; "" for none."""
    return TRADES[code][0] if code in TRADES else ""
