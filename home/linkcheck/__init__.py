"""Do the addresses on the pages still lead somewhere? Checked in the background, politely."""
