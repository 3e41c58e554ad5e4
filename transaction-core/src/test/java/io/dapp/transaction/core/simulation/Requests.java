package io.dapp.transaction.core.simulation;

import io.dapp.chain.Address;
import io.dapp.chain.Wei;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.line.PaymentOrder;
import io.dapp.transaction.core.line.PaymentRequest;
import io.dapp.transaction.core.signing.OfferedFees;
import io.dapp.transaction.core.signing.Signer;
import io.dapp.transaction.core.signing.UnheldKeys;
import io.dapp.transaction.core.signing.WalletKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What callers want; each asks again, wherever, until it is answered. */
final class Requests {
    private static final int AT_MOST = 8;
    static final long GAS = 21_000;
    private static final long MAX_FEE = 2_000_000_000L;
    static final long FEE = 1_000_000_000L;
    /** About what one may cost. */
    static final long COST = GAS * MAX_FEE + 100;

    private static final UUID OWNER = new UUID(1, 1);
    private static final OfferedFees FEES = new OfferedFees.Dynamic(Wei.of(MAX_FEE), Wei.of(FEE));

    private final Signer signer = new UnheldKeys();
    private final WalletKey wallet = signer.create();
    private final Dice dice;
    private final List<Request> all = new ArrayList<>();
    private final Map<UUID, Request> byOrder = new HashMap<>();

    Requests(Dice dice) {
        this.dice = dice;
    }

    Signer signer() {
        return signer;
    }

    List<Request> all() {
        return all;
    }

    /** Some that are open, new ones among them; the same may be there twice. */
    List<Request> some(boolean anew) {
        List<Request> batch = new ArrayList<>();
        all.stream().filter(Request::open).filter(one -> !anew || dice.oneIn(2)).forEach(batch::add);
        for (int more = anew ? dice.upTo(2) : 0; more > 0 && all.size() < AT_MOST; more--) {
            Request request = new Request(
                    new IdempotencyKey(OWNER, "POST /api/blockchain/transaction", "k" + all.size(), Bytes.EMPTY),
                    all.size() + 1L);
            all.add(request);
            batch.add(request);
        }
        if (!batch.isEmpty() && dice.oneIn(6)) {
            batch.add(dice.oneOf(batch));
        }
        return batch;
    }

    PaymentRequest order(Request request) {
        UUID id = dice.id();
        byOrder.put(id, request);
        PaymentOrder order = new PaymentOrder(
                id,
                OWNER,
                wallet,
                World.ACCOUNT.chainId(),
                Address.parse("0x00000000000000000000000000000000000000aa"),
                Wei.of(request.amount),
                null,
                Bytes.EMPTY,
                GAS,
                FEES,
                null,
                null,
                null,
                null);
        return PaymentRequest.of(order, request.key);
    }

    /** What is paid in the end is less than what it might have been. */
    static long cost(Request request) {
        return request.amount + GAS * FEE;
    }

    @Nullable
    Request of(UUID payment) {
        return byOrder.get(payment);
    }
}
