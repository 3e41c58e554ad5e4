package io.dapp.transaction.core.record;

import io.dapp.transaction.core.Bytes;
import java.math.BigInteger;

/**
 * A payment to be recorded with its first attempt.
 *
 * @param maxCost wei: amount and gas at the highest fee it may pay
 * @param raw the signed bytes of its only attempt
 */
public record NewPayment(Payment payment, Bytes data, long gasLimit, BigInteger maxCost, Bytes raw) {}
