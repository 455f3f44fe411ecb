"""The life of keys: unlocking, officers, paper shares, recovery, moving the archive, drills, and papers to print."""
