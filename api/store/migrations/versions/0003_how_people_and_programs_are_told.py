"""How people and programs are told: a mobile number of a person, the address of an organisation's program."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("user_account", sa.Column("mobile", sa.String(40), nullable=True))
    op.add_column("organisation", sa.Column("webhook", sa.String(500), nullable=True))
    op.add_column("organisation", sa.Column("webhook_key", sa.String(200), nullable=True))


def downgrade() -> None:
    """Take the columns away."""
    op.drop_column("organisation", "webhook_key")
    op.drop_column("organisation", "webhook")
    op.drop_column("user_account", "mobile")
