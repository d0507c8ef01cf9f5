"""What the service centres know: one record per flow, and their registers. One file per matter."""

from shouwen.centres.models.centre import Device, Outage, ServiceCentre, SetupCheck, Transfer
from shouwen.centres.models.checks import CheckItem, CheckResult, VideoCheck
from shouwen.centres.models.messages import Conversation, Lead, ReadMark, VoiceMessage
from shouwen.centres.models.people import Posting
from shouwen.centres.models.texts import ImplementingRules, PolicyText, ReplyTemplate

__all__ = [
    "CheckItem",
    "CheckResult",
    "Conversation",
    "Device",
    "ImplementingRules",
    "Lead",
    "Outage",
    "PolicyText",
    "Posting",
    "ReadMark",
    "ReplyTemplate",
    "ServiceCentre",
    "SetupCheck",
    "Transfer",
    "VideoCheck",
    "VoiceMessage",
]
