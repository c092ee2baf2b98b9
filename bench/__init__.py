"""Measurements side by side with a peer, in one run: `make bench`. They print; they assert nothing about time."""
