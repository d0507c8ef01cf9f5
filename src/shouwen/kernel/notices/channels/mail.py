"""E-mail through Django's mail backend (SMTP in production)."""

from __future__ import annotations

import hashlib
import smtplib

from django.core.mail import EmailMessage

from shouwen.kernel.notices.channels.outgoing import NotDelivered, Outgoing, ProviderDown, Undeliverable


def send(message: Outgoing) -> str:
    """Send one mail. The Message-ID is made of the key, so that a repeat is recognised as the same mail."""
    message_id = f"<{hashlib.sha256(message.key.encode()).hexdigest()[:32]}@shouwen>"
    mail = EmailMessage(message.subject, message.body, to=[message.to], headers={"Message-ID": message_id})
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as refused:
        raise Undeliverable("the mail server refuses the address") from refused
    except smtplib.SMTPResponseException as answer:
        raise NotDelivered(f"the mail server answered {answer.smtp_code}") from answer
    except OSError as down:
        raise ProviderDown("the mail server cannot be reached") from down
    return message_id
