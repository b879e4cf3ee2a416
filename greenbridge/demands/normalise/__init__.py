"""Reading official notices: amounts, dates, names, titles, places, and whether a notice is environmental.

Pure functions, without a database. What a notice leaves open stays open: nothing is guessed. See README.md.
"""
