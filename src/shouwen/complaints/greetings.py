"""What is said at the counter (接待客户须热情、友好、专业, 第九条); the group words it anew where it likes."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from shouwen.web.policies import Policy, declare

GREETING: Final = declare(
    Policy(
        "counter_greeting",
        _("At the counter: greeting"),
        _("“Good day, this is the customer service centre. I am glad to help you; please take a seat.”"),
        "第九条",
    )
)
COMFORT: Final = declare(
    Policy(
        "counter_comfort",
        _("At the counter: comfort first"),
        _("“I understand that this is upsetting. From now on I answer for it until it is done.”"),
        "第十二条",
    )
)
ASK: Final = declare(
    Policy(
        "counter_questions",
        _("At the counter: then ask"),
        _(
            "What happened, where, since when?\nHas it been repaired or reported before?\n"
            "By when would you like it done at the latest?\nWhen can somebody come to your home?"
        ),
        "第十三条",
    )
)
AVOID: Final = declare(
    Policy(
        "counter_avoid",
        _("At the counter: do not say"),
        _("No promise of an amount, no judgement about neighbours, no “that is normal”."),
        "第九条",
    )
)
SAID: Final = (GREETING, COMFORT, ASK, AVOID)
