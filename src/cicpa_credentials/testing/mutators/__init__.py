"""Attackers: what they make of something valid, and the codes of which a reader must report one.

    for one in mutants(credential, CREDENTIAL_MUTATORS):
        assert one.is_answered(verifier.evaluate(one.artefact).code)

Each table is for one kind of artefact. Attacks for which a key is needed are of another type, and become attacks with a
key by `by`:

    [one.by(signer) for one in ISSUER_MUTATORS]

| artefact | by anybody | by whoever has the key |
|---|---|---|
| QR text | `QR_TEXT_MUTATORS` | |
| credential | `CREDENTIAL_MUTATORS`, `transplanted` | `ISSUER_MUTATORS` |
| key binding token | `PRESENTATION_MUTATORS` | `HOLDER_MUTATORS` |
| trust bundle | `BUNDLE_MUTATORS` | `ROOT_MUTATORS` |
| status list token | `LIST_MUTATORS` | `PUBLISHER_MUTATORS` |
| SD-JWT | `sd_jwt.SD_JWT_MUTATORS` | `sd_jwt.SD_JWT_ISSUER_MUTATORS` |

The reader who is attacked is one that believes the artefact: it holds the bundle, and its clock and policy suit. For an
older bundle or list, it has seen the artefact before. `sd_jwt` is a module of its own, because it brings PyJWT with it,
and so is `strategies`, whose `mutations` draws attacks with Hypothesis.
"""

from cicpa_credentials.testing.mutators.bundles import BUNDLE_MUTATORS, ROOT_MUTATORS
from cicpa_credentials.testing.mutators.credentials import CREDENTIAL_MUTATORS, transplanted
from cicpa_credentials.testing.mutators.draft import Draft, reassembled, resigned
from cicpa_credentials.testing.mutators.issuing import ISSUER_MUTATORS
from cicpa_credentials.testing.mutators.lists import LIST_MUTATORS, PUBLISHER_MUTATORS
from cicpa_credentials.testing.mutators.mutation import Mutation, Mutator, Pick, SignedMutator, mutants
from cicpa_credentials.testing.mutators.presentations import HOLDER_MUTATORS, PRESENTATION_MUTATORS
from cicpa_credentials.testing.mutators.texts import QR_TEXT_MUTATORS

__all__ = [
    "BUNDLE_MUTATORS",
    "CREDENTIAL_MUTATORS",
    "HOLDER_MUTATORS",
    "ISSUER_MUTATORS",
    "LIST_MUTATORS",
    "PRESENTATION_MUTATORS",
    "PUBLISHER_MUTATORS",
    "QR_TEXT_MUTATORS",
    "ROOT_MUTATORS",
    "Draft",
    "Mutation",
    "Mutator",
    "Pick",
    "SignedMutator",
    "mutants",
    "reassembled",
    "resigned",
    "transplanted",
]
