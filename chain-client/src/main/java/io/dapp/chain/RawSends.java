package io.dapp.chain;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Gives a node signed transactions. */
final class RawSends {
    private final String node;
    private final Rpc rpc;
    private final MeterRegistry meters;
    private final Runnable onDoubt;

    /** @param onDoubt told when the node says that it is of another chain */
    RawSends(String node, Rpc rpc, MeterRegistry meters, Runnable onDoubt) {
        this.node = node;
        this.rpc = rpc;
        this.meters = meters;
        this.onDoubt = onDoubt;
    }

    List<SendAnswer> send(List<byte[]> raw) {
        if (raw.isEmpty()) {
            return List.of();
        }
        List<SendAnswer> answers = answers(raw);
        answers.forEach(answer -> meters.counter("dapp.sends", "node", node, "answer", kind(answer))
                .increment());
        if (answers.stream().anyMatch(RawSends::saysOtherChain)) {
            onDoubt.run();
        }
        return answers;
    }

    private List<SendAnswer> answers(List<byte[]> raw) {
        List<List<String>> hex = raw.stream()
                .map(bytes -> List.of("0x" + HexFormat.of().formatHex(bytes)))
                .toList();
        try {
            List<SendAnswer> answers = new ArrayList<>(raw.size());
            for (Rpc.Reply reply : rpc.batch("eth_sendRawTransaction", hex)) {
                answers.add(SendAnswers.of(reply));
            }
            return answers;
        } catch (ChainUnavailableException e) {
            return Collections.nCopies(raw.size(), new SendAnswer.Later(String.valueOf(e.getMessage())));
        }
    }

    private static String kind(SendAnswer answer) {
        return switch (answer) {
            case SendAnswer.Known known -> "known";
            case SendAnswer.NonceTooLow tooLow -> "nonce_too_low";
            case SendAnswer.Later later -> later.kind().name().toLowerCase(Locale.ROOT);
            case SendAnswer.Fill fill -> "fill";
        };
    }

    private static boolean saysOtherChain(SendAnswer answer) {
        return answer instanceof SendAnswer.Later later && later.kind() == SendAnswer.Kind.WRONG_CHAIN;
    }
}
