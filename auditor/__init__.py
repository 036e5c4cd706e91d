"""An auditor, who reads what is there and trusts nobody: which law of the product is broken.

It shares no query and no rule with the code that it checks, so that a fault of that is not its
own too; it only reads. docs/laws.md lists the laws.
"""
