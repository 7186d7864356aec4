"""From the outbox to people: e-mail, text messages and other programs, each message to each recipient once."""
