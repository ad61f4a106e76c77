"""Webhooks: the digest in the dialect of each receiver, signed, and handed over through the outbox."""
