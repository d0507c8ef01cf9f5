"""Answers and scripts of the demo's library (客服百问, 投诉处理技巧); every word is invented."""

from __future__ import annotations

from typing import Final

from shouwen.complaints.words import ComplaintType as T
from shouwen.improvement.words import Category

Answer = tuple[Category, str, str, tuple[T, ...]]

ANSWERS: Final[tuple[Answer, ...]] = (
    (
        Category.FAQ,
        "卫生间顶板渗水、漏水怎么答",
        "先致歉并问清:哪一间、从什么时候开始、楼上是否有人。\n告诉客户:维修部当天上门查看,先止水,再和楼上一起查原因。\n"
        "不要说是楼上的问题;原因查明之前不判断责任。",
        (T.MAINTENANCE, T.LATE_HANDOVER_QUALITY),
    ),
    (
        Category.FAQ,
        "空鼓、开裂、墙面不平怎么答",
        "记下房间和位置,请客户拍一张照片。\n告诉客户:工程部带空鼓锤上门实测,当场量、当场记,方案写清范围和完成时间。",
        (T.LATE_HANDOVER_QUALITY, T.MAINTENANCE),
    ),
    (
        Category.FAQ,
        "房产证什么时候能办",
        "先查项目的初始登记进度,再答时间;没有查到就说明什么时候回话。\n不承诺具体日期,不把原因推给政府部门。",
        (T.TITLE_CERTIFICATE,),
    ),
    (
        Category.FAQ,
        "延期交房,违约金怎么算",
        "合同约定的交房日和违约金条款以合同为准,请客户说合同编号。\n告诉客户:营销部按合同核算,结果以书面答复;柜台不报金额。",
        (T.LATE_HANDOVER_PROGRESS, T.MARKETING_CONTRACT),
    ),
    (
        Category.FAQ,
        "物业费、保洁、电梯、安保的问题怎么答",
        "问清时间、地点、次数;电梯困人先转应急电话。\n告诉客户:客服部当天核实,回话时带上处理人的姓名和电话。",
        (T.PROPERTY_SERVICE,),
    ),
    (
        Category.SKILLS,
        "客户情绪激动时的安抚话术",
        "“您先别着急,我在这里听您说完。这件事从现在起由我负责到底。”\n听完再记录,复述一遍,请客户确认。\n"
        "不打断,不辩解,不说“这很正常”。",
        tuple(T),
    ),
    (
        Category.ETIQUETTE,
        "接待用语:来访、来电、送别",
        "来访:起身、微笑,“您好,这里是客户服务中心,很高兴为您服务,请坐。”\n来电:三声内接听,报部门和姓名。\n"
        "送别:“有进展我第一时间告诉您,请慢走。”",
        (),
    ),
)
