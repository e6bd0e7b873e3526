"""The law: forms, sheets, checks, readers and writers; pure, with no orchestrator, no database and no clock."""
