package io.dapp.chain;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What clients write when they do not take a transaction, by the words their messages begin with. Which client and version
 * writes which, and where that was read, is told in {@code docs/send-errors.md}, whose every row is tested against this.
 */
final class SendErrors {
    /** @param decides whether the same bytes are not sent again then: what merely begins alike must not pass for it */
    private record Row(boolean decides, Function<String, SendAnswer> meaning, List<String> phrases) {}

    private static final List<Row> TABLE = List.of(
            decided(
                    why -> new SendAnswer.Known(),
                    "already known",
                    "transaction already imported",
                    "alreadyknown",
                    "known transaction",
                    "existing txn with same hash"),
            decided(why -> new SendAnswer.NonceTooLow(), "nonce too low", "old nonce", "oldnonce", "nonce_too_low"),
            later(
                    SendAnswer.Kind.REPLACEMENT_UNDERPRICED,
                    "replacement transaction underpriced",
                    "could not replace existing tx",
                    "replacementnotallowed"),
            later(
                    SendAnswer.Kind.FEE_TOO_LOW,
                    "transaction underpriced",
                    "underpriced",
                    "fee too low",
                    "feetoolow",
                    "feetoolowtocompete",
                    "max fee per gas less than block base fee",
                    "transaction gas price below minimum",
                    "gas price below configured minimum gas price",
                    "gas price below current base fee",
                    "transaction priority fee below minimum required priority fee"),
            later(
                    SendAnswer.Kind.FUNDS,
                    "insufficient funds",
                    "insufficientfunds",
                    "upfront cost exceeds account balance"),
            later(
                    SendAnswer.Kind.POOL_LIMIT,
                    "txpool is full",
                    "account limit exceeded",
                    "in-flight transaction limit reached for delegated accounts",
                    "gapped-nonce tx from delegated accounts",
                    "authority already reserved",
                    "address already reserved",
                    "future transaction tries to replace pending",
                    "pending sub-pool is full",
                    "basefee sub-pool is full",
                    "queued sub-pool is full",
                    "spammer",
                    "eip-7702 transaction with authority already reserved",
                    "delegation nonce gap",
                    "delegation authority has pending transaction",
                    "pending transaction type conflict"),
            later(
                    SendAnswer.Kind.NONCE_GAP,
                    "nonce too high",
                    "nonce too far in future",
                    "transaction nonce is too distant from current sender nonce",
                    "an invalid transaction with a lower nonce exists"),

            // The node's fault, not the bytes': they carry the configured chain's id.
            later(
                    SendAnswer.Kind.WRONG_CHAIN,
                    "invalid chain id",
                    "invalid sender: invalid chain id",
                    "wrong chainid",
                    "chainid not supported",
                    "incompatible eip-155 transaction"),

            // The node's too, and nothing of the bytes': another node may take them.
            later(
                    SendAnswer.Kind.NODE,
                    "429",
                    "too many requests",
                    "rate limit",
                    "rate limited",
                    "limit exceeded",
                    "your app has exceeded its compute units per second",
                    "monthly capacity limit exceeded",
                    "daily request count exceeded",
                    "project id request rate exceeded",
                    "internal error",
                    "internal server error",
                    "request timed out",
                    "timeout expired",
                    "node is syncing",
                    "initial sync is still in progress",
                    "transaction pool not enabled"),

            // Of the bytes themselves: their gas, their size, their fees against each other.
            decided(
                    SendAnswer.Fill::new,
                    "intrinsic gas too low",
                    "intrinsic gas exceeds gas limit",
                    "intrinsicgas",
                    "insufficient gas for floor data gas cost",
                    "intrinsic gas too high",
                    "exceeds block gas limit",
                    "transaction gas limit exceeds block gas limit",
                    "transaction gas limit is greater than the block gas limit",
                    "gas limit reached",
                    "exceeds max transaction gas limit",
                    "transaction gas limit too high",
                    "gas limit too high",
                    "gas limit is too high",
                    "gas uint64 overflow",
                    "gasuintoverflow",
                    "max initcode size exceeded",
                    "initcode too large",
                    "oversized data",
                    "transaction too large",
                    "rlptoolong",
                    "max priority fee per gas higher than max fee per gas",
                    "max priority fee per gas exceeds max fee per gas"));

    /** Erigon writes its pool's verdict before the reason. */
    private static final Pattern VERDICT =
            Pattern.compile("^(already_exists|invalid|stale|fee_too_low|internal_error): ");

    private SendErrors() {}

    private static Row decided(Function<String, SendAnswer> meaning, String... phrases) {
        return new Row(true, meaning, List.of(phrases));
    }

    private static Row later(SendAnswer.Kind kind, String... phrases) {
        return new Row(false, why -> new SendAnswer.Later(why, kind), List.of(phrases));
    }

    /**
     * What a message means; null where it is not in the table.
     *
     * @param why the message as it is to be told
     */
    static @Nullable SendAnswer read(String message, String why) {
        String said = VERDICT.matcher(message.strip().toLowerCase(Locale.ROOT)).replaceFirst("");
        for (Row row : TABLE) {
            if (row.phrases.stream().anyMatch(phrase -> begins(said, phrase, row.decides()))) {
                return row.meaning.apply(why);
            }
        }
        return null;
    }

    private static boolean begins(String said, String phrase, boolean strictly) {
        if (!said.startsWith(phrase)) {
            return false;
        }
        String rest = said.substring(phrase.length());
        return rest.isEmpty() || (strictly ? rest.matches("(?s)([:.,]| \\(| -- ).*") : !isWord(rest.charAt(0)));
    }

    private static boolean isWord(char next) {
        return Character.isLetterOrDigit(next) || next == '_';
    }
}
