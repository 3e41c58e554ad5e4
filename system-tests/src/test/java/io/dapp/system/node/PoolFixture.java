package io.dapp.system.node;

import static io.dapp.system.node.TestSender.ETHER;
import static io.dapp.system.node.TestSender.GWEI;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dapp.local.infra.JsonRpc;
import io.dapp.testing.TestNode;
import java.math.BigInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;

/** A node behind a proxy that plays a pool, and somebody with an ether. */
abstract class PoolFixture {
    static final BigInteger FEE = GWEI.multiply(BigInteger.valueOf(100));

    final TestNode node = TestNode.start();
    final JsonRpcFaultProxy proxy = JsonRpcFaultProxy.before(node.httpUrl(), node.wsUrl());
    final JsonRpc rpc = new JsonRpc(proxy.httpUrl());
    final TestSender sender = new TestSender();

    @BeforeEach
    void fund() {
        node.fund(sender.address(), ETHER);
        node.mineByHand();
    }

    @AfterEach
    void stop() {
        proxy.close();
        node.close();
    }

    final String send(String raw) {
        return rpc.call("eth_sendRawTransaction", raw).asString();
    }

    final long count(String tag) {
        return number(rpc.call("eth_getTransactionCount", sender.address(), tag));
    }

    final long poolOfNode() {
        return number(node.rpc().call("txpool_status").path("pending"));
    }

    /** Code as an authorisation (EIP-7702) leaves it at the sender's address. */
    final void delegate() {
        node.rpc().call("anvil_setCode", sender.address(), "0xef0100" + "ab".repeat(20));
    }

    static long number(JsonNode hex) {
        return Long.parseLong(hex.asString().substring(2), 16);
    }

    static BigInteger percent(BigInteger amount, long percent) {
        return amount.multiply(BigInteger.valueOf(percent)).divide(BigInteger.valueOf(100));
    }

    static void assertRefused(ThrowingCallable sending, String message) {
        assertThatThrownBy(sending)
                .isInstanceOf(JsonRpc.NodeRefusedException.class)
                .hasMessageContaining(message);
    }
}
