package io.dapp.system.node;

import static io.dapp.system.node.TestSender.ETHER;
import static io.dapp.system.node.TestSender.GWEI;
import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.local.infra.Waiting;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GethPoolTest extends PoolFixture {
    private final NodePool pool = proxy.behaveLikeGeth();

    @Test
    void gappedTransactionsWaitAndAreMinedInOrderOnceTheGapIsFilled() {
        LongStream.rangeClosed(1, 50).forEach(nonce -> send(sender.transfer(nonce)));
        node.mine(1);
        assertThat(count("latest")).isZero();
        assertThat(count("pending")).isZero();
        assertThat(pool.parked(sender.address())).hasSize(50);

        send(sender.transfer(0));

        assertThat(count("pending")).isEqualTo(51);
        node.mine(1);
        assertThat(count("latest")).isEqualTo(51);
        assertThat(minedNonces())
                .containsExactlyElementsOf(LongStream.range(0, 51).boxed().toList());
    }

    @Test
    void aGapThatABlockFillsMakesTheOthersExecutable() {
        send(sender.transfer(1));
        // Past the proxy, as through another node of the same chain.
        node.rpc().call("eth_sendRawTransaction", sender.transfer(0));
        node.mine(1);
        assertThat(Waiting.until(Duration.ofSeconds(10), () -> poolOfNode() == 1))
                .isTrue();
        node.mine(1);
        assertThat(count("latest")).isEqualTo(2);
    }

    @Test
    void theSixtyFifthGappedTransactionIsRefused() {
        LongStream.rangeClosed(1, 64).forEach(nonce -> send(sender.transfer(nonce)));
        assertRefused(() -> send(sender.transfer(65)), "txpool is full");
        send(sender.transfer(0));
        send(sender.transfer(65));
        assertThat(count("pending")).isEqualTo(66);
    }

    @Test
    void gethThatDropsInSilenceTakesTheSixtyFifthGappedTransactionAndForgetsTheHighestNonce() {
        pool.follow(PoolRules.geth().withOverflow(PoolRules.Overflow.DROPPED));
        LongStream.rangeClosed(1, 65).forEach(nonce -> send(sender.transfer(nonce)));
        assertThat(pool.parked(sender.address()))
                .hasSize(64)
                .extracting(SignedTransaction::nonce)
                .doesNotContain(65L);
    }

    @Test
    void aFullPoolRefusesWhatLiesBeyondTheGuaranteedSlots() {
        pool.follow(PoolRules.geth().withFull(true));
        LongStream.range(0, 16).forEach(nonce -> send(sender.transfer(nonce)));
        assertRefused(() -> send(sender.transfer(16)), "txpool is full");
        assertRefused(() -> send(sender.transfer(40)), "txpool is full");
        node.mine(1);
        send(sender.transfer(16));
        assertThat(count("pending")).isEqualTo(17);
    }

    @Test
    void aReplacementRaisesBothFeesByATenth() {
        send(sender.transfer(0, FEE, GWEI));
        assertRefused(() -> send(sender.transfer(0, percent(FEE, 109), percent(GWEI, 109))), "replacement transaction");
        assertRefused(() -> send(sender.transfer(0, percent(FEE, 200), percent(GWEI, 109))), "replacement transaction");
        assertRefused(() -> send(sender.transfer(0, percent(FEE, 109), percent(GWEI, 200))), "replacement transaction");
        String replacement = sender.transfer(0, percent(FEE, 110), percent(GWEI, 110));
        String hash = send(replacement);
        node.mine(1);
        assertThat(rpc.call("eth_getTransactionReceipt", hash).isNull()).isFalse();
        assertThat(count("latest")).isEqualTo(1);
    }

    @Test
    void aGappedReplacementFollowsTheSameRule() {
        send(sender.transfer(5, FEE, GWEI));
        assertRefused(
                () -> send(sender.transfer(5, percent(FEE, 109), percent(GWEI, 109))),
                "replacement transaction underpriced");
        send(sender.transfer(5, percent(FEE, 110), percent(GWEI, 110)));
        assertThat(pool.parked(sender.address())).hasSize(1);
    }

    @Test
    void whatIsPooledIsKnownAndWhatIsMinedIsTooLow() {
        String raw = sender.transfer(0);
        send(raw);
        assertRefused(() -> send(raw), "already known");
        node.mine(1);
        assertRefused(() -> send(raw), "nonce too low: next nonce 1, tx nonce 0");
        assertThat(pool.refusals())
                .extracting(NodePool.Refusal::message)
                .containsExactly("already known", "nonce too low: next nonce 1, tx nonce 0");
    }

    @Test
    void theBalanceCoversEverythingPooled() {
        BigInteger half = ETHER.divide(BigInteger.TWO);
        send(sender.transfer(0, FEE, GWEI, half, 21_000));
        assertRefused(
                () -> send(sender.transfer(1, FEE, GWEI, half, 21_000)),
                "insufficient funds for gas * price + value: balance " + ETHER + ", queued cost ");
        assertRefused(
                () -> send(sender.transfer(0, FEE, GWEI, ETHER, 21_000)),
                "insufficient funds for gas * price + value: balance " + ETHER + ", tx cost ");
    }

    @Test
    void tooLittleGasAndTooSmallATipAreRefused() {
        assertRefused(
                () -> send(sender.transfer(0, FEE, GWEI, BigInteger.ONE, 20_999)),
                "intrinsic gas too low: gas 20999, minimum needed 21000");
        assertRefused(() -> send(sender.transfer(0, FEE, BigInteger.ZERO)), "transaction underpriced");
        assertRefused(() -> send(sender.transfer(0, GWEI, FEE)), "max priority fee per gas higher than max fee");
    }

    @Test
    void whatCannotPayTheBaseFeeWaitsForALowerOneUnlessItIsToBeRefused() {
        node.rpc().call("anvil_setNextBlockBaseFeePerGas", "0x" + FEE.toString(16));
        pool.follow(PoolRules.geth().withRefusalBelowBaseFee(true));
        assertRefused(() -> send(sender.transfer(0, GWEI, GWEI)), "max fee per gas less than block base fee");

        pool.follow(PoolRules.geth());
        send(sender.transfer(0, GWEI, GWEI));
        send(sender.transfer(1));
        assertThat(count("pending")).isEqualTo(2);
        node.rpc().call("anvil_setNextBlockBaseFeePerGas", "0x1");
        node.mine(1);
        assertThat(Waiting.until(Duration.ofSeconds(10), () -> poolOfNode() == 2))
                .isTrue();
        node.mine(1);
        assertThat(count("latest")).isEqualTo(2);
    }

    @Test
    void aReorgThatUnminesATransactionLeavesTheLaterOnesGapped() {
        String first = sender.transfer(0);
        send(first);
        node.mine(1);
        assertThat(pool.executable(sender.address())).isEmpty();
        node.reorg(1);
        send(sender.transfer(1));
        assertThat(pool.parked(sender.address())).hasSize(1);
        send(first);
        node.mine(1);
        assertThat(count("latest")).isEqualTo(2);
    }

    @Test
    void whatThePoolLosesIsTakenAgain() {
        String first = sender.transfer(0);
        String hash = send(first);
        send(sender.transfer(1));
        pool.evict(hash);
        assertThat(count("pending")).isZero();
        send(first);
        assertThat(count("pending")).isEqualTo(2);
        pool.forget();
        assertThat(count("pending")).isZero();
        send(first);
        send(sender.transfer(1));
        node.mine(1);
        assertThat(count("latest")).isEqualTo(2);
    }

    @Test
    void aDelegatedAccountHasOneExecutableTransactionAtATimeWhichItMayReplace() {
        delegate();
        assertRefused(() -> send(sender.transfer(1)), "gapped-nonce tx from delegated accounts");
        send(sender.transfer(0, FEE, GWEI));
        assertRefused(() -> send(sender.transfer(1)), "in-flight transaction limit reached for delegated accounts");
        send(sender.transfer(0, percent(FEE, 110), percent(GWEI, 110)));
        node.mine(1);
        send(sender.transfer(1));
        node.mine(1);
        assertThat(count("latest")).isEqualTo(2);
    }

    private List<Long> minedNonces() {
        List<Long> nonces = new ArrayList<>();
        for (long block = 0; block <= node.blockNumber(); block++) {
            rpc.call("eth_getBlockByNumber", "0x" + Long.toHexString(block), true)
                    .path("transactions")
                    .forEach(transaction -> nonces.add(number(transaction.path("nonce"))));
        }
        return nonces;
    }
}
