"""The embedded inbox: takes every mail of the stack, delivers none, and shows them."""
