package io.dapp.system.node;

import java.math.BigInteger;

/** Whether a pool takes a transaction, asked in geth's order and refused in its words. */
final class PoolAdmission {
    private static final BigInteger HUNDRED = BigInteger.valueOf(100);
    private static final long TRANSACTION_GAS = 21_000;
    private static final long CREATION_GAS = 32_000;
    private static final long ZERO_BYTE_GAS = 4;
    private static final long BYTE_GAS = 16;

    private final PoolRules rules;

    PoolAdmission(PoolRules rules) {
        this.rules = rules;
    }

    void check(SignedTransaction transaction, PoolAccount account) throws PoolRefusedException {
        checkAlone(transaction);
        checkState(transaction, account);
        SignedTransaction old = account.at(transaction.nonce());
        if (old == null) {
            checkRoom(transaction, account);
        } else {
            checkBump(transaction, old);
        }
    }

    private void checkAlone(SignedTransaction transaction) throws PoolRefusedException {
        BigInteger tip = transaction.maxPriorityFeePerGas();
        if (transaction.maxFeePerGas().compareTo(tip) < 0) {
            throw new PoolRefusedException("max priority fee per gas higher than max fee per gas");
        }
        long needed = intrinsicGas(transaction);
        if (transaction.gasLimit().compareTo(BigInteger.valueOf(needed)) < 0) {
            throw new PoolRefusedException(
                    "intrinsic gas too low: gas %s, minimum needed %s".formatted(transaction.gasLimit(), needed));
        }
        if (tip.compareTo(rules.minTip()) < 0) {
            throw new PoolRefusedException(
                    "transaction underpriced: gas tip cap %s, minimum needed %s".formatted(tip, rules.minTip()));
        }
    }

    private static void checkState(SignedTransaction transaction, PoolAccount account) throws PoolRefusedException {
        if (transaction.nonce() < account.count()) {
            throw new PoolRefusedException(
                    "nonce too low: next nonce %s, tx nonce %s".formatted(account.count(), transaction.nonce()));
        }
        BigInteger cost = transaction.cost();
        BigInteger balance = account.balance();
        String funds = "insufficient funds for gas * price + value: balance " + balance;
        if (balance.compareTo(cost) < 0) {
            throw new PoolRefusedException(
                    "%s, tx cost %s, overshot %s".formatted(funds, cost, cost.subtract(balance)));
        }
        BigInteger others = account.costWithout(transaction.nonce());
        BigInteger overshot = others.add(cost).subtract(balance);
        if (overshot.signum() > 0) {
            throw new PoolRefusedException(
                    "%s, queued cost %s, tx cost %s, overshot %s".formatted(funds, others, cost, overshot));
        }
    }

    private void checkRoom(SignedTransaction transaction, PoolAccount account) throws PoolRefusedException {
        boolean beyondSlots = transaction.nonce() - account.count() >= rules.accountSlots();
        boolean gapped = transaction.nonce() > account.nextNonce();
        boolean beyondQueue = gapped && account.gapped().size() >= rules.accountQueue();
        if ((rules.full() && beyondSlots) || (beyondQueue && rules.overflow() == PoolRules.Overflow.REFUSED)) {
            throw new PoolRefusedException("txpool is full");
        }
    }

    private void checkBump(SignedTransaction transaction, SignedTransaction old) throws PoolRefusedException {
        if (!exceeds(transaction.maxFeePerGas(), old.maxFeePerGas())
                || !exceeds(transaction.maxPriorityFeePerGas(), old.maxPriorityFeePerGas())) {
            throw new PoolRefusedException("replacement transaction underpriced");
        }
    }

    private boolean exceeds(BigInteger fee, BigInteger old) {
        BigInteger threshold =
                old.multiply(BigInteger.valueOf(100L + rules.bumpPercent())).divide(HUNDRED);
        return fee.compareTo(old) > 0 && fee.compareTo(threshold) >= 0;
    }

    private static long intrinsicGas(SignedTransaction transaction) {
        long gas = TRANSACTION_GAS + (transaction.createsContract() ? CREATION_GAS : 0);
        String data = transaction.data().startsWith("0x") ? transaction.data().substring(2) : transaction.data();
        for (int at = 0; at + 1 < data.length(); at += 2) {
            gas += data.startsWith("00", at) ? ZERO_BYTE_GAS : BYTE_GAS;
        }
        return gas;
    }
}
