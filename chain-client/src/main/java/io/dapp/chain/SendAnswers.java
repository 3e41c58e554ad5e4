package io.dapp.chain;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.web3j.protocol.core.Response;

/**
 * What a node's answer to {@code eth_sendRawTransaction} means. Only what is listed here counts as accepted; anything a
 * node may say besides is a reason to send the same bytes again later, never to forget them.
 */
final class SendAnswers {
    /** Erigon writes its pool's verdict before the reason. */
    private static final String ERIGON = "((already_exists|invalid|stale|fee_too_low|internal_error): )?";

    /** The node has these very bytes: geth, Erigon and reth; anvil; Nethermind; Besu. */
    private static final Pattern KNOWN = Pattern.compile(
            ERIGON + "(already known|transaction already imported|alreadyknown|known transaction)([:.,].*)?",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** The nonce is used: geth, anvil and reth; Erigon; Nethermind ({@code OldNonce}); Besu. */
    private static final Pattern NONCE_TOO_LOW = Pattern.compile(
            ERIGON + "(nonce too low|old nonce|oldnonce|nonce_too_low)([:.,].*)?",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private SendAnswers() {}

    static SendAnswer of(Rpc.@Nullable Reply reply) {
        if (reply == null) {
            return new SendAnswer.Later("no answer");
        }
        Response.Error error = reply.getError();
        if (error == null) {
            return reply.value() == null ? new SendAnswer.Later("an empty answer") : new SendAnswer.Known();
        }
        String message = error.getMessage() == null ? "" : error.getMessage();
        String said = message.strip();
        if (KNOWN.matcher(said).matches()) {
            return new SendAnswer.Known();
        }
        if (NONCE_TOO_LOW.matcher(said).matches()) {
            return new SendAnswer.NonceTooLow();
        }
        return new SendAnswer.Later(shortened(error.getCode() + " " + message));
    }

    private static String shortened(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", "?");
        return clean.length() > 200 ? clean.substring(0, 200) : clean;
    }
}
