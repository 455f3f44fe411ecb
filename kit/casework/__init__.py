"""What the office decides with: pure functions over values. Nothing in here reads or writes."""
