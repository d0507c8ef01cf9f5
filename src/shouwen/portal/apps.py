from functools import partial

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "shouwen.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the customers' links into the messages that carry one."""
        from shouwen.kernel.notices.messages import link_with
        from shouwen.portal import talk
        from shouwen.portal.links import Purpose, page_of

        link_with("sign_requested", partial(page_of, Purpose.SIGN))
        link_with("rating_invited", partial(page_of, Purpose.RATE))
        for code in ("case_closed", "household_informed", "complaint_merged"):
            link_with(code, partial(page_of, Purpose.FOLLOW))
        for code in ("centre_replied", "agent_complaint_answered"):
            link_with(code, talk.page_of)
