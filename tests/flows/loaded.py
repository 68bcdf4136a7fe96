"""What a rank run loads before its work; whoever imports this has it, and so have the copies of its process."""

from __future__ import annotations

import functools

import features.parser
import flows.batches
import flows.champion
import flows.rank
import flows.report_data
import flows.report_page  # noqa: F401
import models.registry  # noqa: F401

features.parser.load_parser = functools.cache(features.parser.load_parser)
features.parser.load_verb_index = functools.cache(features.parser.load_verb_index)
features.parser.load_parser()
features.parser.load_verb_index()
