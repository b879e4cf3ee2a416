"""关注: hearing of what changes in one document or in a domain, by inbox, mail or feed."""
