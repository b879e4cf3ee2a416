"""Official notices (官方公告): what a connector has read of other sites becomes one project with a timeline."""
