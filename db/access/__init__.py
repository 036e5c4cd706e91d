"""What the operator changes about who gets in: asked for, told, and done later (S48)."""
