//! Arguments, one small file per command, exit codes.
//!
//! Owns: the edge. Does not own: anything that a second command would need too.
