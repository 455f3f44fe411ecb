"""The commands of ``lado``, one module a group, loaded when first used: read the words, call one function, print."""
