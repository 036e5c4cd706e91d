"""Which of the patches of the workflows this release begins, and which it only understands.

A release that does not know a patch cannot replay a history that has it. So a patch is released
twice: first named here, when a workflow takes the new way only where its history has it already;
then, in the release after, off this list. Whoever goes back one release finds every history
understood there (docs/operations.md, "Releasing a new workflow version").
"""

from temporalio.worker import PatchActivationInput

NOT_BEGUN_YET: frozenset[str] = frozenset()


def begins(patch: PatchActivationInput) -> bool:
    """Whether a workflow that meets this patch for the first time takes the new way."""
    return patch.patch_id not in NOT_BEGUN_YET
