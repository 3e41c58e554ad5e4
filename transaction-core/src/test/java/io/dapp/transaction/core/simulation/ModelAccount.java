package io.dapp.transaction.core.simulation;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The row of an account; times are the model's milliseconds. */
final class ModelAccount {
    long nextNonce;

    @Nullable
    UUID leaseOwner;

    long leaseEpoch;

    @Nullable
    Long leaseUntil;

    @Nullable
    Long sendAt;

    int sendFailures;

    @Nullable
    String sendNode;

    @Nullable
    Long lowestNonce;

    long lowestSince;

    boolean leaseIsFree(long now) {
        return leaseUntil == null || leaseUntil < now;
    }

    void free() {
        leaseOwner = null;
        leaseUntil = null;
    }

    ModelAccount copy() {
        ModelAccount copy = new ModelAccount();
        copy.nextNonce = nextNonce;
        copy.leaseOwner = leaseOwner;
        copy.leaseEpoch = leaseEpoch;
        copy.leaseUntil = leaseUntil;
        copy.sendAt = sendAt;
        copy.sendFailures = sendFailures;
        copy.sendNode = sendNode;
        copy.lowestNonce = lowestNonce;
        copy.lowestSince = lowestSince;
        return copy;
    }
}
