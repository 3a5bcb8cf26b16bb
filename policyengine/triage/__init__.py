"""From judgements to what somebody should read: findings, questions, counts, exit codes."""
