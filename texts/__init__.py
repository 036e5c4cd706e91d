"""The Japanese words in which staff read of what happens: pages, mails, commands, Temporal's UI."""
