"""The procedure of an application: its facts, what follows from them, and in what words."""
