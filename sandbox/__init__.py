"""A Slack workspace in a box: plays Slack for newcomers, for tests, and for whoever wants to read how it works."""
