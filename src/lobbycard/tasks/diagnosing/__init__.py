"""Questions of a person about the state of things, answered at once and without a job."""
