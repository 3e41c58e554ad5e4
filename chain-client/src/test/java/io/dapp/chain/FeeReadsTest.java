package io.dapp.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeeReadsTest {
    private static final BlockRef HEAD = new BlockRef(5, BlockHash.parse("0x" + "b1".repeat(32)));

    private final ScriptedNode scripted = new ScriptedNode();
    private final ChainSettings settings = TestChains.ofNodes("http://127.0.0.1:1");
    private final Rpc rpc =
            new NodeCalls("test", scripted.url(), settings, new SimpleMeterRegistry(), NodeOutcomes.IGNORED).platform();
    private final FeeReads reads = new FeeReads(rpc, settings);

    @BeforeEach
    void offerAGasPrice() {
        scripted.answer("eth_gasPrice", "\"0x4a817c800\"");
    }

    @AfterEach
    void close() {
        scripted.close();
    }

    @Test
    void theHistoryOfAChainWithABaseFeeIsItsMarket() {
        scripted.answer("eth_feeHistory", """
                {"baseFeePerGas": ["0x64", "0xc8"], "reward": [["0x1", "0x2", "0x3"]]}""");

        Fees fees = reads.read(HEAD);
        assertThat(fees.dynamic()).isTrue();
        assertThat(fees.baseFee()).isEqualTo(Wei.of(200));
    }

    @Test
    void aFailedReadOfAChainWithABaseFeeIsNoChainWithoutOne() {
        scripted.fail("eth_feeHistory", -32_000, "request beyond head block");
        scripted.answer("eth_getBlockByHash", "{\"baseFeePerGas\": \"0x64\"}");
        scripted.answer("eth_maxPriorityFeePerGas", "\"0x77359400\"");

        Fees fees = reads.read(HEAD);
        assertThat(fees.dynamic()).isTrue();
        assertThat(fees.baseFee()).isEqualTo(Wei.of(113));
        assertThat(fees.fast().maxPriorityFeePerGas()).isEqualTo(Wei.of(2_000_000_000));
        scripted.fail("eth_maxPriorityFeePerGas", -32_601, "the method does not exist");
        assertThat(reads.read(HEAD).fast().maxPriorityFeePerGas()).isEqualTo(new Wei(settings.minPriorityFee()));
        scripted.fail("eth_getBlockByHash", -32_000, "header not found");
        assertThatThrownBy(() -> reads.read(HEAD)).isInstanceOf(ChainUnavailableException.class);
    }

    @Test
    void aChainWhoseBlocksHaveNoBaseFeeIsPaidByGasPrice() {
        scripted.answer("eth_getBlockByHash", "{\"number\": \"0x5\"}");

        // As geth tells of a chain before London.
        scripted.answer("eth_feeHistory", "{\"baseFeePerGas\": [\"0x0\", \"0x0\"], \"reward\": []}");
        assertThat(reads.read(HEAD).dynamic()).isFalse();
        scripted.fail("eth_feeHistory", -32_000, "not supported");
        assertThat(reads.read(HEAD).dynamic()).isFalse();
        assertThat(reads.read(HEAD).slow().maxFeePerGas()).isEqualTo(Wei.of(20_000_000_000L));
    }

    @Test
    void aChainMayBeToldToBePaidByGasPriceThoughItHasABaseFee() {
        scripted.answer("eth_feeHistory", """
                {"baseFeePerGas": ["0x64", "0xc8"], "reward": [["0x1", "0x2", "0x3"]]}""");

        Fees fees = new FeeReads(rpc, TestChains.with("fee-model", "legacy")).read(HEAD);
        assertThat(fees.dynamic()).isFalse();
        assertThat(fees.fast().maxFeePerGas()).isEqualTo(Wei.of(20_000_000_000L));
    }

    @Test
    void aChainThatShouldHaveABaseFeeIsNotPaidOnWithoutOne() {
        FeeReads strict = new FeeReads(rpc, TestChains.with("fee-model", "eip1559"));
        scripted.answer("eth_feeHistory", "{\"baseFeePerGas\": [\"0x0\", \"0x0\"], \"reward\": []}");
        scripted.answer("eth_getBlockByHash", "{\"number\": \"0x5\"}");

        assertThatThrownBy(() -> strict.read(HEAD))
                .isInstanceOf(ChainUnavailableException.class)
                .hasMessageContaining("fee-model");
        scripted.answer("eth_getBlockByHash", "{\"baseFeePerGas\": \"0x64\"}");
        scripted.answer("eth_maxPriorityFeePerGas", "\"0x1\"");
        assertThat(strict.read(HEAD).dynamic()).isTrue();
    }

    @Test
    void aBaseFeeOfZeroIsABaseFee() {
        scripted.answer("eth_feeHistory", "{\"baseFeePerGas\": [\"0x0\", \"0x0\"], \"reward\": []}");
        scripted.answer("eth_getBlockByHash", "{\"baseFeePerGas\": \"0x0\"}");
        scripted.answer("eth_maxPriorityFeePerGas", "\"0x1\"");

        assertThat(reads.read(HEAD).dynamic()).isTrue();
    }
}
