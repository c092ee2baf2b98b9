"""The sandbox reads our own manifest as PyYAML does, and says so when it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from sandbox.clock import MovableClock
from sandbox.manifest import Manifest, parse
from tests.slack import FakeSlack

OURS = Path(__file__).parents[2] / "manifest.yml"
SAMPLE = """
# A comment
display_information:
  name: Tactful   # the name
  description: "It's kind: quiet # really"
features:
  app_home: {}
  slash_commands:
  - command: /met
    should_escape: true
    usage_hint: '@bob''s'
  shortcuts:
    - name: Ask division expert
      type: global
empty:
list: [ ]
numbers:
  - 1
  - two words
""".replace("[ ]", "[]")


def test_a_sample_reads_as_with_pyyaml() -> None:
    assert parse(SAMPLE) == yaml.safe_load(SAMPLE)


def test_our_manifest_reads_as_with_pyyaml() -> None:
    text = OURS.read_text(encoding="utf-8")
    assert parse(text) == yaml.safe_load(text)
    assert Manifest(OURS).commands


@pytest.mark.parametrize("text", ["a: |\n  b", "a: [1, 2]", "a: &x 1", "a:\n    b: 1\n  c: 2"])
def test_richer_yaml_is_refused_rather_than_misread(text: str) -> None:
    with pytest.raises(ValueError, match="richer"):
        parse(text)


def test_the_app_holds_the_scopes_its_manifest_asks_for(clock: MovableClock) -> None:
    declared = yaml.safe_load(OURS.read_text(encoding="utf-8"))["oauth_config"]["scopes"]["bot"]
    assert FakeSlack(now=clock, manifest=OURS).scopes == {*declared}
    assert FakeSlack(now=clock, manifest=OURS, scopes=("commands",)).scopes == {"commands"}
