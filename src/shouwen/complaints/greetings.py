"""What is said at the counter (第九条) and at the customer's door (第二十四条).

The group words it anew where it likes.
"""

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
AT_THE_DOOR: Final = declare(
    Policy(
        "door_greeting",
        _("At the door: greeting"),
        _("“Good day, I come from the service centre about what you told us. Here is my badge. May I come in?”"),
        "第二十四条",
    )
)
EXPLAINING: Final = declare(
    Policy(
        "door_explaining",
        _("At the door: explaining"),
        _("“I will look at each point with you. This is what we do, these people do it, and by then it is done.”"),
        "第二十四条",
    )
)
FAREWELL: Final = declare(
    Policy(
        "door_farewell",
        _("At the door: farewell"),
        _("“The place is clean again. Should anything be amiss, call me at any time. Thank you for your patience.”"),
        "第二十四条",
    )
)
SAID_AT_THE_DOOR: Final = (AT_THE_DOOR, EXPLAINING, FAREWELL)
