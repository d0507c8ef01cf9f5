"""The persisted words of the service centres: states and choices. Never renamed."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from shouwen.kernel.flows import States


class CentreState(States):
    """项目售后服务中心的状态 (第七条)."""

    OPERATING = "operating", _("Operating")
    CLOSED = "closed", _("Centre closed")


class CheckState(States):
    """一次视频检查的状态 (第十条)."""

    DUE = "due", _("To be checked")
    DONE = "done", _("Checked")
    MISSED = "missed", _("Missed")


class PostingState(States):
    """客服专员在一个项目的任职 (第四十三条)."""

    SERVING = "serving", _("Serving")
    ROTATED = "rotated", _("Rotated to another project")
    LEFT = "left", _("Left the project")


class VoiceState(States):
    """一条录音留言 (第八条)."""

    WAITING = "waiting", _("Not yet a complaint")
    TURNED = "turned", _("Became a complaint")
    SET_ASIDE = "set_aside", _("Nothing was said")


class ConversationState(States):
    """与客户一对一的对话 (第八条)."""

    WAITING = "waiting", _("The customer waits for an answer")
    ANSWERED = "answered", _("Answered")
    BLOCKED = "blocked", _("Blocked by the group")
    ENDED = "ended", _("Ended")


class SetupItem(TextChoices):
    """设置标准 (第八条)."""

    OFFICE = "office", _("Independent office on the estate")
    IMAGE = "image", _("Unified image")
    HOTLINE = "hotline", _("24-hour hotline with recorded messages")
    HOTLINE_DISPLAY = "hotline_display", _("Hotline number on public display")
    VIDEO = "video", _("Video surveillance")
    SOUND = "sound", _("Microphones")
    MOBILE = "mobile", _("Mobile terminal for customers")


class DeviceKind(TextChoices):
    CAMERA = "camera", _("Camera")
    MICROPHONE = "microphone", _("Microphone")


class CheckGroup(TextChoices):
    """统一着装、统一礼仪规范、统一工作程序 (第九条);工作纪律 (第十条)."""

    DRESS = "dress", _("Dress")
    ETIQUETTE = "etiquette", _("Etiquette")
    PROCEDURE = "procedure", _("Work procedure")
    DISCIPLINE = "discipline", _("Work discipline")

    @property
    def scope(self) -> str:
        """Which of the two scopes of the daily check it belongs to (第十条)."""
        return str(_("Work discipline") if self is CheckGroup.DISCIPLINE else _("Service standard"))


class Conclusion(TextChoices):
    """What a video check comes to."""

    GOOD = "good", _("As it should be")
    IMPROVE = "improve", _("To be improved")
    VIOLATION = "violation", _("Violation")
