"""Comparing what is online, in a folder or in one file with the release that was signed."""
