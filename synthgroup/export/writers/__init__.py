"""Writers: the formats a job can be written in, a file each."""
