package io.dapp.transaction.core.simulation.postgres;

import static io.dapp.transaction.core.simulation.Broken.unless;

import io.dapp.chain.Address;
import io.dapp.chain.Wei;
import io.dapp.common.json.Json;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.PaymentError;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.line.PaymentOrder;
import io.dapp.transaction.core.line.PaymentRequest;
import io.dapp.transaction.core.line.SimulatedLine.Told;
import io.dapp.transaction.core.signing.OfferedFees;
import io.dapp.transaction.core.signing.WalletKey;
import io.dapp.transaction.core.simulation.Dice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What callers want paid, once each: they ask, wherever, until they are answered. */
final class Callers {
    static final long GAS = 21_000;
    private static final long MAX_FEE = 2_000_000_000L;
    private static final long FEE = 1_000_000_000L;
    /** About what one may cost. */
    static final long COST = GAS * MAX_FEE + 100;

    private static final int AT_MOST = 5;
    private static final OfferedFees FEES = new OfferedFees.Dynamic(Wei.of(MAX_FEE), Wei.of(FEE));

    private final Stage stage;
    private final List<Wanted> all = new ArrayList<>();
    private final Map<UUID, Wanted> byOrder = new HashMap<>();
    private final Set<UUID> notRecorded = new HashSet<>();

    Callers(Stage stage) {
        this.stage = stage;
    }

    /** What one caller wants. */
    static final class Wanted {
        private final Address account;
        private final IdempotencyKey key;
        private final long amount;
        private final boolean hurried;
        private @Nullable UUID accepted;
        private boolean refused;

        private Wanted(Address account, IdempotencyKey key, long amount, boolean hurried) {
            this.account = account;
            this.key = key;
            this.amount = amount;
            this.hurried = hurried;
        }

        boolean open() {
            return accepted == null && !refused;
        }

        @Nullable
        UUID accepted() {
            return accepted;
        }
    }

    /** One time that it is asked for. */
    record Asked(Wanted wanted, PaymentRequest request, UUID order) {}

    synchronized List<Wanted> all() {
        return List.copyOf(all);
    }

    synchronized boolean anyOpen() {
        return all.stream().anyMatch(Wanted::open);
    }

    @Nullable
    synchronized Wanted of(UUID payment) {
        return byOrder.get(payment);
    }

    /** Of which payments it was told that nothing is recorded. */
    synchronized Set<UUID> notRecorded() {
        return Set.copyOf(notRecorded);
    }

    /** Some of an account that are open, with new ones among them; the same may be there twice. */
    synchronized List<Asked> some(Address account, Dice dice, boolean anew) {
        List<Wanted> batch = new ArrayList<>();
        List<Wanted> mine =
                all.stream().filter(one -> one.account.equals(account)).toList();
        mine.stream().filter(Wanted::open).filter(one -> !anew || dice.oneIn(2)).forEach(batch::add);
        int wanted = mine.size();
        for (int more = anew ? dice.upTo(2) : 0; more > 0 && wanted < AT_MOST; more--, wanted++) {
            IdempotencyKey key =
                    new IdempotencyKey(Stage.OWNER, "POST /api/blockchain/transaction", "k" + all.size(), Bytes.EMPTY);
            Wanted one = new Wanted(account, key, all.size() + 1L, dice.oneIn(6));
            all.add(one);
            batch.add(one);
        }
        if (!batch.isEmpty() && dice.oneIn(6)) {
            batch.add(dice.oneOf(batch));
        }
        return batch.stream().map(one -> asked(one, dice)).toList();
    }

    private Asked asked(Wanted wanted, Dice dice) {
        UUID id = dice.id();
        byOrder.put(id, wanted);
        WalletKey wallet = stage.wallet(wanted.account);
        PaymentOrder order = new PaymentOrder(
                id,
                Stage.OWNER,
                wallet,
                CoreProcess.CHAIN,
                Address.parse("0x00000000000000000000000000000000000000aa"),
                Wei.of(wanted.amount),
                null,
                Bytes.EMPTY,
                GAS,
                FEES,
                null,
                wanted.hurried ? Instant.ofEpochMilli(stage.now() + 7_000) : null,
                null,
                null);
        return new Asked(wanted, PaymentRequest.of(order, wanted.key), id);
    }

    /** What a caller was told: never two different things about one request. */
    synchronized void told(Asked asked, Told told) {
        switch (told) {
            case Told.Accepted accepted -> {
                UUID id = UUID.fromString(Json.LENIENT
                        .readTree(accepted.answer().json())
                        .path("transaction_id")
                        .stringValue());
                UUID before = asked.wanted().accepted;
                unless(before == null || before.equals(id), "one request was answered as two payments");
                unless(asked.wanted().equals(byOrder.get(id)), "a request was answered as another's payment");
                unless(stage.isRecorded(id), "an answer to what is not recorded");
                asked.wanted().accepted = id;
            }
            case Told.Failed failed -> {
                boolean unknown = failed.why() instanceof ProblemException problem
                        && problem.code() == PaymentError.OUTCOME_UNKNOWN;
                if (!unknown) {
                    notRecorded.add(asked.order());
                }
                asked.wanted().refused |= asked.wanted().accepted == null
                        && failed.why() instanceof ProblemException problem
                        && problem.code() == PaymentError.INSUFFICIENT_FUNDS;
            }
            case Told.Unfunded unfunded -> notRecorded.add(asked.order());
        }
    }
}
