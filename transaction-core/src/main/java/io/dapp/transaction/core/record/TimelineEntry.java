package io.dapp.transaction.core.record;

import java.time.Instant;

/** A state the payment entered, and when. */
public record TimelineEntry(PaymentStatus status, Instant at) {}
