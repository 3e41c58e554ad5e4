package io.dapp.chain;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what nodes answer; throws IllegalArgumentException where it is not what the Ethereum JSON-RPC API says. */
final class Answers {
    private Answers() {}

    static BigInteger quantity(JsonNode value) {
        String text = text(value);
        if (text.length() < 3 || !text.startsWith("0x")) {
            throw new IllegalArgumentException("no quantity");
        }
        return new BigInteger(text.substring(2), 16);
    }

    static long number(JsonNode value) {
        return quantity(value).longValueExact();
    }

    static Wei wei(JsonNode value) {
        return new Wei(quantity(value));
    }

    static String text(JsonNode value) {
        if (!value.isString()) {
            throw new IllegalArgumentException("no text");
        }
        return value.stringValue();
    }

    static BlockHeader header(JsonNode block) {
        return new BlockHeader(
                number(block.path("number")),
                BlockHash.parse(text(block.path("hash"))),
                BlockHash.parse(text(block.path("parentHash"))),
                Instant.ofEpochSecond(number(block.path("timestamp"))),
                bloom(block.path("logsBloom")));
    }

    private static LogsBloom bloom(JsonNode bloom) {
        return bloom.isString() ? LogsBloom.parse(bloom.stringValue()) : LogsBloom.unknown();
    }

    static Block block(JsonNode block) {
        List<Block.Transaction> transactions = new ArrayList<>();
        for (JsonNode transaction : block.path("transactions")) {
            transactions.add(transaction(transaction));
        }
        return new Block(header(block), transactions);
    }

    private static Block.Transaction transaction(JsonNode transaction) {
        if (transaction.isString()) {
            return new Block.Transaction(TransactionHash.parse(transaction.stringValue()), null, null);
        }
        // Kinds that only some chains know (an L2's deposits) may lack a sender or have no nonce of their own.
        return new Block.Transaction(
                TransactionHash.parse(text(transaction.path("hash"))),
                sender(transaction.path("from")),
                nonce(transaction.path("nonce")));
    }

    static ShownTransaction shown(JsonNode transaction) {
        JsonNode price = transaction.path("gasPrice");
        JsonNode max = transaction.path("maxFeePerGas").isString() ? transaction.path("maxFeePerGas") : price;
        JsonNode priority =
                transaction.path("maxPriorityFeePerGas").isString() ? transaction.path("maxPriorityFeePerGas") : price;
        return new ShownTransaction(
                TransactionHash.parse(text(transaction.path("hash"))),
                sender(transaction.path("from")),
                nonce(transaction.path("nonce")),
                sender(transaction.path("to")),
                wei(transaction.path("value")),
                max.isString() ? wei(max) : null,
                priority.isString() ? wei(priority) : null);
    }

    private static @Nullable Address sender(JsonNode from) {
        return from.isString() ? Address.parse(lowerCase(from.stringValue())) : null;
    }

    private static @Nullable Nonce nonce(JsonNode nonce) {
        if (!nonce.isString()) {
            return null;
        }
        BigInteger value = quantity(nonce);
        return value.bitLength() > 63 ? null : new Nonce(value.longValueExact());
    }

    static List<Receipt> receipts(JsonNode list) {
        List<Receipt> receipts = new ArrayList<>();
        list.forEach(receipt -> receipts.add(receipt(receipt)));
        return receipts;
    }

    static Receipt receipt(JsonNode receipt) {
        JsonNode price = receipt.path("effectiveGasPrice");
        return new Receipt(
                TransactionHash.parse(text(receipt.path("transactionHash"))),
                new BlockRef(number(receipt.path("blockNumber")), BlockHash.parse(text(receipt.path("blockHash")))),
                number(receipt.path("status")) == 1,
                number(receipt.path("gasUsed")),
                price.isString() ? wei(price) : null);
    }

    static Log log(JsonNode log) {
        List<LogTopic> topics = new ArrayList<>();
        log.path("topics").forEach(topic -> topics.add(LogTopic.parse(text(topic))));
        if (log.path("removed").asBoolean(false)) {
            throw new IllegalArgumentException("a log that a reorg removed");
        }
        return new Log(
                Address.parse(lowerCase(text(log.path("address")))),
                topics,
                text(log.path("data")),
                new BlockRef(number(log.path("blockNumber")), BlockHash.parse(text(log.path("blockHash")))),
                TransactionHash.parse(text(log.path("transactionHash"))),
                Math.toIntExact(number(log.path("logIndex"))));
    }

    private static String lowerCase(String address) {
        return address.toLowerCase(Locale.ROOT);
    }
}
