"""Every table of the store."""

from api.store.tables.base import Base, new_key, place_of
from api.store.tables.cases import Case, Decision, Emergency, Note, Opinion, Series
from api.store.tables.intake import Application, Call, Project, Section, Stretch, Submission, Task
from api.store.tables.log import Answered, Event, LogHead, Message, StoredFile
from api.store.tables.people import Invitation, Organisation, Token, User
from api.store.tables.plans import PlannedWork, PlanVersion

__all__ = [
    "Answered",
    "Application",
    "Base",
    "Call",
    "Case",
    "Decision",
    "Emergency",
    "Event",
    "Invitation",
    "LogHead",
    "Message",
    "Note",
    "Opinion",
    "Organisation",
    "PlanVersion",
    "PlannedWork",
    "Project",
    "Section",
    "Series",
    "StoredFile",
    "Stretch",
    "Submission",
    "Task",
    "Token",
    "User",
    "new_key",
    "place_of",
]
