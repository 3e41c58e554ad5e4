package io.dapp.chain;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.web3j.protocol.core.Response;

/**
 * What a node's answer to {@code eth_sendRawTransaction} means. Only what {@link SendErrors} lists counts as accepted or as
 * never to be taken; anything a node may say besides is a reason to send the same bytes again later, never to forget them.
 */
final class SendAnswers {
    /** Limits on calls, time-outs and internal errors (JSON-RPC, EIP-1474, and what services add), whatever they say. */
    private static final Set<Integer> OF_THE_NODE = Set.of(429, -32_002, -32_005, -32_007, -32_603);

    private SendAnswers() {}

    static SendAnswer of(Rpc.@Nullable Reply reply) {
        if (reply == null) {
            return new SendAnswer.Later("no answer", SendAnswer.Kind.NODE);
        }
        Response.Error error = reply.getError();
        if (error == null) {
            return reply.value() == null
                    ? new SendAnswer.Later("an empty answer", SendAnswer.Kind.NODE)
                    : new SendAnswer.Known();
        }
        String message = error.getMessage() == null ? "" : error.getMessage();
        String why = shortened(error.getCode() + " " + message);
        SendAnswer listed = SendErrors.read(message, why);
        if (listed != null) {
            return listed;
        }
        return new SendAnswer.Later(
                why, OF_THE_NODE.contains(error.getCode()) ? SendAnswer.Kind.NODE : SendAnswer.Kind.OTHER);
    }

    private static String shortened(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", "?");
        return clean.length() > 200 ? clean.substring(0, 200) : clean;
    }
}
