package io.dapp.system.node;

import static io.dapp.system.node.TestSender.ETHER;
import static io.dapp.system.node.TestSender.GWEI;
import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.local.infra.Waiting;
import java.math.BigInteger;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RethPoolTest extends PoolFixture {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final NodePool pool = proxy.behaveLikeReth();

    @Test
    void anAccountHasSixteenPlacesExecutableOrNotAndAlwaysOneForItsNextTransaction() {
        LongStream.rangeClosed(1, 16).forEach(nonce -> send(sender.transfer(nonce)));
        assertThat(pool.parked(sender.address())).hasSize(16);
        assertRefused(() -> send(sender.transfer(17)), "txpool is full");
        send(sender.transfer(0));
        assertThat(pool.executable(sender.address())).hasSize(17);
        assertThat(count("pending")).isEqualTo(17);
        node.mine(1);
        assertThat(count("latest")).isEqualTo(17);
        send(sender.transfer(17));
    }

    @Test
    void whoseSlotsAreUsedUpReplacesOnlyHisNextTransaction() {
        LongStream.range(0, 16).forEach(nonce -> send(sender.transfer(nonce)));
        assertRefused(() -> send(sender.transfer(5, percent(FEE, 200), percent(GWEI, 200))), "txpool is full");
        send(sender.transfer(0, percent(FEE, 200), percent(GWEI, 200)));
        node.mine(1);
        assertThat(count("latest")).isEqualTo(16);
    }

    @Test
    void whoIsExemptAsALocalSenderHasAsManyPlacesAsHeLikes() {
        pool.follow(PoolRules.reth().withAccountSlots(Integer.MAX_VALUE));
        LongStream.range(0, 40).forEach(nonce -> send(sender.transfer(nonce)));
        node.mine(1);
        assertThat(count("latest")).isEqualTo(40);
    }

    @Test
    void whatTheBalanceDoesNotCoverTogetherWithWhatComesBeforeIsTakenAndParkedUntilItDoes() {
        BigInteger most = percent(ETHER, 60);
        send(sender.transfer(0, FEE, GWEI, most, 21_000));
        send(sender.transfer(1, FEE, GWEI, most, 21_000));
        send(sender.transfer(2));
        assertThat(pool.executable(sender.address())).hasSize(1);
        assertThat(pool.parked(sender.address())).hasSize(2);
        assertThat(count("pending")).as("without a gap").isEqualTo(3);
        node.mine(1);
        assertThat(count("latest")).isEqualTo(1);
        node.mine(1);
        assertThat(count("latest")).isEqualTo(1);

        node.fund(sender.address(), ETHER);
        node.mine(1);
        assertThat(Waiting.until(SOON, () -> poolOfNode() == 2)).isTrue();
        node.mine(1);
        assertThat(count("latest")).isEqualTo(3);
    }

    @Test
    void whatTheBalanceDoesNotCoverByItselfIsRefused() {
        assertRefused(
                () -> send(sender.transfer(0, FEE, GWEI, ETHER, 21_000)),
                "insufficient funds for gas * price + value: have " + ETHER + " want ");
        send(sender.transfer(0));
        node.fund(sender.address(), BigInteger.ONE);
        assertRefused(() -> send(sender.transfer(1)), "insufficient funds for gas * price + value: have 1 want ");
        assertThat(pool.executable(sender.address())).isEmpty();
        assertThat(pool.parked(sender.address())).hasSize(1);
    }

    @Test
    void aReplacementRaisesBothFeesByATenthRoundedUp() {
        send(sender.transfer(0, BigInteger.valueOf(3_000_000_011L), BigInteger.valueOf(11)));
        BigInteger fee = BigInteger.valueOf(3_300_000_013L);
        String refusal = "replacement transaction underpriced";
        assertRefused(() -> send(sender.transfer(0, fee.subtract(BigInteger.ONE), BigInteger.valueOf(13))), refusal);
        assertRefused(() -> send(sender.transfer(0, fee, BigInteger.valueOf(12))), refusal);
        send(sender.transfer(0, fee, BigInteger.valueOf(13)));
        node.mine(1);
        assertThat(count("latest")).isEqualTo(1);
    }

    @Test
    void whatIsPooledIsKnownAndWhatIsMinedIsTooLow() {
        String raw = sender.transfer(0);
        send(raw);
        assertRefused(() -> send(raw), "already known");
        node.mine(1);
        assertRefused(() -> send(raw), "nonce too low: next nonce 1, tx nonce 0");
    }

    @Test
    void tooLittleGasAndTooSmallFeesAreRefused() {
        assertRefused(() -> send(sender.transfer(0, FEE, GWEI, BigInteger.ONE, 20_999)), "intrinsic gas too low");
        assertRefused(() -> send(sender.transfer(0, GWEI, FEE)), "max priority fee per gas higher than max fee");
        assertRefused(
                () -> send(sender.transfer(0, BigInteger.valueOf(6), BigInteger.ZERO)), "transaction underpriced");
        pool.follow(PoolRules.reth().withMinTip(GWEI));
        assertRefused(
                () -> send(sender.transfer(0, FEE, GWEI.subtract(BigInteger.ONE))),
                "transaction priority fee below minimum required priority fee " + GWEI);
    }

    @Test
    void aDelegatedAccountHasOneExecutableTransactionAtATime() {
        delegate();
        assertRefused(() -> send(sender.transfer(1)), "gapped-nonce tx from delegated accounts");
        send(sender.transfer(0));
        assertRefused(() -> send(sender.transfer(1)), "in-flight transaction limit reached for delegated accounts");
        node.mine(1);
        send(sender.transfer(1));
    }
}
