"""The office's daily work, a module for each kind of it: a function takes the open office and does one thing in it."""
