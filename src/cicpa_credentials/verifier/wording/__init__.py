"""What a report means for people, in Chinese and in English: its steps, outcomes and verdicts.

    explain(check, report).meaning.zh

What a code means, and what to do about it, stands in `cicpa_credentials.wording`.
"""

from cicpa_credentials.verifier.wording.checks import OUTCOMES, STEPS, VERDICTS, StepWording, explain, verdict_on

__all__ = ["OUTCOMES", "STEPS", "VERDICTS", "StepWording", "explain", "verdict_on"]
