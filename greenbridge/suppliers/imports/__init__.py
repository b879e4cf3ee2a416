"""Official lists (.xlsx, .csv) become suppliers: read, map the columns, check every row, write in batches."""
