"""Addresses of the desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from shouwen.web.desk.views import account, approvals, board, notices, organisation, search, tokens, workbench

urlpatterns: list[URLPattern] = [
    path("", workbench.workbench, name="workbench"),
    path("team/<int:staff_id>/", workbench.member, name="member"),
    path("why/<int:pk>/", workbench.why, name="why"),
    path("approvals/", approvals.inbox, name="approvals"),
    path("approvals/<str:number>/", approvals.approval, name="approval"),
    path("board/", board.board, name="board"),
    path("board/wall/", board.wall, name="board_wall"),
    path("board/<slug:figure>/", board.behind, name="board_figure"),
    path("search/", search.search, name="search"),
    path("notices/", notices.inbox, name="notices"),
    path("notices/read/", notices.read, name="notices_read"),
    path("notices/<int:pk>/", notices.follow, name="notice"),
    path("notices/log/", notices.log, name="notice_log"),
    path("notices/log/<int:pk>/resend/", notices.resend_one, name="notice_resend"),
    path("account/", account.account, name="account"),
    path("account/delegations/", account.delegate, name="delegate"),
    path("account/delegations/<int:pk>/end/", account.end_delegation, name="delegation_end"),
    path("account/password/", account.password, name="password"),
    path("account/tokens/", tokens.make, name="token"),
    path("account/tokens/<int:pk>/revoke/", tokens.revoke, name="token_revoke"),
    path("organisation/", organisation.tree, name="organisation"),
    path("organisation/delegations/", organisation.delegations, name="delegations"),
    path("organisation/<int:pk>/", organisation.node, name="org_unit"),
    path("organisation/<int:pk>/appoint/", organisation.appoint, name="appoint"),
    path("organisation/people/<int:pk>/", organisation.person, name="person"),
    path("organisation/people/<int:pk>/password/", organisation.password_link, name="password_link"),
    path("organisation/appointments/<int:pk>/end/", organisation.end, name="appointment_end"),
]
