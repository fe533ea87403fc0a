"""What things are: frozen values that know nothing of disk, Excel or the clock."""
