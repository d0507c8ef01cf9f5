"""The words of the organisation: kinds of unit, departments, roles. Persisted, so never renamed."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrgKind(TextChoices):
    """What a node of the organisation tree is."""

    GROUP = "group", _("Group")
    GROUP_CENTRE = "group_centre", _("Group centre")
    REGIONAL_COMPANY = "regional_company", _("Regional company")
    PROPERTY_GROUP = "property_group", _("Property group")
    PROPERTY_COMPANY = "property_company", _("Property company")
    PROJECT = "project", _("Project")
    DEPARTMENT = "department", _("Department")


class Department(TextChoices):
    """The departments of S3-20; the property company's two are named by their trade (Q17)."""

    MARKETING = "marketing", _("Marketing department")
    ENGINEERING = "engineering", _("Engineering department")
    DEVELOPMENT = "development", _("Development department")
    FINANCE = "finance", _("Finance department")
    TREASURY = "treasury", _("Treasury department")
    CHIEF_ENGINEER = "chief_engineer", _("Chief engineer's office")
    COMMERCIAL = "commercial", _("Commercial operations department")
    PROPERTY_REPAIR = "property_repair", _("Property company, repair department")
    PROPERTY_SERVICE = "property_service", _("Property company, service department")


class Line(TextChoices):
    """What a company leader is in charge of (S3-21b, S3-21d)."""

    MARKETING = "marketing", _("Marketing")
    ENGINEERING = "engineering", _("Engineering")
    DEVELOPMENT = "development", _("Development")
    DESIGN = "design", _("Design")
    COMMERCIAL = "commercial", _("Commercial operations")
    QUALITY = "quality", _("Quality management")


class Role(TextChoices):
    """What a person is appointed to. Where it counts is the node of the appointment."""

    PROJECT_AGENT = "project_agent", _("Customer-service specialist")
    GROUP_AGENT = "group_agent", _("Group customer-service staff")
    GROUP_DGM = "group_dgm", _("Deputy general manager, group service centre")
    GROUP_GM = "group_gm", _("General manager, group service centre")
    GROUP_VICE_PRESIDENT = "group_vice_president", _("Vice-president in direct charge")
    BOARD = "board", _("Board of directors")
    HR_CENTRE = "hr_centre", _("Group human-resources centre")
    FINANCE_CENTRE = "finance_centre", _("Group finance centre")
    DEPARTMENT_HEAD = "department_head", _("Head of department")
    DEPARTMENT_STAFF = "department_staff", _("Department staff")
    LEADER_IN_CHARGE = "leader_in_charge", _("Leader in charge")
    PROJECT_GM = "project_gm", _("Project general manager")
    CHAIRMAN = "chairman", _("Chairman")
    CS_MANAGER = "cs_manager", _("Manager of customer service")
    CS_ASSISTANT = "cs_assistant", _("Assistant manager of customer service")
    CS_CLERK = "cs_clerk", _("Customer-service clerk")
    DEPUTY_GM = "deputy_gm", _("Deputy general manager of the company")
    RECEPTION = "reception", _("Front desk")
    GATE_GUARD = "gate_guard", _("Gate guard")
    SECURITY_HEAD = "security_head", _("Security department")
    RULE_OWNER = "rule_owner", _("Rule owner")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


# What these may do they may do everywhere, so nobody below the group can give such a post.
POSTS_OF_THE_GROUP = frozenset(
    {
        Role.GROUP_AGENT,
        Role.GROUP_DGM,
        Role.GROUP_GM,
        Role.GROUP_VICE_PRESIDENT,
        Role.BOARD,
        Role.HR_CENTRE,
        Role.FINANCE_CENTRE,
        Role.RULE_OWNER,
        Role.AUDITOR,
    }
)


def can_stand_at(role: Role, kind: str) -> bool:
    """Whether there is such a post at a node of this kind: those of the group stand nowhere else."""
    return role not in POSTS_OF_THE_GROUP or kind in (OrgKind.GROUP, OrgKind.GROUP_CENTRE)


class CityTier(TextChoices):
    """Decides who leads (S3-21b, S3-21c)."""

    PROVINCIAL_CAPITAL = "provincial_capital", _("Provincial capital")
    THIRD_TIER = "third_tier", _("Third-tier city")
