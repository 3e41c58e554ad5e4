package io.dapp.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dapp.testing.TestNode;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;

class NodeTest {
    /** Reverts with Error("no"). */
    private static final String REVERTING =
            "0x7f08c379a000000000000000000000000000000000000000000000000000000000600052602060045260026024527f6e6f00000000000000000000000000000000000000000000000000000000000060445260646000fd";

    private static final Credentials SENDER = Credentials.create("0x" + "11".repeat(32));
    private static final Address FROM = Address.parse(SENDER.getAddress());
    private static final Address TO = Address.parse("0x00000000000000000000000000000000000000aa");
    private static final Address CONTRACT = Address.parse("0x00000000000000000000000000000000000000cc");

    private final TestNode anvil = TestNode.start();
    private final Chains chains = TestChains.start(anvil);
    private final Node node = chains.first().node();

    @BeforeEach
    void fund() {
        anvil.fund(FROM.toString(), BigInteger.TEN.pow(20));
        anvil.rpc().call("anvil_setCode", CONTRACT.toString(), REVERTING);
        anvil.mineByHand();
    }

    @AfterEach
    void close() {
        chains.close();
        anvil.close();
    }

    @Test
    void followsTheHead() {
        anvil.mine(3);
        Eventually.await("the head", () -> node.head().number() == 3);
        assertThat(node.headNumber()).isEqualTo(3);
        assertThat(node.block(3, false)).isNotNull().extracting(Block::header).isEqualTo(node.head());
        assertThat(node.block(4, true)).isNull();
        assertThat(node.blocks(1, 5, false))
                .extracting(block -> block.header().number())
                .containsExactly(1L, 2L, 3L);
        assertThat(node.block(node.head().hash(), true)).isNotNull();
        assertThat(node.block(BlockHash.of(new byte[32]), true)).isNull();
    }

    @Test
    void readsBalancesAtABlock() {
        BlockHeader before = headNow();
        anvil.mine(1);
        anvil.fund(TO.toString(), BigInteger.valueOf(7));
        anvil.mine(1);
        BlockHeader after = headNow();
        assertThat(node.balance(TO, before.ref())).isEqualTo(Wei.ZERO);
        assertThat(node.balance(TO, after.ref())).isEqualTo(Wei.of(7));
    }

    @Test
    void tellsCodeFromNone() {
        anvil.mine(1);
        assertThat(node.hasCode(CONTRACT)).isTrue();
        assertThat(node.hasCode(TO)).isFalse();
    }

    @Test
    void offersFeesThatPayTheNextBlock() {
        Fees fees = node.fees();
        assertThat(fees.dynamic()).isTrue();
        assertThat(fees.baseFee()).isGreaterThan(Wei.ZERO);
        assertThat(fees.slow().maxFeePerGas()).isGreaterThan(fees.baseFee());
        assertThat(fees.fast().maxPriorityFeePerGas())
                .isGreaterThanOrEqualTo(fees.slow().maxPriorityFeePerGas());
    }

    @Test
    void estimatesAndNamesTheReasonOfARevert() {
        assertThat(node.estimateGas(new CallRequest(FROM, TO, Wei.of(1), null))).isEqualTo(21_000);
        assertThatThrownBy(() -> node.estimateGas(new CallRequest(FROM, CONTRACT, Wei.ZERO, "0x")))
                .isInstanceOfSatisfying(
                        ExecutionRevertedException.class,
                        e -> assertThat(e.reason()).isEqualTo("no"));
    }

    @Test
    void givesABatchInOrderAndTakesWhatIsKnownAsAccepted() {
        List<byte[]> raw = List.of(signed(0, TO), signed(1, TO), signed(2, CONTRACT));
        assertThat(node.send(raw)).allMatch(SendAnswer.Known.class::isInstance);
        assertThat(node.send(raw)).allMatch(SendAnswer.Known.class::isInstance);
        assertThat(node.send(List.of(new byte[] {1, 2, 3})).getFirst()).isInstanceOf(SendAnswer.Later.class);
        assertThat(node.transactionCount(FROM, CountAt.LATEST)).isZero();
        assertThat(node.transactionCount(FROM, CountAt.PENDING)).isEqualTo(3);
        anvil.mine(1);
        assertThat(node.send(raw)).as("nonces that are used").allMatch(SendAnswer.NonceTooLow.class::isInstance);
        Block block = require(node.block(headNow().hash(), true));
        List<TransactionHash> hashes =
                block.transactions().stream().map(Block.Transaction::hash).toList();
        assertThat(block.transactions()).extracting(Block.Transaction::sender).containsOnly(FROM);
        assertThat(node.receipts(block, hashes)).extracting(Receipt::succeeded).containsExactly(true, true, false);
        assertThat(node.receipts(block, hashes.subList(2, 3)))
                .extracting(Receipt::succeeded)
                .containsExactly(false);
        BlockRef parent =
                new BlockRef(block.header().number() - 1, block.header().parentHash());
        assertThat(node.revertReason(hashes.get(2), parent)).isEqualTo("no");
    }

