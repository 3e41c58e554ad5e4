package io.dapp.chain;

import java.util.HexFormat;
import java.util.List;

/**
 * What a contract said in a transaction of a block.
 *
 * @param data 0x and hexadecimal digits
 * @param index its place among the block's logs
 */
public record Log(
        Address address, List<LogTopic> topics, String data, BlockRef block, TransactionHash transaction, int index) {
    public Log {
        topics = List.copyOf(topics);
        bytes(data);
    }

    public byte[] dataBytes() {
        return bytes(data);
    }

    private static byte[] bytes(String data) {
        if (!data.startsWith("0x")) {
            throw new IllegalArgumentException("must be 0x and hexadecimal digits");
        }
        return HexFormat.of().parseHex(data, 2, data.length());
    }
}
