"""The holder: takes a certificate in, keeps it, chooses what to show, and proves that it is theirs (SD-CWT §7.2, §8).

What is checked when it is taken stands in `acceptance.py`, what leaves in `presentation.py`, what wallets have to keep
too in `rules.py`, the holder's file in `file.py`.
"""

from cicpa_credentials.holder.acceptance import Held
from cicpa_credentials.holder.holder import Holder
from cicpa_credentials.holder.presentation import DEFAULT_PRESENTATION, Presentation

__all__ = ["DEFAULT_PRESENTATION", "Held", "Holder", "Presentation"]
