package io.dapp.chain;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.web3j.protocol.core.Response;

/**
 * What a node's answer to {@code eth_sendRawTransaction} means. Only what is listed here counts as accepted; anything a
 * node may say besides is a reason to send the same bytes again later, never to forget them.
 */
final class SendAnswers {
    /** The node has these very bytes: geth, Erigon and reth; anvil; Nethermind; Besu. What an answer begins with. */
    private static final List<String> KNOWN =
            List.of("already known", "transaction already imported", "alreadyknown", "known transaction");

    /** The nonce is used in the node's chain: which bytes used it is decided by the blocks. */
    private static final List<String> NONCE_USED = List.of("nonce too low", "old nonce", "oldnonce", "nonce_too_low");

    private SendAnswers() {}

    static SendAnswer of(Rpc.@Nullable Reply reply) {
        if (reply == null) {
            return new SendAnswer.Later("no answer");
        }
        Response.Error error = reply.getError();
        if (error == null) {
            return reply.value() == null ? new SendAnswer.Later("an empty answer") : new SendAnswer.Accepted();
        }
        String message = error.getMessage() == null ? "" : error.getMessage();
        String lower = message.strip().toLowerCase(Locale.ROOT);
        boolean accepted = KNOWN.stream().anyMatch(lower::startsWith)
                || NONCE_USED.stream().anyMatch(lower::contains);
        return accepted ? new SendAnswer.Accepted() : new SendAnswer.Later(shortened(error.getCode() + " " + message));
    }

    private static String shortened(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", "?");
        return clean.length() > 200 ? clean.substring(0, 200) : clean;
    }
}
