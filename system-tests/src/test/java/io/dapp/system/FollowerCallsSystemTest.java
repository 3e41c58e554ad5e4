package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What following the chain costs its node, however long a block takes on this machine. */
class FollowerCallsSystemTest extends SystemTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int WALLETS = 20;
    private static final int PENDING = 300;
    private static final int BLOCKS = 8;
    /** The block with its transactions, and its receipts; on the average, as a node may have to be asked again. */
    private static final int CALLS_OF_A_BLOCK = 2;
    /** What sends payments, and what a process asks by the clock: is the head still this, is the node still itself. */
    private static final Set<String> APART =
            Set.of("eth_sendRawTransaction", "eth_getBlockByNumber", "eth_feeHistory", "eth_chainId");

    private final User user = platform.user();
    private final String recipient = platform.stranger();

    /** A pool with one place for each account, so that each block has some of them and most go on waiting. */
    @Test
    void aBlockCostsTheSameHoweverManyArePending() throws Exception {
        List<Wallet> wallets = Stream.generate(user::wallet).limit(WALLETS).toList();
        wallets.subList(1, WALLETS)
                .forEach(wallet -> platform.chain().node().fund(wallet.address(), BigInteger.TEN.pow(19)));
        wallets.getFirst().funded("10000000000000000000");
        NodePool pool = platform.node().behaveLikeGeth();
        pool.follow(PoolRules.geth().withFull(true).withAccountSlots(1));
        platform.chain().stopMining();
        Map<String, Long> withNone = callsOfBlocks(blocks ->
                platform.records().followedTo() == platform.chain().node().blockNumber());
        List<Payment> payments = payByTurns(wallets, recipient, PENDING);
        await("as much is sent as the pool takes", () -> onePooledOfEach(pool, wallets));
        Map<String, Long> withMany = callsOfBlocks(blocks ->
                platform.records().pending(user.id()) == PENDING - blocks * WALLETS && onePooledOfEach(pool, wallets));

        pool.follow(PoolRules.geth());
        platform.chain().startMining();
        wallets.forEach(wallet -> await(
                "all of a wallet's are final",
                () -> platform.records().statuses(wallet.address()).equals(List.of("finalized"))));
        payments.forEach(
                payment -> toldOnce(payment, "transaction.pending", "transaction.confirmed", "transaction.finalized"));
        paidOnce(recipient, PENDING * (PENDING + 1) / 2);
        assertThat(following(withMany))
                .as(() -> "calls of " + BLOCKS + " blocks: " + withMany + "; with nothing pending: " + withNone)
                .isLessThan(following(withNone) + (CALLS_OF_A_BLOCK + 1L) * BLOCKS);
    }

    /** Of all processes, while blocks are made, each after what the one before has led to. */
    private Map<String, Long> callsOfBlocks(IntPredicate followed) {
        platform.node().calls().clear();
        for (int made = 1; made <= BLOCKS; made++) {
            int blocks = made;
            platform.chain().mine(1);
            await("block " + made + " is followed", () -> followed.test(blocks));
        }
        return new TreeMap<>(platform.node().calls().byMethod());
    }

    private static boolean onePooledOfEach(NodePool pool, List<Wallet> wallets) {
        return wallets.stream()
                .allMatch(wallet -> pool.executable(wallet.address()).size() == 1);
    }

    private static long following(Map<String, Long> calls) {
        return calls.entrySet().stream()
                .filter(method -> !APART.contains(method.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static void await(String what, BooleanSupplier condition) {
        assertThat(Waiting.until(PATIENCE, condition)).as(what).isTrue();
    }
}
