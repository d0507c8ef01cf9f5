"""The page of the audit: chains, looks, exports, jobs, the engine, what it set aside."""
