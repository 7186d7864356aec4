"""The way of a case, step by step, as the parties take it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sample_data.month.people import ENGINEER, OFFICER, WINDOW

if TYPE_CHECKING:
    from datetime import date, datetime

    from sample_data.month.client import Seat

__all__ = ["Casework"]

# Each item by the authority of the built-in rulebook
AUTHORITY = {"P1": "RESOURCES", "P2": OFFICER, "P3": "TRAFFIC", "P4": "GREENING", "P9": "HOUSING"}
AGREE: dict[str, Any] = {"opinion": "agree"}
CONDITIONS = {"opinion": "agree_with_conditions", "conditions": ["夜间施工，早六时前恢复通行", "围挡连续封闭"]}
CORRECT = {"opinion": "correct", "reason": "请补充横断面图与交通组织方案"}
OBJECT = {"opinion": "object", "reason": "与在建工程冲突"}

Record = dict[str, Any]


class Casework:
    """One case, and the seats of everybody who has a part in it."""

    def __init__(self, seats: dict[str, Seat], work: Record) -> None:
        self.seats = seats
        self.work: Record = work["work"]
        opened = seats[ENGINEER].post("/api/v1/cases", {"work_id": work["work_id"]})
        self.number, self.first_receiver = str(opened["number"]), str(opened["first_receiver"])
        self._way = f"/api/v1/cases/{opened['id']}"
        self._owners: dict[str, str] = self.work["owners"]

    @property
    def parties(self) -> list[str]:
        """Return the organisations whose lines are laid."""
        return sorted(set(self._owners.values()))

    @property
    def phases(self) -> Record:
        """Return the planned windows."""
        found: Record = self.work["phases"]
        return found

    def now(self) -> Record:
        """Return the case as it stands."""
        found: Record = self.seats[OFFICER].get(self._way)
        return found

    def survey(self, at: datetime, touches: tuple[str, ...] = ()) -> None:
        """Hold the joint survey: everybody comes, one finds something, all agree on a scheme, the design is shared."""
        place = {"at": at.isoformat(), "place": self.work["road_name"], "invited": ["RESOURCES", "HOUSING"]}
        self._do(ENGINEER, "survey", place)
        for party in (*self.parties, "RESOURCES", "HOUSING"):
            self._do(party, "attendance", {"text": "到场"})
        picture = {"photograph": ("site.jpg", b"\xff\xd8\xff a picture of the site")}
        self.seats[self.parties[0]].form(f"{self._way}/findings", {"text": "现状管线已探明"}, picture)
        self._do(ENGINEER, "scheme", {"scheme": "同沟敷设，统一恢复", "touches": [*touches]})
        self.seats[ENGINEER].form(f"{self._way}/design", {"text": "联合设计方案"})

    def review(self, **opinions: Record) -> None:
        """Ask every authority at once, and let each answer: as told for its item, else it agrees."""
        asked = self._do(ENGINEER, "review")["opinions"]
        for each in asked:
            self._do(AUTHORITY[each["item"]], f"opinions/{each['item']}", opinions.get(each["item"], AGREE))

    def correct(self) -> None:
        """Hand in the correction, and let those agree who are asked again."""
        asked = self._do(self.parties[0], "correction", {"text": "已补充断面图，错开在建工程"})["opinions"]
        for each in asked:
            if each["opinion"] is None:
                self._do(AUTHORITY[each["item"]], f"opinions/{each['item']}", AGREE)

    def decide(self) -> str:
        """Sign the one decision, and return its number."""
        return str(self._do(OFFICER, "decision")["decision"]["number"])

    def supersede(self) -> str:
        """Sign another decision in its place, and return its number."""
        return str(self._do(OFFICER, "decision/supersede")["decision"]["number"])

    def refuse(self) -> None:
        """Refuse the case."""
        self._do(OFFICER, "refusal", {"text": "与道路大修冲突，请调整工期后另行申请"})

    def dig(self, stage: str) -> None:
        """Report one stage of every member's line, on its planned day."""
        laid = {each["project_id"]: each["end"] for each in self.phases["installation"]}
        for member, owner in self._owners.items():
            days = {
                "opened": self.phases["excavation"][0],
                "installed": laid[member],
                "backfilled": self.phases["backfill"][1],
            }
            self._do(owner, "progress", {"member": member, "stage": stage, "on": days[stage]})

    def check(self) -> None:
        """Look in twice, as an authority: something is amiss, then it is put right."""
        for finding, good in (("围挡缺口", "false"), ("已整改", "true")):
            self.seats[OFFICER].form(f"{self._way}/checks", {"finding": finding, "good": good})

    def accept(self, at: datetime, until: date) -> None:
        """Accept the works of all members at once, and split the warranty."""
        call = {"at": at.isoformat(), "place": self.work["road_name"], "invited": ["HOUSING"]}
        self._do(OFFICER, "acceptance/call", call)
        for party in (*self.parties, "HOUSING"):
            self._do(party, "acceptance/opinion", {"satisfied": True, "text": "合格"})
        split = [
            {
                "member": each["project_id"],
                "layer": layer,
                "section_id": each["section_id"],
                "from_m": each["from_m"],
                "to_m": each["to_m"],
                "until": until.isoformat(),
            }
            for each in self.work["stretches"]
            for layer in (("line", "backfill", "pavement") if each["project_id"] == self.work["lead"] else ("line",))
        ]
        self._do(OFFICER, "acceptance", {"warranty": split})

    def close(self, score: int) -> None:
        """Tell the applicant, take the evaluation, and close the case."""
        self._do(self.first_receiver, "notice", {"text": "已短信告知"})
        self._do(WINDOW, "evaluation", {"score": score, "text": "一次挖路，办得快"})
        self._do(OFFICER, "closing")

    def _do(self, who: str, step: str, body: object = None) -> Record:
        done: Record = self.seats[who].post(f"{self._way}/{step}", body)
        return done
