package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dapp.local.infra.Waiting;
import io.dapp.system.node.NodePool;
import io.dapp.system.node.PoolRules;
import io.dapp.system.platform.Payment;
import io.dapp.system.platform.User;
import io.dapp.system.platform.Wallet;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What following the chain costs its node. */
class FollowerCallsSystemTest extends SystemTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int WALLETS = 20;
    private static final int PENDING = 300;
    private static final int BLOCKS = 8;

    private final User user = platform.user();
    private final String recipient = platform.stranger();

    /** A pool with one place for each account, so that each block has some of them and most go on waiting. */
    @Test
    void aBlockCostsTheSameHoweverManyArePending() throws Exception {
        List<Wallet> wallets = Stream.generate(user::wallet).limit(WALLETS).toList();
        wallets.subList(0, WALLETS - 1)
                .forEach(wallet -> platform.chain().node().fund(wallet.address(), BigInteger.TEN.pow(19)));
        wallets.getLast().funded("10000000000000000000");
        NodePool pool = platform.node().behaveLikeGeth();
        pool.follow(PoolRules.geth().withFull(true).withAccountSlots(1));
        double withNone = callsPerBlock();
        platform.chain().stopMining();
        List<Payment> payments = submitted(wallets);
        platform.chain().startMining();
        double withMany = callsPerBlock();
        assertThat(platform.records().pending(user.id())).as("still pending").isGreaterThan(PENDING / 4);
        assertThat(withMany).as("calls per block").isCloseTo(withNone, within(2.0));

        pool.follow(PoolRules.geth());
        assertThat(wallets)
                .allSatisfy(wallet -> assertThat(Waiting.until(
                                PATIENCE,
                                () -> platform.records()
                                        .statuses(wallet.address())
                                        .equals(List.of("finalized"))))
                        .isTrue());
        payments.forEach(
                payment -> toldOnce(payment, "transaction.pending", "transaction.confirmed", "transaction.finalized"));
        assertThat(wallets)
                .extracting(wallet -> platform.chain().transactionCount(wallet.address()))
                .containsOnly((long) PENDING / WALLETS);
        paidOnce(recipient, PENDING * (PENDING + 1) / 2);
    }

    /** Of all processes, those that send payments apart; over whole blocks. */
    private double callsPerBlock() {
        platform.node().calls().clear();
        long from = platform.chain().node().blockNumber();
        assertThat(Waiting.until(PATIENCE, () -> platform.chain().node().blockNumber() > from + BLOCKS))
                .isTrue();
        SortedMap<Long, Map<String, Long>> calls = platform.node().calls().byBlock();
        return calls.subMap(from + 1, from + 1 + BLOCKS).values().stream()
                        .flatMap(block -> block.entrySet().stream())
                        .filter(method -> !method.getKey().equals("eth_sendRawTransaction"))
                        .mapToLong(Map.Entry::getValue)
                        .sum()
                / (double) BLOCKS;
    }

    private List<Payment> submitted(List<Wallet> wallets) throws InterruptedException {
        List<Callable<Payment>> calls = IntStream.range(0, PENDING)
                .mapToObj(number ->
                        (Callable<Payment>) () -> wallets.get(number % WALLETS).pays(recipient, number + 1))
                .toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(40)) {
            return threads.invokeAll(calls).stream().map(Future::resultNow).toList();
        }
    }
}
