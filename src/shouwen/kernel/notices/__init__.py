"""Messages to people: written in the move's transaction, delivered at least once (engine.md R8).

``post`` writes, ``deliver`` sends, ``resend`` sends again; ``register`` adds a domain's message.
Settings (all optional):

- SMS: {"backend": "console" | "file" | "aliyun", "folder", "key", "secret", "sign", "template"}, see channels/sms.py;
- SHOUWEN_QUIET_HOURS: ("21:00", "08:00"), when customers are left in peace;
- SHOUWEN_NOTICE_ATTEMPTS: how often one message is tried before it counts as failed (default 8);
- DEFAULT_FROM_EMAIL and Django's other mail settings for e-mail.
"""

from shouwen.kernel.notices.delivery import Delivered, deliver, outbox_age
from shouwen.kernel.notices.inbox import inbox_of, mark_read, unread_count
from shouwen.kernel.notices.messages import Message, link_with, message_named, register
from shouwen.kernel.notices.outbox import NoticeDraft, post, resend

__all__ = [
    "Delivered",
    "Message",
    "NoticeDraft",
    "deliver",
    "inbox_of",
    "link_with",
    "mark_read",
    "message_named",
    "outbox_age",
    "post",
    "register",
    "resend",
    "unread_count",
]
