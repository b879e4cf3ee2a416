"""A replica of the sites that notices come from, for stories, demonstrations and measurements. Everything in it is invented."""
