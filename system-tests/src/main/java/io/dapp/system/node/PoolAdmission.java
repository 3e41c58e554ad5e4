package io.dapp.system.node;

import java.math.BigInteger;

/** Whether a pool takes a transaction that it does not know, asked in its client's order and refused in its words. */
interface PoolAdmission {
    static PoolAdmission under(PoolRules rules) {
        return switch (rules.client()) {
            case GETH -> new GethAdmission(rules);
            case RETH -> new RethAdmission(rules);
        };
    }

    void check(SignedTransaction transaction, PoolAccount account) throws PoolRefusedException;

    /**
     * An account with code is a delegated one (EIP-7702): somebody else can take its money at any time, so that it gets one
     * place.
     */
    static void checkDelegation(SignedTransaction transaction, PoolAccount account) throws PoolRefusedException {
        if (!account.delegated()) {
            return;
        }
        if (account.executable().isEmpty()) {
            if (transaction.nonce() != account.count()) {
                throw new PoolRefusedException("gapped-nonce tx from delegated accounts");
            }
        } else if (account.executable().stream().noneMatch(pooled -> pooled.nonce() == transaction.nonce())) {
            throw new PoolRefusedException("in-flight transaction limit reached for delegated accounts");
        }
    }

    /** The gas that a transaction takes before anything runs. */
    static BigInteger intrinsicGas(SignedTransaction transaction) {
        long gas = 21_000 + (transaction.createsContract() ? 32_000L : 0L);
        String data = transaction.data().startsWith("0x") ? transaction.data().substring(2) : transaction.data();
        for (int at = 0; at + 1 < data.length(); at += 2) {
            gas += data.startsWith("00", at) ? 4 : 16;
        }
        return BigInteger.valueOf(gas);
    }
}
