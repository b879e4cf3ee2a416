"""An association takes a body off the shelf for a time (暂停展示): decided, told, objected to, ended by itself."""
