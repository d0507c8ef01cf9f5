"""The type of a complaint, suggested from its words: a short list a person can read, and the words that decided.

No learning, no network: each type has its words with a weight, the type with the largest sum is suggested, and the
page shows which words led there. The specialist decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from shouwen.common.text import normalise
from shouwen.complaints.words import ComplaintType

T = ComplaintType

STRONG, PLAIN, FAINT = 5, 3, 1

WORDS: Mapping[ComplaintType, Mapping[int, str]] = {
    T.MAINTENANCE: {
        STRONG: "渗水 漏水 渗漏 滴水 返修 维修 报修 保修 空鼓 脱落 堵塞 反水 跳闸 断电 停水 防水",
        PLAIN: "开裂 裂缝 发霉 墙皮 吊顶 地漏 下水 水管 门锁 窗户 马桶 电梯故障 损坏 修好 修了 修完",
        FAINT: "墙面 地板 瓷砖 阳台 卫生间 厨房 管道 噪音",
    },
    T.PROPERTY_SERVICE: {
        STRONG: "物业费 物业公司 物业服务 保安 保洁 管家 乱停车 停车收费 垃圾清运",
        PLAIN: "物业 绿化 卫生 门禁 巡逻 宠物 遛狗 广场舞 高空抛物 垃圾 电瓶车 消防通道 楼道 堆放",
        FAINT: "态度 收费 车位 噪音 电梯",
    },
    T.LATE_HANDOVER_QUALITY: {
        STRONG: "质量问题拒收 验房不合格 质量整改 整改后交房",
        PLAIN: "验房 拒收 整改 质量不达标 收房",
        FAINT: "质量 延期",
    },
    T.LATE_HANDOVER_PROGRESS: {
        STRONG: "延期交房 延期交楼 逾期交房 逾期交楼 停工 烂尾 复工 工程进度",
        PLAIN: "交房时间 延期 逾期 工期 何时交房 交不了房",
        FAINT: "交房 交楼 违约金",
    },
    T.TITLE_CERTIFICATE: {
        STRONG: "房产证 不动产证 产权证 办证 大证 分户",
        PLAIN: "产权 不动产 契税 登记证 过户",
        FAINT: "证件 落户",
    },
    T.SALES_LICENCE: {STRONG: "预售证 预售许可 五证 销售许可", PLAIN: "无证销售 备案价", FAINT: "备案"},
    T.HANDOVER_LICENCE: {
        STRONG: "竣工备案 交楼证照 两书一表 质量保证书 使用说明书 验收备案",
        PLAIN: "交付条件 消防验收 竣工验收",
        FAINT: "验收",
    },
    T.MARKETING_CONTRACT: {
        STRONG: "购房合同 认购 定金 首付 退房 虚假宣传 置业顾问 售楼 按揭 网签 团购费",
        PLAIN: "合同 销售 宣传 承诺 贷款 退款 订金 沙盘 优惠",
        FAINT: "签约 发票 面积",
    },
    T.PLANNING_CHANGE: {STRONG: "规划变更 规划调整 改规划 变更规划", PLAIN: "规划 容积率 绿地改", FAINT: "公示"},
    T.DESIGN_DEFECT: {
        STRONG: "设计缺陷 设计不合理 户型设计 采光不足 层高不足",
        PLAIN: "设计 采光 遮挡 层高 户型",
        FAINT: "通风 朝向",
    },
    T.LIVING_AMENITIES: {
        STRONG: "学校 幼儿园 学位 商业配套 菜市场 会所 班车",
        PLAIN: "配套 超市 公交 医院 游泳池 健身",
        FAINT: "设施",
    },
    T.INFRASTRUCTURE: {
        STRONG: "天然气 燃气开通 供暖 市政道路 通水通电 路灯 雨水管网 充电桩",
        PLAIN: "供水 供电 水压 网络 道路 污水 暖气 燃气",
        FAINT: "积水 信号",
    },
    T.LEASE_MANAGEMENT: {
        STRONG: "商铺租赁 租金 租约 返租 铺位 招商",
        PLAIN: "租赁 商铺 租户 承租 转租",
        FAINT: "出租 店面",
    },
}


# Q7: 重大=涉人身安全/媒体/大额索赔: words that speak of safety or of the public; sums are read from the text
GRAVE = (
    "人身安全 受伤 砸伤 烫伤 摔伤 骨折 住院 晕倒 死亡 触电 漏电 起火 火灾 爆炸 煤气泄漏 燃气泄漏 坍塌 坠落 坠楼 "
    "电梯困人 被困 中毒 甲醛超标 "
    "媒体 记者 电视台 曝光 抖音 微博 热搜 上网发帖 拉横幅 集体上访 上访 信访"
)
_SUM = re.compile(r"(\d+(?:\.\d+)?)\s*(万|w)?\s*(?:元|块|圆|人民币)")
_CLAIMS = ("赔", "索赔", "补偿", "损失")
_TEN_THOUSAND = 10_000


def major_signs(demand: str, large: Decimal) -> tuple[str, ...]:
    """The words that make a complaint look major: safety, media, a claim from ``large`` CNY on."""
    text = normalise(demand)
    found = {word: text.index(word) for word in GRAVE.split() if word in text}
    kept = {word: at for word, at in found.items() if not any(word != other and word in other for other in found)}
    if any(word in text for word in _CLAIMS):
        for match in _SUM.finditer(text):
            if Decimal(match[1]) * (_TEN_THOUSAND if match[2] else 1) >= large:
                kept[match[0]] = match.start()
    return tuple(sorted(kept, key=lambda word: kept[word]))


@dataclass(frozen=True)
class Suggestion:
    """A type, its weight, and the words of the text that speak for it, in the order of the text."""

    type: ComplaintType
    weight: int
    because: tuple[str, ...]


def suggest(demand: str) -> Suggestion | None:
    """The type most of the words speak for; None when no word is known. Of equals the first of the list."""
    text = normalise(demand)
    found = [one for kind in WORDS if (one := _weigh(kind, text)) is not None]
    return max(found, key=lambda one: one.weight, default=None)


def _weigh(kind: ComplaintType, text: str) -> Suggestion | None:
    hits = {word: weight for weight, words in WORDS[kind].items() for word in words.split() if word in text}
    # 渗漏水 holds 漏水: a word within a longer hit says nothing new
    kept = {word: weight for word, weight in hits.items() if not any(word != o and word in o for o in hits)}
    if not kept:
        return None
    return Suggestion(kind, sum(kept.values()), tuple(sorted(kept, key=text.index)))
