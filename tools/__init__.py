"""What people run beside the package: set-up scripts, and the builder of the reference tables."""
