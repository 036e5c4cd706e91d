"""Files that administrators have taken in: how they are read, and what each line says."""
