"""Does it answer right, cite right and refuse right? Questions, metrics and the runner."""
