package io.dapp.transaction.core.sending;

import io.dapp.transaction.core.record.AccountKey;

/**
 * The right to send an account's payments, held by this process.
 *
 * @param epoch fences: once another has taken the lease, nothing is written under this one
 */
public record SendLease(AccountKey account, long epoch) {}
