//! The remote in process.
