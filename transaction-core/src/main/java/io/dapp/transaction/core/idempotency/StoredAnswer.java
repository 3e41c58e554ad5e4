package io.dapp.transaction.core.idempotency;

/** An answer as it was first given: the HTTP status and the body. */
public record StoredAnswer(int status, String json) {}
