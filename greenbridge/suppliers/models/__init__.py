"""Service bodies, what they do and where, and what entitles them to it.

What hangs on a supplier is found through its unique constraint, which begins with the foreign key; an index of the
key's own would be written with every imported row and never read.
"""

from greenbridge.suppliers.models.admission import AdmissionStart
from greenbridge.suppliers.models.assessment import Answer, Assessment, Recusal, Scoring
from greenbridge.suppliers.models.care import ExpiryReminder, TypeRestriction
from greenbridge.suppliers.models.changes import KeyChange
from greenbridge.suppliers.models.confirmations import Confirmation, LateReport
from greenbridge.suppliers.models.credentials import Credential, CredentialWaste
from greenbridge.suppliers.models.credit import CreditEntry, CreditRecord, CreditRun
from greenbridge.suppliers.models.credit_checks import CreditCheck, CreditCheckQuerySet
from greenbridge.suppliers.models.credit_objections import CreditObjection
from greenbridge.suppliers.models.credit_reports import CreditReport
from greenbridge.suppliers.models.criteria import CriteriaSet, Criterion
from greenbridge.suppliers.models.edits import Replaced
from greenbridge.suppliers.models.favourites import Favourite
from greenbridge.suppliers.models.feedback import Feedback
from greenbridge.suppliers.models.guides import Guide, LinkCheck
from greenbridge.suppliers.models.imports import ImportEntry, ImportIssue, ImportRun, Sighting
from greenbridge.suppliers.models.merging import Likeness, Merge
from greenbridge.suppliers.models.notes import Note
from greenbridge.suppliers.models.papers import PaperDispute, PaperStatement
from greenbridge.suppliers.models.parts import RecordPart
from greenbridge.suppliers.models.profiles import ImportProfile
from greenbridge.suppliers.models.provenance import Dispute, FormerName, Statement
from greenbridge.suppliers.models.reviews import ListingReview
from greenbridge.suppliers.models.sizes import SizeStatement
from greenbridge.suppliers.models.spotchecks import SpotCheck, SpotDraw
from greenbridge.suppliers.models.supplier import Activity, Supplier, SupplierQuerySet
from greenbridge.suppliers.models.suspensions import Appeal, Suspension

__all__ = [
    "Activity",
    "AdmissionStart",
    "Answer",
    "Appeal",
    "Assessment",
    "Confirmation",
    "Credential",
    "CredentialWaste",
    "CreditCheck",
    "CreditCheckQuerySet",
    "CreditEntry",
    "CreditObjection",
    "CreditRecord",
    "CreditReport",
    "CreditRun",
    "CriteriaSet",
    "Criterion",
    "Dispute",
    "ExpiryReminder",
    "Favourite",
    "Feedback",
    "FormerName",
    "Guide",
    "ImportEntry",
    "ImportIssue",
    "ImportProfile",
    "ImportRun",
    "KeyChange",
    "LateReport",
    "Likeness",
    "LinkCheck",
    "ListingReview",
    "Merge",
    "Note",
    "PaperDispute",
    "PaperStatement",
    "RecordPart",
    "Recusal",
    "Replaced",
    "Scoring",
    "Sighting",
    "SizeStatement",
    "SpotCheck",
    "SpotDraw",
    "Statement",
    "Supplier",
    "SupplierQuerySet",
    "Suspension",
    "TypeRestriction",
]
