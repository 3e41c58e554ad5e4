package io.dapp.transaction.core.replacing;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.chain.Address;
import io.dapp.chain.BlockHash;
import io.dapp.chain.BlockRef;
import io.dapp.chain.ChainId;
import io.dapp.chain.Fees;
import io.dapp.chain.Nonce;
import io.dapp.chain.Wei;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.record.PaymentStatus;
import io.dapp.transaction.core.signing.OfferedFees;
import java.math.BigInteger;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RaisedFeesTest {
    @ParameterizedTest
    @CsvSource({"0, 1", "1, 2", "8, 9", "9, 11", "1000000000, 1125000000", "2000000001, 2250000002"})
    void theLeastIsAnEighthMoreRoundedUpAndNeverTheSame(long fee, long least) {
        assertThat(RaisedFees.least(Wei.of(fee))).isEqualTo(least);
    }

    @Test
    void bothFeesRiseAlsoWhereTheMarketAsksForLess() {
        assertThat(RaisedFees.over(newest(100, 10), market(1, 1), Fees.Speed.FAST, null))
                .contains(new OfferedFees.Dynamic(Wei.of(113), Wei.of(12)));
    }

    @Test
    void theMarketIsMetWhereItAsksForMore() {
        assertThat(RaisedFees.over(newest(100, 10), market(1000, 30), Fees.Speed.FAST, null))
                .contains(new OfferedFees.Dynamic(Wei.of(1000), Wei.of(30)));
    }

    @Test
    void aBoundIsKeptAndBelowTheLeastThereIsNothing() {
        assertThat(RaisedFees.over(newest(100, 10), market(1000, 30), Fees.Speed.FAST, BigInteger.valueOf(120)))
                .contains(new OfferedFees.Dynamic(Wei.of(120), Wei.of(30)));
        assertThat(RaisedFees.over(newest(100, 10), market(1000, 30), Fees.Speed.FAST, BigInteger.valueOf(112)))
                .isEmpty();
        assertThat(RaisedFees.over(newest(100, 100), market(1, 1), Fees.Speed.FAST, BigInteger.valueOf(112)))
                .isEmpty();
    }

    @Test
    void oneNodesMarketMovesItTenfoldAtMost() {
        assertThat(RaisedFees.over(newest(100, 10), market(1_000_000, 900_000), Fees.Speed.FAST, null))
                .contains(new OfferedFees.Dynamic(Wei.of(1000), Wei.of(100)));
    }

    @Test
    void whatOfferedATipApartNeverOffersItsMaximumAsThePrice() {
        Fees.Fee price = new Fees.Fee(Wei.of(50), Wei.of(50));
        Fees legacy = new Fees(new BlockRef(1, BlockHash.of(new byte[32])), false, Wei.ZERO, price, price, price);

        assertThat(RaisedFees.over(newest(100, 10), legacy, Fees.Speed.FAST, null))
                .contains(new OfferedFees.Dynamic(Wei.of(113), Wei.of(50)));
        assertThat(RaisedFees.over(newest(100, 100), legacy, Fees.Speed.FAST, null))
                .contains(new OfferedFees.GasPrice(Wei.of(113)));
    }

    private static Fees market(long max, long priority) {
        Fees.Fee fee = new Fees.Fee(Wei.of(max), Wei.of(priority));
        return new Fees(new BlockRef(1, BlockHash.of(new byte[32])), true, Wei.of(1), fee, fee, fee);
    }

    private static Replaceable newest(long max, long priority) {
        return new Replaceable(
                UUID.randomUUID(),
                UUID.randomUUID(),
                new ChainId(1),
                Address.parse("0x00000000000000000000000000000000000000aa"),
                null,
                Wei.ZERO,
                Bytes.EMPTY,
                21_000,
                new Nonce(0),
                PaymentStatus.PENDING,
                false,
                null,
                BigInteger.ZERO,
                null,
                true,
                1,
                Wei.of(max),
                Wei.of(priority));
    }
}
