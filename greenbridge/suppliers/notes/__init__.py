"""Notes (工作备注) between the officers who may decide on a body; for nobody else's eyes."""
