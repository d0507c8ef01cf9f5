"""Invented names. Nobody is meant: they are put together by chance."""

from __future__ import annotations

from random import Random
from typing import Final

GROUP: Final = "首问置业集团（演示）"
CENTRE: Final = "集团售后服务中心"
REGIONS: Final = ("华东地区公司", "华中地区公司", "西南地区公司")
PROPERTY_GROUP: Final = "首问物业集团"
PROPERTY_COMPANY: Final = "首问物业服务公司"
ESTATES: Final = (
    ("云溪湾", "松涛苑", "梧桐里", "映月台"),
    ("江语城", "青禾府", "南山悦", "星河雅筑"),
    ("锦鲤湖畔", "望岳花园", "橘颂新城", "棠樾春晓"),
)

_SURNAMES: Final = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_FIRST: Final = "建志文国海永春秋晓小明玉秀丽佳雨子梓浩宇思嘉俊雅静婉若安立成德广学世景家天乐心怡可欣诗慧"
_SECOND: Final = "华军平芳敏强磊洋勇艳杰娟涛霞超刚伟燕玲辉斌宁琳然涵轩博妍晨阳溪凡希彤越朗清远帆舟岚竹青桐"
_COMPANIES: Final = ("商贸有限公司", "餐饮管理有限公司", "文化传播有限公司", "便利店")


def person(rng: Random) -> str:
    """A surname and one or two characters."""
    given = rng.choice(_FIRST) + rng.choice(_SECOND) if rng.random() < 0.8 else rng.choice(_SECOND)
    return rng.choice(_SURNAMES) + given


def company(rng: Random) -> str:
    """A small firm that owns a shop."""
    return rng.choice(_FIRST) + rng.choice(_SECOND) + rng.choice(_COMPANIES)


def phone(rng: Random) -> str:
    """A number of the right shape."""
    return f"199{rng.randrange(10**8):08d}"
