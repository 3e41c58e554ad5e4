package io.dapp.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dapp.chain.abi.AbiEvent;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogReadsTest {
    private static final Address CONTRACT = Address.parse("0x00000000000000000000000000000000000000cc");
    private static final Address ELSEWHERE = Address.parse("0x00000000000000000000000000000000000000dd");
    private static final LogTopic TOPIC =
            AbiEvent.parse("Transfer(address,address,uint256)").topic();
    private static final LogFilter FILTER = new LogFilter(Set.of(CONTRACT), Set.of(TOPIC));
    /** The bits of CONTRACT and TOPIC and of nothing else. */
    private static final LogsBloom BLOOM = LogsBloom.parse(bloomOf(CONTRACT.bytes(), TOPIC.bytes()));

    private static final LogsBloom EMPTY = LogsBloom.parse("0x" + "0".repeat(512));
    private static final BlockHash HASH = BlockHash.parse("0x" + "b1".repeat(32));
    private static final BlockHash PARENT = BlockHash.parse("0x" + "b0".repeat(32));
    private static final TransactionHash TRANSACTION = TransactionHash.parse("0x" + "7a".repeat(32));

    private final ScriptedNode scripted = new ScriptedNode();
    private final Node node = scripted.node();

    @AfterEach
    void stop() {
        scripted.close();
    }

    @Test
    void readsTheLogsOfABlock() {
        scripted.answer("eth_getBlockByHash", block(HASH));
        scripted.answer("eth_getLogs", "[%s,%s]".formatted(log(HASH, CONTRACT, 0), log(HASH, ELSEWHERE, 1)));

        assertThat(node.logs(header(BLOOM), FILTER)).singleElement().satisfies(log -> {
            assertThat(log.address()).isEqualTo(CONTRACT);
            assertThat(log.block()).isEqualTo(new BlockRef(5, HASH));
            assertThat(log.dataBytes()).containsExactly(1, 2);
        });
    }

    @Test
    void believesNoAbsenceOfANodeThatLacksTheBlock() {
        scripted.answer("eth_getBlockByHash", "null");
        scripted.answer("eth_getLogs", "[]");

        assertThatThrownBy(() -> node.logs(header(EMPTY), FILTER)).isInstanceOf(ChainUnavailableException.class);
    }

    @Test
    void asksForReceiptsWhereTheBloomContradictsTheAbsence() {
        scripted.answer("eth_getBlockByHash", block(HASH));
        scripted.answer("eth_getLogs", "[]");
        scripted.answer("eth_getBlockReceipts", "[{\"logs\":[%s]}]".formatted(log(HASH, CONTRACT, 3)));

        assertThat(node.logs(header(BLOOM), FILTER)).extracting(Log::index).containsExactly(3);
    }

    @Test
    void waitsForReceiptsThatTheNodeDoesNotHaveYet() {
        scripted.answer("eth_getBlockByHash", block(HASH));
        scripted.answer("eth_getLogs", "[]");
        for (String receipts : List.of("null", "[]")) {
            scripted.answer("eth_getBlockReceipts", receipts);
            assertThatThrownBy(() -> node.logs(header(BLOOM), FILTER)).isInstanceOf(ChainUnavailableException.class);
        }
    }

    @Test
    void asksNothingWhereABloomThatTellsExcludesTheLogs() {
        scripted.answer("eth_getBlockByHash", block(HASH));
        scripted.answer("eth_getLogs", "[]");
        assertThat(node.logs(header(EMPTY), FILTER)).isEmpty();
        assertThat(scripted.asked()).as("before any log was seen").contains("eth_getLogs");

        scripted.answer("eth_getLogs", "[%s]".formatted(log(HASH, CONTRACT, 0)));
        node.logs(header(BLOOM), FILTER);
        scripted.asked().clear();
        assertThat(node.logs(header(EMPTY), FILTER)).isEmpty();
        assertThat(scripted.asked()).as("after a log that its bloom holds").isEmpty();
    }

    @Test
    void asksAlwaysWhereBloomsDoNotTell() {
        scripted.answer("eth_getBlockByHash", block(HASH));
        scripted.answer("eth_getLogs", "[%s]".formatted(log(HASH, CONTRACT, 0)));

        for (int i = 0; i < 3; i++) {
            assertThat(node.logs(header(EMPTY), FILTER)).hasSize(1);
        }
    }

    @Test
    void refusesLogsOfAnotherBlock() {
        scripted.answer("eth_getBlockByHash", block(HASH));
        scripted.answer("eth_getLogs", "[%s]".formatted(log(PARENT, CONTRACT, 0)));

        assertThatThrownBy(() -> node.logs(header(BLOOM), FILTER)).isInstanceOf(ChainUnavailableException.class);
    }

    @Test
    void readsARangeOnlyOfANodeThatHoldsTheBlockAboveIt() {
        scripted.answer("eth_getBlockByNumber", block(HASH));
        scripted.answer("eth_getLogs", "[%s]".formatted(log(HASH, CONTRACT, 0)));

        assertThat(node.logs(1, 5, new BlockRef(5, HASH), FILTER)).hasSize(1);
        assertThatThrownBy(() -> node.logs(1, 5, new BlockRef(5, PARENT), FILTER))
                .isInstanceOf(ChainUnavailableException.class);
        assertThatThrownBy(() -> node.logs(1, 4, new BlockRef(5, HASH), FILTER))
                .as("a log outside of the range")
                .isInstanceOf(ChainUnavailableException.class);
    }

    @Test
    void tellsARangeThatANodeFindsTooLarge() {
        scripted.answer("eth_getBlockByNumber", block(HASH));
        scripted.fail("eth_getLogs", -32_005, "query returned more than 10000 results");

        assertThatThrownBy(() -> node.logs(1, 5, new BlockRef(5, HASH), FILTER)).isInstanceOf(NodeErrorException.class);
    }

    @Test
    void listsNoMoreThanTheChainAllows() {
        assertThat(FILTER.narrowing(1)).containsOnlyKeys("address", "topics");
        assertThat(new LogFilter(Set.of(CONTRACT, ELSEWHERE), Set.of(TOPIC)).narrowing(1))
                .containsOnlyKeys("topics");
    }

    private static BlockHeader header(LogsBloom bloom) {
        return new BlockHeader(5, HASH, PARENT, Instant.EPOCH, bloom);
    }

    private static String block(BlockHash hash) {
        return """
                {"number":"0x5","hash":"%s","parentHash":"%s","timestamp":"0x0","transactions":["%s"]}""".formatted(hash, PARENT, TRANSACTION);
    }

    private static String log(BlockHash block, Address address, int index) {
        return """
                {"address":"%s","topics":["%s"],"data":"0x0102","blockNumber":"0x5","blockHash":"%s",
                 "transactionHash":"%s","logIndex":"0x%x","removed":false}""".formatted(address, TOPIC, block, TRANSACTION, index);
    }

    private static String bloomOf(byte[]... items) {
        byte[] bits = new byte[256];
        for (byte[] item : items) {
            byte[] hash = org.web3j.crypto.Hash.sha3(item);
            for (int i = 0; i < 6; i += 2) {
                int bit = ((hash[i] & 0x7) << 8) | (hash[i + 1] & 0xff);
                bits[255 - bit / 8] = (byte) (bits[255 - bit / 8] | (1 << (bit % 8)));
            }
        }
        return "0x" + java.util.HexFormat.of().formatHex(bits);
    }
}
