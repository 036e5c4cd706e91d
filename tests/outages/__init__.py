"""A package, so that the servers of its tests end with the last of them (scope "package")."""
