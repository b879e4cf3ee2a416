"""准入考核: the assessment that lets a body onto the shelf, per province and type of service."""
