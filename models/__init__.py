"""What we remember: one table per file, one door to the database, every query by name."""

from models.assignment import Assignment
from models.contact_check import ContactCheck
from models.correction import Correction, Readback, Withdrawal
from models.cycle import Cycle
from models.decision import Decision
from models.draft import Document, Draft
from models.duty import Duty
from models.explanation import ExplanationRow
from models.extension import Extension
from models.file import File
from models.filing import FiledCell, FiledText, Filing
from models.finding import Examination, FindingRow
from models.handout import Handout
from models.instruction import InstructionRow, ProposalRow
from models.invitation import Invitation
from models.journal import Entry
from models.notice import Delivery, Notice
from models.office import Office
from models.organ import Organ
from models.paper import SignedPaper
from models.person import Person
from models.publication import Archive, PastReport, Publication, Rollup
from models.run_request import RunRequest
from models.step import Step

__all__ = [
    "Archive",
    "Assignment",
    "ContactCheck",
    "Correction",
    "Cycle",
    "Decision",
    "Delivery",
    "Document",
    "Draft",
    "Duty",
    "Entry",
    "Examination",
    "ExplanationRow",
    "Extension",
    "File",
    "FiledCell",
    "FiledText",
    "Filing",
    "FindingRow",
    "Handout",
    "InstructionRow",
    "Invitation",
    "Notice",
    "Office",
    "Organ",
    "PastReport",
    "Person",
    "ProposalRow",
    "Publication",
    "Readback",
    "Rollup",
    "RunRequest",
    "SignedPaper",
    "Step",
    "Withdrawal",
]
