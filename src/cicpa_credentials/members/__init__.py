"""What a certificate says: the member record, the table of its fields, and the rules of issuing."""

from cicpa_credentials.members.approval import Approval
from cicpa_credentials.members.associations import ASSOCIATIONS, Association, association
from cicpa_credentials.members.fields import DETAILS, FACE, FIELDS, Field, Tier
from cicpa_credentials.members.paper import PaperCertificate, PaperStanding, paper_certificate_validity
from cicpa_credentials.members.photo import PhotoEvidence
from cicpa_credentials.members.profile import CredentialKind
from cicpa_credentials.members.record import MemberRecord
from cicpa_credentials.members.rules import (
    missing_fields,
    require_complete,
    require_complete_for_letter,
    require_photo_route,
)
from cicpa_credentials.members.values import (
    AssociationTransfer,
    Category,
    FirmTransfer,
    Gender,
    IdType,
    Inspection,
    PhotoSource,
    QualificationRoute,
)
from cicpa_credentials.members.view import CertificateView, CredentialView, LetterView

__all__ = [
    "ASSOCIATIONS",
    "DETAILS",
    "FACE",
    "FIELDS",
    "Approval",
    "Association",
    "AssociationTransfer",
    "Category",
    "CertificateView",
    "CredentialKind",
    "CredentialView",
    "Field",
    "FirmTransfer",
    "Gender",
    "IdType",
    "Inspection",
    "LetterView",
    "MemberRecord",
    "PaperCertificate",
    "PaperStanding",
    "PhotoEvidence",
    "PhotoSource",
    "QualificationRoute",
    "Tier",
    "association",
    "missing_fields",
    "paper_certificate_validity",
    "require_complete",
    "require_complete_for_letter",
    "require_photo_route",
]
