"""A model of the life of certificates: whatever happens in whatever order, everybody is told what is so.

    class OurMachine(LifecycleMachine):
        def open_system(self, clock):
            return OurSystem(clock)

    TestLifecycle = OurMachine.TestCase

Hypothesis makes up the story (`machine.py`), an oracle in plain Python says what must come of it (`oracle.py`), and a
system (`system.py`) is asked after every step. The one that comes with it is this library alone (`library.py`).
"""

from cicpa_credentials.testing.model.library import LibrarySystem
from cicpa_credentials.testing.model.machine import LifecycleMachine
from cicpa_credentials.testing.model.system import PLACES, System, Terms

__all__ = ["PLACES", "LibrarySystem", "LifecycleMachine", "System", "Terms"]
