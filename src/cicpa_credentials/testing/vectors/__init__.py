"""Conformance vectors: questions to a verifier and the answers it must give, for implementations in any language.

    python -m cicpa_credentials.testing.vectors write vectors/
    python -m cicpa_credentials.testing.vectors check vectors/ --command './my-verifier'

What a file says and how a program is asked stands in `README.md`, which is written beside the vectors. A verifier in
Python can be asked directly:

    for checked in check(load_all(Path("vectors")), answer=my_answer):
        assert checked.result is not Result.FAILED, checked

`suites` is for the reverse: it puts the vectors of public specifications into this form, and asks this library.
"""

from cicpa_credentials.testing.vectors.answering import Answer, answer
from cicpa_credentials.testing.vectors.checking import Checked, Result, asking, check, load_all
from cicpa_credentials.testing.vectors.form import Vector, VectorFile

__all__ = ["Answer", "Checked", "Result", "Vector", "VectorFile", "answer", "asking", "check", "load_all"]
