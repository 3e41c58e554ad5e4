package io.dapp.chain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a node says of logs. That it has none is believed only of blocks that it shows to hold. */
final class LogReads {
    private static final String LOGS = "eth_getLogs";
    private static final String BY_HASH = "eth_getBlockByHash";
    private static final String BY_NUMBER = "eth_getBlockByNumber";

    private final Rpc rpc;
    private final Rpc history;
    private final BlockReads blocks;
    private final ChainSettings settings;
    /** Whether blooms tell of logs: some chains leave them empty. Null until a log was seen. */
    private volatile @Nullable Boolean bloomsTell;

    /** @param history for ranges: how much they ask of a node, a caller decides */
    LogReads(Rpc rpc, Rpc history, BlockReads blocks, ChainSettings settings) {
        this.rpc = rpc;
        this.history = history;
        this.blocks = blocks;
        this.settings = settings;
    }

    List<Log> inBlock(BlockHeader block, LogFilter filter) {
        boolean possible = filter.possibleIn(block.bloom());
        if (filter.isEmpty() || (!possible && Boolean.TRUE.equals(bloomsTell))) {
            return List.of();
        }
        String hash = block.hash().toString();
        Map<String, Object> question = filter.narrowing(settings.maxLogFilter());
        question.put("blockHash", hash);
        // The block in the same request: a node that does not have it may answer that it has no logs.
        List<Log> logs = logs(rpc, question, new Rpc.Call(BY_HASH, List.of(hash, false)), block.ref());
        // Some nodes have a block before its receipts.
        List<Log> certain = logs.isEmpty() && possible ? blocks.logs(block.ref()) : logs;
        for (Log log : certain) {
            if (!log.block().equals(block.ref())) {
                throw new ChainUnavailableException("a node answered with logs of another block");
            }
        }
        learn(block.bloom(), certain);
        return certain.stream().filter(filter::takes).toList();
    }

    private void learn(LogsBloom bloom, List<Log> logs) {
        if (!bloom.isKnown() || logs.isEmpty() || Boolean.FALSE.equals(bloomsTell)) {
            return;
        }
        bloomsTell = logs.stream()
                .allMatch(log -> bloom.mayHold(log.address().bytes())
                        && log.topics().stream().allMatch(topic -> bloom.mayHold(topic.bytes())));
    }

    List<Log> inRange(long first, long last, BlockRef above, LogFilter filter) {
        Map<String, Object> question = filter.narrowing(settings.maxLogFilter());
        question.put("fromBlock", hex(first));
        question.put("toBlock", hex(last));
        List<Log> logs = logs(history, question, new Rpc.Call(BY_NUMBER, List.of(hex(above.number()), false)), above);
        for (Log log : logs) {
            if (log.block().number() < first || log.block().number() > last) {
                throw new ChainUnavailableException("a node answered with logs of other blocks");
            }
        }
        return logs.stream()
                .filter(filter::takes)
                .sorted(Comparator.comparingLong((Log log) -> log.block().number())
                        .thenComparingInt(Log::index))
                .toList();
    }

    /** @param held what the second question must find */
    private List<Log> logs(Rpc by, Map<String, Object> question, Rpc.Call block, BlockRef held) {
        List<Rpc.@Nullable Reply> replies = by.batch(List.of(new Rpc.Call(LOGS, List.of(question)), block));
        JsonNode logs = value(replies.getFirst(), LOGS);
        BlockHeader shown = rpc.read(block.method(), Answers::header, value(replies.getLast(), block.method()));
        if (!shown.ref().equals(held)) {
            throw new ChainUnavailableException("the node does not hold block " + held.number() + " " + held.hash());
        }
        return rpc.read(LOGS, LogReads::all, logs);
    }

    private JsonNode value(Rpc.@Nullable Reply reply, String method) {
        if (reply == null || (!reply.hasError() && reply.value() == null)) {
            throw new ChainUnavailableException("a node answered " + method + " with nothing");
        }
        rpc.requireNoError(method, reply);
        return reply.getResult();
    }

    private static List<Log> all(JsonNode list) {
        List<Log> logs = new ArrayList<>(list.size());
        list.forEach(log -> logs.add(Answers.log(log)));
        return logs;
    }

    private static String hex(long number) {
        return "0x" + Long.toHexString(number);
    }
}
