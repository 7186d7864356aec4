"""The tables of the desk."""

import sqlalchemy as sa
from alembic import op

from api.store.columns import Instant, Shape

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "answered",
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "key", name="pk_answered"),
    )
    op.create_table(
        "event",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("organisation", sa.String(length=40), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_event"),
        sa.UniqueConstraint("digest", name="uq_event_digest"),
    )
    op.create_index("ix_event_action", "event", ["action"], unique=False)
    op.create_index("ix_event_actor", "event", ["actor"], unique=False)
    op.create_index("ix_event_at", "event", ["at"], unique=False)
    op.create_index("ix_event_organisation", "event", ["organisation"], unique=False)
    op.create_index("ix_event_subject", "event", ["subject"], unique=False)
    op.create_table(
        "log_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_log_head"),
    )
    op.create_table(
        "message",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("about", sa.String(length=120), nullable=False),
        sa.Column("organisation", sa.String(length=40), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("attachment", sa.Text(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("next_at", Instant(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("read_at", Instant(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sa.UniqueConstraint("about", "recipient", "channel", name="uq_message_about_recipient_channel"),
    )
    op.create_index("ix_message_next_at", "message", ["next_at"], unique=False)
    op.create_index("ix_message_organisation", "message", ["organisation"], unique=False)
    op.create_table(
        "organisation",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("zh", sa.String(length=200), nullable=False),
        sa.Column("en", sa.String(length=200), nullable=False),
        sa.Column("services", sa.JSON(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_organisation"),
    )
    op.create_table(
        "plan_version",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("roads", sa.String(length=64), nullable=False),
        sa.Column("rulebook", sa.String(length=64), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("totals", sa.JSON(), nullable=False),
        sa.Column("difference", sa.JSON(), nullable=True),
        sa.Column("previous", sa.String(length=32), nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("accepted_at", Instant(), nullable=True),
        sa.Column("accepted_by", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["previous"], ["plan_version.id"], name="fk_plan_version_previous"),
        sa.PrimaryKeyConstraint("id", name="pk_plan_version"),
        sa.UniqueConstraint("number", name="uq_plan_version_number"),
    )
    op.create_index("ix_plan_version_state", "plan_version", ["state"], unique=False)
    op.create_table(
        "section",
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("section_id", sa.String(length=120), nullable=False),
        sa.Column("road_name", sa.String(length=200), nullable=False),
        sa.Column("road_class", sa.String(length=40), nullable=False),
        sa.Column("length_m", sa.Double(), nullable=False),
        sa.Column("width_m", sa.Double(), nullable=True),
        sa.Column("paved_on", sa.Date(), nullable=True),
        sa.Column("paved_kind", sa.String(length=20), nullable=True),
        sa.Column("west", sa.Double(), nullable=False),
        sa.Column("south", sa.Double(), nullable=False),
        sa.Column("east", sa.Double(), nullable=False),
        sa.Column("north", sa.Double(), nullable=False),
        sa.Column("shape", Shape(), nullable=False),
        sa.PrimaryKeyConstraint("version", "section_id", name="pk_section"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("ix_section_shape", "section", ["shape"], unique=False, postgresql_using="gist")
    op.create_table(
        "series",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", "year", name="pk_series"),
    )
    op.create_table(
        "stored_file",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("stored_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_stored_file"),
    )
    op.create_table(
        "token",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_token"),
        sa.UniqueConstraint("digest", name="uq_token_digest"),
    )
    op.create_index("ix_token_user_id", "token", ["user_id"], unique=False)
    op.create_table(
        "application",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("track", sa.String(length=30), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("applicant", sa.JSON(), nullable=False),
        sa.Column("handler", sa.JSON(), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("papers", sa.JSON(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("wanted_by", sa.Date(), nullable=True),
        sa.Column("step", sa.String(length=30), nullable=False),
        sa.Column("first_receiver", sa.String(length=40), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("received_by", sa.String(length=32), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["first_receiver"], ["organisation.code"], name="fk_application_first_receiver"),
        sa.PrimaryKeyConstraint("id", name="pk_application"),
        sa.UniqueConstraint("number", name="uq_application_number"),
    )
    op.create_table(
        "case_file",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("plan_id", sa.String(length=32), nullable=False),
        sa.Column("work_id", sa.String(length=40), nullable=False),
        sa.Column("work", sa.JSON(), nullable=False),
        sa.Column("track", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("owners", sa.String(length=400), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("first_receiver", sa.String(length=40), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("opened_by", sa.String(length=32), nullable=False),
        sa.Column("review_from", Instant(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("survey", sa.JSON(), nullable=True),
        sa.Column("design", sa.JSON(), nullable=True),
        sa.Column("acceptance", sa.JSON(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["first_receiver"], ["organisation.code"], name="fk_case_file_first_receiver"),
        sa.ForeignKeyConstraint(["plan_id"], ["plan_version.id"], name="fk_case_file_plan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_case_file"),
        sa.UniqueConstraint("number", name="uq_case_file_number"),
    )
    op.create_index("ix_case_file_plan_id", "case_file", ["plan_id"], unique=False)
    op.create_index("ix_case_file_state", "case_file", ["state"], unique=False)
    op.create_index("ix_case_file_work_id", "case_file", ["work_id"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("organisation", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.Column("user_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.code"], name="fk_invitation_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("digest", name="uq_invitation_digest"),
    )
    op.create_index("ix_invitation_organisation", "invitation", ["organisation"], unique=False)
    op.create_table(
        "planned_work",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("plan_id", sa.String(length=32), nullable=False),
        sa.Column("work_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("road_name", sa.String(length=200), nullable=False),
        sa.Column("lead", sa.String(length=200), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("owners", sa.String(length=400), nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("work", sa.JSON(), nullable=False),
        sa.Column("west", sa.Double(), nullable=False),
        sa.Column("south", sa.Double(), nullable=False),
        sa.Column("east", sa.Double(), nullable=False),
        sa.Column("north", sa.Double(), nullable=False),
        sa.Column("shape", Shape(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan_version.id"], name="fk_planned_work_plan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_planned_work"),
        sa.UniqueConstraint("plan_id", "work_id", name="uq_planned_work_plan_id_work_id"),
    )
    op.create_index("ix_planned_work_ends_on", "planned_work", ["ends_on"], unique=False)
    op.create_index("ix_planned_work_plan_id", "planned_work", ["plan_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("ix_planned_work_shape", "planned_work", ["shape"], unique=False, postgresql_using="gist")
    op.create_index("ix_planned_work_starts_on", "planned_work", ["starts_on"], unique=False)
    op.create_table(
        "user_account",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("login", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("organisation", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("password", sa.String(length=300), nullable=True),
        sa.Column("email", sa.String(length=200), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.code"], name="fk_user_account_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_user_account"),
        sa.UniqueConstraint("login", name="uq_user_account_login"),
    )
    op.create_table(
        "case_note",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("organisation", sa.String(length=40), nullable=False),
        sa.Column("member", sa.String(length=200), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("file", sa.String(length=64), nullable=True),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_case_note_case_id"),
        sa.ForeignKeyConstraint(["file"], ["stored_file.sha256"], name="fk_case_note_file"),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.code"], name="fk_case_note_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_case_note"),
    )
    op.create_index("ix_case_note_case_id", "case_note", ["case_id"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("supersedes", sa.String(length=32), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("bundle", sa.String(length=64), nullable=False),
        sa.Column("signed", sa.Boolean(), nullable=False),
        sa.Column("issued_at", Instant(), nullable=False),
        sa.Column("issued_by", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["bundle"], ["stored_file.sha256"], name="fk_decision_bundle"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_decision_case_id"),
        sa.ForeignKeyConstraint(["supersedes"], ["decision.id"], name="fk_decision_supersedes"),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
        sa.UniqueConstraint("case_id", "edition", name="uq_decision_case_id_edition"),
        sa.UniqueConstraint("number", name="uq_decision_number"),
        sa.UniqueConstraint("supersedes", name="uq_decision_supersedes"),
        sa.UniqueConstraint("year", "serial", name="uq_decision_year_serial"),
    )
    op.create_table(
        "opinion",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("item", sa.String(length=10), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("opinion", sa.String(length=40), nullable=True),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("given_at", Instant(), nullable=True),
        sa.Column("given_by", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_opinion_case_id"),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.code"], name="fk_opinion_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_opinion"),
        sa.UniqueConstraint("case_id", "item", "round", name="uq_opinion_case_id_item_round"),
    )
    op.create_index("ix_opinion_case_id", "opinion", ["case_id"], unique=False)
    op.create_table(
        "task",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("application_id", sa.String(length=32), nullable=False),
        sa.Column("organisation", sa.String(length=40), nullable=False),
        sa.Column("service", sa.String(length=20), nullable=False),
        sa.Column("business", sa.String(length=40), nullable=False),
        sa.Column("nature", sa.String(length=40), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name="fk_task_application_id"),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.code"], name="fk_task_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_task"),
    )
    op.create_index("ix_task_application_id", "task", ["application_id"], unique=False)
    op.create_index("ix_task_organisation_state", "task", ["organisation", "state"], unique=False)
    op.create_table(
        "submission",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("series", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(length=40), nullable=False),
        sa.Column("task_id", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("file", sa.String(length=64), nullable=False),
        sa.Column("beside", sa.JSON(), nullable=False),
        sa.Column("crs", sa.Integer(), nullable=True),
        sa.Column("reading", sa.String(length=20), nullable=True),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("received_by", sa.String(length=32), nullable=False),
        sa.Column("judged_at", Instant(), nullable=True),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["file"], ["stored_file.sha256"], name="fk_submission_file"),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.code"], name="fk_submission_organisation"),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name="fk_submission_task_id"),
        sa.PrimaryKeyConstraint("id", name="pk_submission"),
        sa.UniqueConstraint("series", "version", name="uq_submission_series_version"),
    )
    op.create_index("ix_submission_series", "submission", ["series"], unique=False)
    op.create_index("ix_submission_state", "submission", ["state"], unique=False)
    op.create_index("ix_submission_task_id", "submission", ["task_id"], unique=False)
    op.create_table(
        "emergency",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation", sa.String(length=40), nullable=False),
        sa.Column("road_name", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.Column("told_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("filed_at", Instant(), nullable=True),
        sa.Column("submission_id", sa.String(length=32), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.code"], name="fk_emergency_organisation"),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name="fk_emergency_submission_id"),
        sa.PrimaryKeyConstraint("id", name="pk_emergency"),
    )
    op.create_table(
        "project",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("submission_id", sa.String(length=32), nullable=False),
        sa.Column("organisation", sa.String(length=40), nullable=False),
        sa.Column("project_id", sa.String(length=120), nullable=False),
        sa.Column("service", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=True),
        sa.Column("earliest_start", sa.Date(), nullable=False),
        sa.Column("latest_finish", sa.Date(), nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.code"], name="fk_project_organisation"),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name="fk_project_submission_id"),
        sa.PrimaryKeyConstraint("id", name="pk_project"),
    )
    op.create_index("ix_project_organisation_project_id", "project", ["organisation", "project_id"], unique=False)
    op.create_index("ix_project_submission_id", "project", ["submission_id"], unique=False)
    op.create_table(
        "call",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("caller_key", sa.String(length=32), nullable=False),
        sa.Column("asked_key", sa.String(length=32), nullable=True),
        sa.Column("caller", sa.String(length=40), nullable=False),
        sa.Column("asked", sa.String(length=40), nullable=False),
        sa.Column("road_name", sa.String(length=200), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("period", sa.JSON(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("first", sa.Date(), nullable=True),
        sa.Column("last", sa.Date(), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("answered_by", sa.String(length=32), nullable=True),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["asked"], ["organisation.code"], name="fk_call_asked"),
        sa.ForeignKeyConstraint(["asked_key"], ["project.id"], name="fk_call_asked_key"),
        sa.ForeignKeyConstraint(["caller"], ["organisation.code"], name="fk_call_caller"),
        sa.ForeignKeyConstraint(["caller_key"], ["project.id"], name="fk_call_caller_key"),
        sa.PrimaryKeyConstraint("id", name="pk_call"),
    )
    op.create_index("ix_call_asked_key", "call", ["asked_key"], unique=False)
    op.create_index("ix_call_caller_key", "call", ["caller_key"], unique=False)
    op.create_index("ix_call_state", "call", ["state"], unique=False)
    op.create_table(
        "stretch",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("project_key", sa.String(length=32), nullable=False),
        sa.Column("section_id", sa.String(length=120), nullable=False),
        sa.Column("road_name", sa.String(length=200), nullable=False),
        sa.Column("from_m", sa.Double(), nullable=False),
        sa.Column("to_m", sa.Double(), nullable=False),
        sa.Column("offset_m", sa.Double(), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("west", sa.Double(), nullable=False),
        sa.Column("south", sa.Double(), nullable=False),
        sa.Column("east", sa.Double(), nullable=False),
        sa.Column("north", sa.Double(), nullable=False),
        sa.Column("shape", Shape(), nullable=False),
        sa.ForeignKeyConstraint(["project_key"], ["project.id"], name="fk_stretch_project_key"),
        sa.PrimaryKeyConstraint("id", name="pk_stretch"),
    )
    op.create_index("ix_stretch_project_key", "stretch", ["project_key"], unique=False)
    op.create_index("ix_stretch_section_id", "stretch", ["section_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("ix_stretch_shape", "stretch", ["shape"], unique=False, postgresql_using="gist")


def downgrade() -> None:
    """Bring the tables back to the revision before."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ix_stretch_shape", table_name="stretch", postgresql_using="gist")
    op.drop_index("ix_stretch_section_id", table_name="stretch")
    op.drop_index("ix_stretch_project_key", table_name="stretch")
    op.drop_table("stretch")
    op.drop_index("ix_call_state", table_name="call")
    op.drop_index("ix_call_caller_key", table_name="call")
    op.drop_index("ix_call_asked_key", table_name="call")
    op.drop_table("call")
    op.drop_index("ix_project_submission_id", table_name="project")
    op.drop_index("ix_project_organisation_project_id", table_name="project")
    op.drop_table("project")
    op.drop_table("emergency")
    op.drop_index("ix_submission_task_id", table_name="submission")
    op.drop_index("ix_submission_state", table_name="submission")
    op.drop_index("ix_submission_series", table_name="submission")
    op.drop_table("submission")
    op.drop_index("ix_task_organisation_state", table_name="task")
    op.drop_index("ix_task_application_id", table_name="task")
    op.drop_table("task")
    op.drop_index("ix_opinion_case_id", table_name="opinion")
    op.drop_table("opinion")
    op.drop_table("decision")
    op.drop_index("ix_case_note_case_id", table_name="case_note")
    op.drop_table("case_note")
    op.drop_table("user_account")
    op.drop_index("ix_planned_work_starts_on", table_name="planned_work")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ix_planned_work_shape", table_name="planned_work", postgresql_using="gist")
    op.drop_index("ix_planned_work_plan_id", table_name="planned_work")
    op.drop_index("ix_planned_work_ends_on", table_name="planned_work")
    op.drop_table("planned_work")
    op.drop_index("ix_invitation_organisation", table_name="invitation")
    op.drop_table("invitation")
    op.drop_index("ix_case_file_work_id", table_name="case_file")
    op.drop_index("ix_case_file_state", table_name="case_file")
    op.drop_index("ix_case_file_plan_id", table_name="case_file")
    op.drop_table("case_file")
    op.drop_table("application")
    op.drop_index("ix_token_user_id", table_name="token")
    op.drop_table("token")
    op.drop_table("stored_file")
    op.drop_table("series")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ix_section_shape", table_name="section", postgresql_using="gist")
    op.drop_table("section")
    op.drop_index("ix_plan_version_state", table_name="plan_version")
    op.drop_table("plan_version")
    op.drop_table("organisation")
    op.drop_index("ix_message_organisation", table_name="message")
    op.drop_index("ix_message_next_at", table_name="message")
    op.drop_table("message")
    op.drop_table("log_head")
    op.drop_index("ix_event_subject", table_name="event")
    op.drop_index("ix_event_organisation", table_name="event")
    op.drop_index("ix_event_at", table_name="event")
    op.drop_index("ix_event_actor", table_name="event")
    op.drop_index("ix_event_action", table_name="event")
    op.drop_table("event")
    op.drop_table("answered")