    @Test
    void refusesReceiptsOfABlockThatWasDropped() {
        node.send(List.of(signed(0, TO)));
        anvil.mine(1);
        Block block = require(node.block(headNow().hash(), true));
        anvil.reorg(1);
        List<TransactionHash> hashes = List.of(block.transactions().getFirst().hash());
        assertThatThrownBy(() -> node.receipts(block, hashes)).isInstanceOf(ChainUnavailableException.class);
    }

    /** An OP stack's deposit (0x7e) has neither a signature nor a nonce of its sender; Arbitrum's (0x6a) no sender. */
    @Test
    void readsABlockWithTransactionsThatOnlySomeChainsKnow() {
        String hash = "0x" + "0b".repeat(32);
        String ordinary = "0x" + "03".repeat(32);
        try (ScriptedNode scripted = ScriptedNode.ofChain()) {
            scripted.answer("eth_getBlockByHash", """
                    {"number":"0x1","hash":"%s","parentHash":"0x%s","timestamp":"0x1","transactions":[
                    {"type":"0x7e","hash":"0x%s","from":"0xDeaDDEaDDeAdDeAdDEAdDEaddeAddEAdDEAd0001","to":"%s",
                     "sourceHash":"0x%s","mint":"0x0","value":"0x0","gas":"0xf4240","isSystemTx":false,"input":"0x"},
                    {"type":"0x6a","hash":"0x%s","to":"%s","value":"0x0","nonce":null,"gas":"0x0","input":"0x"},
                    {"type":"0x2","hash":"%s","from":"%s","to":"%s","nonce":"0x7","value":"0x1","gas":"0x5208",
                     "maxFeePerGas":"0x2","maxPriorityFeePerGas":"0x1","input":"0x","v":"0x0","r":"0x1","s":"0x1"}]}\
                    """.formatted(
                            hash,
                            "0a".repeat(32),
                            "01".repeat(32),
                            TO,
                            "0c".repeat(32),
                            "02".repeat(32),
                            TO,
                            ordinary,
                            FROM,
                            TO));
            scripted.answer("eth_getTransactionReceipt", """
                    {"transactionHash":"%s","blockNumber":"0x1","blockHash":"%s","status":"0x1","gasUsed":"0x5208",
                     "effectiveGasPrice":"0x2"}\
                    """.formatted(ordinary, hash));
            Node layerTwo = scripted.node();
            Block block = require(layerTwo.block(BlockHash.parse(hash), true));
            assertThat(block.transactions())
                    .extracting(Block.Transaction::nonce)
                    .containsExactly(null, null, new Nonce(7));
            assertThat(block.transactions().getLast().sender()).isEqualTo(FROM);
            TransactionHash ours = TransactionHash.parse(ordinary);
            assertThat(layerTwo.receipts(block, List.of(ours)))
                    .extracting(Receipt::hash)
                    .containsExactly(ours);
        }
    }

    private BlockHeader headNow() {
        Block block = node.block(node.headNumber(), false);
        return require(block).header();
    }

    private static Block require(@Nullable Block block) {
        if (block == null) {
            throw new AssertionError("no block");
        }
        return block;
    }

    private static byte[] signed(long nonce, Address to) {
        RawTransaction transaction = RawTransaction.createTransaction(
                31_337,
                BigInteger.valueOf(nonce),
                BigInteger.valueOf(100_000),
                to.toString(),
                BigInteger.ONE,
                "",
                BigInteger.valueOf(1_000_000_000),
                BigInteger.valueOf(10_000_000_000L));
        byte[] raw = TransactionEncoder.signMessage(transaction, SENDER);
        assertThat(HexFormat.of().formatHex(raw)).startsWith("02");
        return raw;
    }
}
