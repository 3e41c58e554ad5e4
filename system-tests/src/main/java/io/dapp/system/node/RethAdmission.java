package io.dapp.system.node;

import java.math.BigInteger;

/**
 * reth's checks: what the balance does not cover together with what comes before is taken, and parked. After reth:
 * {@code crates/transaction-pool/src/validate/eth.rs} at 010d632d955f ({@code validate_stateless},
 * {@code validate_stateful}: order); {@code pool/txpool.rs} there at 0064a7798734 ({@code ensure_valid},
 * {@code insert_tx}) and, for delegated accounts, at 0e9d75b78c13 of paradigmxyz/reth-oss ({@code check_delegation_limit});
 * {@code validate/mod.rs} there at 0908b08735a4 ({@code is_underpriced}: a tenth of each fee, rounded up);
 * {@code config.rs} at 01e764368d48 (16 slots); {@code crates/rpc/rpc-eth-types/src/error/mod.rs} at 00971c293727 (texts).
 */
final class RethAdmission implements PoolAdmission {
    /** {@code MIN_PROTOCOL_BASE_FEE}. */
    private static final BigInteger LEAST_FEE = BigInteger.valueOf(7);

    private static final BigInteger HUNDRED = BigInteger.valueOf(100);

    private final PoolRules rules;

    RethAdmission(PoolRules rules) {
        this.rules = rules;
    }

    @Override
    public void check(SignedTransaction transaction, PoolAccount account) throws PoolRefusedException {
        checkAlone(transaction);
        checkState(transaction, account);
        PoolAdmission.checkDelegation(transaction, account);
        checkRoom(transaction, account);
        if (transaction.maxFeePerGas().compareTo(LEAST_FEE) < 0) {
            throw new PoolRefusedException("transaction underpriced");
        }
        SignedTransaction old = account.at(transaction.nonce());
        if (old != null) {
            checkBump(transaction, old);
        }
    }

    private void checkAlone(SignedTransaction transaction) throws PoolRefusedException {
        BigInteger tip = transaction.maxPriorityFeePerGas();
        if (transaction.maxFeePerGas().compareTo(tip) < 0) {
            throw new PoolRefusedException("max priority fee per gas higher than max fee per gas");
        }
        if (tip.compareTo(rules.minTip()) < 0) {
            throw new PoolRefusedException(
                    "transaction priority fee below minimum required priority fee " + rules.minTip());
        }
        if (transaction.gasLimit().compareTo(PoolAdmission.intrinsicGas(transaction)) < 0) {
            throw new PoolRefusedException("intrinsic gas too low");
        }
    }

    private static void checkState(SignedTransaction transaction, PoolAccount account) throws PoolRefusedException {
        if (transaction.nonce() < account.count()) {
            throw new PoolRefusedException(
                    "nonce too low: next nonce %s, tx nonce %s".formatted(account.count(), transaction.nonce()));
        }
        if (account.balance().compareTo(transaction.cost()) < 0) {
            throw new PoolRefusedException("insufficient funds for gas * price + value: have %s want %s"
                    .formatted(account.balance(), transaction.cost()));
        }
    }

    /** Whoever has used up his slots cannot even replace anything but his next transaction. */
    private void checkRoom(SignedTransaction transaction, PoolAccount account) throws PoolRefusedException {
        int pooled = account.executable().size() + account.parked().size();
        if (pooled >= rules.accountSlots() && transaction.nonce() > account.count()) {
            throw new PoolRefusedException("txpool is full");
        }
    }

    private void checkBump(SignedTransaction transaction, SignedTransaction old) throws PoolRefusedException {
        BigInteger tip = transaction.maxPriorityFeePerGas();
        BigInteger oldTip = old.maxPriorityFeePerGas();
        boolean tipsCount = tip.signum() > 0 && oldTip.signum() > 0;
        if (transaction.maxFeePerGas().compareTo(raised(old.maxFeePerGas())) < 0
                || (tipsCount && tip.compareTo(raised(oldTip)) < 0)) {
            throw new PoolRefusedException("replacement transaction underpriced");
        }
    }

    private BigInteger raised(BigInteger fee) {
        return fee.multiply(BigInteger.valueOf(100L + rules.bumpPercent()))
                .add(HUNDRED.subtract(BigInteger.ONE))
                .divide(HUNDRED);
    }
}
