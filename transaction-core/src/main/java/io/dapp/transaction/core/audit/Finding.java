package io.dapp.transaction.core.audit;

/**
 * Something that must not be.
 *
 * @param about the payment, account or chain; never whose it is
 */
public record Finding(Check check, String about, String what) {}
