"""The matrix of roles and actions: what is not in it is refused."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["MATRIX", "OWN_ONLY", "Action", "Role", "may"]


class Role(StrEnum):
    """What a person is to the desk (the parties of 叶政办〔2023〕6号, and who keeps the desk itself)."""

    ADMINISTRATOR = "administrator"
    WINDOW = "window"
    UTILITY = "utility"
    ENGINEER = "engineer"
    REVIEWER = "reviewer"
    OFFICER = "officer"
    AUDITOR = "auditor"
    PUBLIC = "public"


class Action(StrEnum):
    """Everything the desk can be asked to do."""

    READ_PUBLIC = "read_public"
    READ_WORKS = "read_works"
    READ_APPLICATIONS = "read_applications"
    RECEIVE_APPLICATION = "receive_application"
    NOTIFY_APPLICANT = "notify_applicant"
    RECORD_EVALUATION = "record_evaluation"
    READ_SUBMISSIONS = "read_submissions"
    SUBMIT_ROUTES = "submit_routes"
    READ_CALLS = "read_calls"
    ANSWER_CALL = "answer_call"
    READ_PLANS = "read_plans"
    MAKE_PLAN = "make_plan"
    ACCEPT_PLAN = "accept_plan"
    READ_CASES = "read_cases"
    OPEN_CASE = "open_case"
    HOLD_SURVEY = "hold_survey"
    REPORT_SURVEY = "report_survey"
    SHARE_DESIGN = "share_design"
    START_REVIEW = "start_review"
    GIVE_OPINION = "give_opinion"
    CORRECT_CASE = "correct_case"
    DECIDE = "decide"
    REPORT_PROGRESS = "report_progress"
    CHECK_WORKS = "check_works"
    CALL_ACCEPTANCE = "call_acceptance"
    ACCEPT_WORKS = "accept_works"
    READ_EMERGENCIES = "read_emergencies"
    REPORT_EMERGENCY = "report_emergency"
    READ_LEDGER = "read_ledger"
    READ_LOG = "read_log"
    READ_MESSAGES = "read_messages"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_TOKENS = "manage_tokens"
    MANAGE_ACCOUNT = "manage_account"


_A, _R = Action, Role
_EVERYONE = frozenset({_A.READ_PUBLIC})
_STAFF = _EVERYONE | {_A.READ_WORKS, _A.READ_MESSAGES, _A.MANAGE_TOKENS, _A.MANAGE_ACCOUNT}

MATRIX: Mapping[Role, frozenset[Action]] = MappingProxyType(
    {
        _R.PUBLIC: _EVERYONE,
        _R.WINDOW: _STAFF
        | {
            _A.READ_APPLICATIONS,
            _A.RECEIVE_APPLICATION,
            _A.NOTIFY_APPLICANT,
            _A.RECORD_EVALUATION,
            _A.READ_CASES,
            _A.READ_LEDGER,
        },
        _R.UTILITY: _STAFF
        | {
            _A.READ_APPLICATIONS,
            _A.NOTIFY_APPLICANT,
            _A.READ_SUBMISSIONS,
            _A.SUBMIT_ROUTES,
            _A.READ_CALLS,
            _A.ANSWER_CALL,
            _A.READ_PLANS,
            _A.READ_CASES,
            _A.REPORT_SURVEY,
            _A.CORRECT_CASE,
            _A.REPORT_PROGRESS,
            _A.CALL_ACCEPTANCE,
            _A.ACCEPT_WORKS,
            _A.READ_EMERGENCIES,
            _A.REPORT_EMERGENCY,
        },
        _R.ENGINEER: _STAFF
        | {
            _A.READ_APPLICATIONS,
            _A.READ_SUBMISSIONS,
            _A.READ_CALLS,
            _A.READ_PLANS,
            _A.MAKE_PLAN,
            _A.ACCEPT_PLAN,
            _A.READ_CASES,
            _A.OPEN_CASE,
            _A.HOLD_SURVEY,
            _A.REPORT_SURVEY,
            _A.SHARE_DESIGN,
            _A.START_REVIEW,
            _A.READ_EMERGENCIES,
            _A.READ_LEDGER,
        },
        _R.REVIEWER: _STAFF
        | {
            _A.READ_PLANS,
            _A.READ_CASES,
            _A.REPORT_SURVEY,
            _A.GIVE_OPINION,
            _A.CHECK_WORKS,
            _A.ACCEPT_WORKS,
            _A.READ_EMERGENCIES,
            _A.READ_LEDGER,
        },
        _R.OFFICER: _STAFF
        | {
            _A.READ_APPLICATIONS,
            _A.READ_SUBMISSIONS,
            _A.READ_CALLS,
            _A.READ_PLANS,
            _A.READ_CASES,
            _A.OPEN_CASE,
            _A.HOLD_SURVEY,
            _A.REPORT_SURVEY,
            _A.SHARE_DESIGN,
            _A.START_REVIEW,
            _A.GIVE_OPINION,
            _A.DECIDE,
            _A.CHECK_WORKS,
            _A.CALL_ACCEPTANCE,
            _A.ACCEPT_WORKS,
            _A.READ_EMERGENCIES,
            _A.READ_LEDGER,
        },
        _R.AUDITOR: _STAFF
        | {
            _A.READ_APPLICATIONS,
            _A.READ_SUBMISSIONS,
            _A.READ_CALLS,
            _A.READ_PLANS,
            _A.READ_CASES,
            _A.READ_EMERGENCIES,
            _A.READ_LEDGER,
            _A.READ_LOG,
        },
        _R.ADMINISTRATOR: _STAFF | {_A.MANAGE_PEOPLE},
    }
)

# Roles that see and change only what belongs to, or names, their own organisation
OWN_ONLY = frozenset({Role.UTILITY})


def may(role: Role, action: Action) -> bool:
    """Tell whether a role may ask for an action at all; whose things it may touch is decided where they are."""
    return action in MATRIX[role]
