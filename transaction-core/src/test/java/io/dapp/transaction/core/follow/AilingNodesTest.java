package io.dapp.transaction.core.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.chain.Chain;
import io.dapp.chain.Chains;
import io.dapp.transaction.core.record.PaymentStatus;
import io.dapp.transaction.core.sending.AccountSender;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Nodes that answer whoever examines them, and do not do what they are asked: another one, or waiting, helps. */
class AilingNodesTest {
    private final World world = new World();
    private final AilingNode one = new AilingNode(world.anvil);
    private final AilingNode other = new AilingNode(world.anvil);

    @AfterEach
    void close() {
        world.close();
        one.close();
        other.close();
    }

    @Test
    void followingGoesOnWithTheOtherWhereReadsAreAnsweredWithErrors() {
        followsThoughTheOneInUse(node -> node.fail(
                -32_005, "limit exceeded", "eth_getBlockByHash", "eth_getBlockReceipts", "eth_getTransactionReceipt"));
    }

    @Test
    void followingGoesOnWithTheOtherWhereThereAreNoReceipts() {
        followsThoughTheOneInUse(node -> node.omit("eth_getBlockReceipts", "eth_getTransactionReceipt"));
    }

    @Test
    void followingGoesOnWithTheOtherWhereThereAreNoBlocks() {
        followsThoughTheOneInUse(node -> node.omit("eth_getBlockByHash"));
    }

    private void followsThoughTheOneInUse(Consumer<AilingNode> ails) {
        ConfigurableApplicationContext worker = both();
        UUID id = world.accept(0);
        world.send(worker);
        Chain chain = chain(worker);
        AilingNode failing = inUse(chain);
        ails.accept(failing);

        world.mine(1);

        world.awaitStatus(id, PaymentStatus.CONFIRMED);
        assertThat(inUse(chain)).isNotSameAs(failing);
        world.mine(5);
        assertThat(world.told(id))
                .containsExactly("transaction.pending 1", "transaction.confirmed 2", "transaction.finalized 3");
        assertThat(world.heldBlocksJoin()).isTrue();
    }

    @Test
    void theWholeWindowGoesToTheOtherWhereSendsAreLimited() {
        ConfigurableApplicationContext worker = both();
        List<UUID> before = world.accept(0, 3);
        world.send(worker);
        AilingNode limited = one.asked("eth_sendRawTransaction") > 0 ? one : other;
        AilingNode instead = limited == one ? other : one;
        assertThat(instead.asked("eth_sendRawTransaction")).isZero();
        limited.fail(429, "Too Many Requests", "eth_sendRawTransaction");
        UUID more = world.accept(3);

        AccountSender sender = worker.getBean(AccountSender.class);
        World.await("all at the other", () -> {
            sender.kick(World.CHAIN, world.account);
            return sentTo(instead, worker);
        });

        assertThat(instead.asked("eth_sendRawTransaction"))
                .as("what the first took too")
                .isGreaterThanOrEqualTo(4);
        world.mine(6);
        assertThat(world.payment(more).status()).isEqualTo(PaymentStatus.FINALIZED);
        assertThat(before).allMatch(id -> world.payment(id).status() == PaymentStatus.FINALIZED);
    }

    @Test
    void aLoneNodeIsAskedAgainUntilItAnswers() {
        ConfigurableApplicationContext worker = world.workerAt(one.url(), "dapp.sending.backoff=20ms");
        world.awaitCursor();
        UUID id = world.accept(0);
        world.send(worker);
        one.omit("eth_getBlockByHash");
        world.anvil.mine(1);
        int asked = one.asked("eth_getBlockByHash");
        World.await("many tries", () -> one.asked("eth_getBlockByHash") > asked + 8);
        assertThat(world.payment(id).status()).isEqualTo(PaymentStatus.PENDING);

        one.heal();
        world.awaitStatus(id, PaymentStatus.CONFIRMED);

        one.fail(-32_603, "Internal error", "eth_sendRawTransaction");
        UUID next = world.accept(1);
        AccountSender sender = worker.getBean(AccountSender.class);
        int sent = one.asked("eth_sendRawTransaction");
        World.await("many sends", () -> {
            sender.kick(World.CHAIN, world.account);
            return one.asked("eth_sendRawTransaction") > sent + 8;
        });
        one.heal();
        sender.kick(World.CHAIN, world.account);
        world.awaitSent();
        world.mine(1);
        assertThat(world.payment(next).status()).isEqualTo(PaymentStatus.CONFIRMED);
    }

    @Test
    void nothingBecomesFinalByATagWhoseBlockIsNotTheOneHeld() {
        ConfigurableApplicationContext worker = world.workerAt(one.url(), "dapp.chains.test.finality=finalized");
        world.awaitCursor();
        UUID id = world.accept(0);
        world.send(worker);
        world.mine(3);
        assertThat(world.payment(id).status()).isEqualTo(PaymentStatus.CONFIRMED);
        JsonNode second = world.anvil.rpc().call("eth_getBlockByNumber", "0x2", false);
        one.finalized = tag -> ((ObjectNode) second.deepCopy()).put("hash", "0x" + "ff".repeat(32));

        world.mine(5);

        assertThat(world.payment(id).status()).isEqualTo(PaymentStatus.CONFIRMED);
        assertThat(world.follower(worker).finalNumber()).isZero();
        assertThat(world.halted()).isNull();

        one.finalized = tag -> second;
        world.mine(1);
        world.awaitStatus(id, PaymentStatus.FINALIZED);
        World.await("what is final", () -> world.follower(worker).finalNumber() == 2);
    }

    private ConfigurableApplicationContext both() {
        ConfigurableApplicationContext worker = world.workerAt(
                one.url(), "dapp.chains.test.nodes[1].http-url=" + other.url(), "dapp.sending.backoff=20ms");
        World.await("both", () -> chain(worker).usableNodes().size() == 2);
        world.awaitCursor();
        return worker;
    }

    private static Chain chain(ConfigurableApplicationContext worker) {
        return worker.getBean(Chains.class).require(World.CHAIN);
    }

    private AilingNode inUse(Chain chain) {
        return chain.node() == chain.usableNodes().getFirst() ? one : other;
    }

    /** Whether all that is pending was acknowledged by this one. */
    private boolean sentTo(AilingNode node, ConfigurableApplicationContext worker) {
        Chain chain = chain(worker);
        String id = (node == one
                        ? chain.usableNodes().getFirst()
                        : chain.usableNodes().getLast())
                .id();
        return world.sql
                .sql("select bool_and(acknowledged_by = ?) from attempt")
                .param(id)
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }
}
