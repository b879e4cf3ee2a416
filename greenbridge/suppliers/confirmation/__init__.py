"""Once a year a listed body confirms that its key facts are true; changes are to be reported within a month."""
