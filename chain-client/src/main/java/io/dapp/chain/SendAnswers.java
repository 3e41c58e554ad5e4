package io.dapp.chain;

import org.jspecify.annotations.Nullable;
import org.web3j.protocol.core.Response;

/**
 * What a node's answer to {@code eth_sendRawTransaction} means. Only what {@link SendErrors} lists counts as accepted or as
 * never to be taken; anything a node may say besides is a reason to send the same bytes again later, never to forget them.
 */
final class SendAnswers {
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
        String why = shortened(error.getCode() + " " + message);
        SendAnswer listed = SendErrors.read(message, why);
        return listed == null ? new SendAnswer.Later(why) : listed;
    }

    private static String shortened(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", "?");
        return clean.length() > 200 ? clean.substring(0, 200) : clean;
    }
}
