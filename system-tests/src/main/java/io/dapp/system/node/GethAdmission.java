package io.dapp.system.node;

import java.math.BigInteger;

/**
 * geth's checks. After go-ethereum: {@code core/txpool/validation.go} at 023565d6d6f3 and {@code errors.go} at
 * 0dfc43ad9bbd, {@code core/error.go} at 003d175e21e0 (order of the checks, texts); {@code checkDelegationLimit} of
 * {@code core/txpool/legacypool/legacypool.go} at 004526762b51; {@code list.go} at 03de691fee0c ({@code Add}: the bump of
 * both fees).
 */
final class GethAdmission implements PoolAdmission {
    private static final BigInteger HUNDRED = BigInteger.valueOf(100);

    private final PoolRules rules;

    GethAdmission(PoolRules rules) {
        this.rules = rules;
    }

    @Override
    public void check(SignedTransaction transaction, PoolAccount account) throws PoolRefusedException {
        checkAlone(transaction);
        checkState(transaction, account);
        PoolAdmission.checkDelegation(transaction, account);
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
        BigInteger needed = PoolAdmission.intrinsicGas(transaction);
        if (transaction.gasLimit().compareTo(needed) < 0) {
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
        boolean beyondQueue = gapped && account.parked().size() >= rules.accountQueue();
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
}
