package io.dapp.chain;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Gives a node signed transactions. */
final class RawSends {
    private final String node;
    private final Rpc rpc;
    private final MeterRegistry meters;
    private final NodeOutcomes outcomes;

    /** @param outcomes told when the node says that it is of another chain, and when it refuses all of a call */
    RawSends(String node, Rpc rpc, MeterRegistry meters, NodeOutcomes outcomes) {
        this.node = node;
        this.rpc = rpc;
        this.meters = meters;
        this.outcomes = outcomes;
    }

    List<SendAnswer> send(List<byte[]> raw) {
        if (raw.isEmpty()) {
            return List.of();
        }
        List<SendAnswer> answers = answers(raw);
        answers.forEach(answer -> meters.counter("dapp.sends", "node", node, "answer", kind(answer))
                .increment());
        if (answers.stream().anyMatch(RawSends::saysOtherChain)) {
            outcomes.doubted();
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
            judge(answers);
            return answers;
        } catch (ChainUnavailableException e) {
            outcomes.refused(Duty.SENDING, e);
            SendAnswer.Kind kind = e instanceof NoTurnException ? SendAnswer.Kind.OTHER : SendAnswer.Kind.NODE;
            return Collections.nCopies(raw.size(), new SendAnswer.Later(String.valueOf(e.getMessage()), kind));
        }
    }

    /** One that it took, or refused for what the transaction is, shows that it does its work. */
    private void judge(List<SendAnswer> answers) {
        if (all(answers, Set.of(SendAnswer.Kind.NODE))) {
            outcomes.refused(Duty.SENDING);
        } else if (all(answers, Set.of(SendAnswer.Kind.NODE, SendAnswer.Kind.OTHER))) {
            outcomes.refused(Duty.SENDING_UNCLEAR);
        } else {
            outcomes.served(Duty.SENDING);
            outcomes.served(Duty.SENDING_UNCLEAR);
        }
    }

    private static boolean all(List<SendAnswer> answers, Set<SendAnswer.Kind> kinds) {
        return answers.stream()
                .allMatch(answer -> answer instanceof SendAnswer.Later later && kinds.contains(later.kind()));
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
