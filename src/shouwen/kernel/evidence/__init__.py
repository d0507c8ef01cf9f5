"""Proof: what kinds there are, how a file comes in, how it is bound to a case and to the content it was given for."""

from shouwen.kernel.evidence.attaching import attach, claim, keep
from shouwen.kernel.evidence.content import Group
from shouwen.kernel.evidence.hashing import content_hash, signature_counts
from shouwen.kernel.evidence.kinds import Proof, ProofKind, all_kinds, is_known, kind_named, proof_kind
from shouwen.kernel.evidence.receiving import receive, remove_strays

__all__ = [
    "Group",
    "Proof",
    "ProofKind",
    "all_kinds",
    "attach",
    "claim",
    "content_hash",
    "is_known",
    "keep",
    "kind_named",
    "proof_kind",
    "receive",
    "remove_strays",
    "signature_counts",
]
