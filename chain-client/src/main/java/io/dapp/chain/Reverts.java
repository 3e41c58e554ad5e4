package io.dapp.chain;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Recognises a revert in a node's error and decodes its reason (Solidity's {@code Error} and {@code Panic}). */
final class Reverts {
    private static final String ERROR = "08c379a0";
    private static final String PANIC = "4e487b71";
    private static final int MAX_LENGTH = 500;
    /** It was tried with gas for more than a plain transfer, and ran out: that is not about funds. anvil has no brackets. */
    private static final Pattern NEEDS_MORE_GAS =
            Pattern.compile("gas required exceeds allowance(?: \\(|: )(?!0*[0-9]{1,4}(?![0-9]))[0-9]+");
    /** The code ran into something that ends it: geth's words for each, and anvil's for all. */
    private static final Pattern HALTED =
            Pattern.compile("evm error|invalid opcode|invalid jump|invalid code|out of gas"
                    + "|stack under|stack limit|max code size|max initcode size");

    private Reverts() {}

    /** What to throw instead of a node's error to a call that was tried out: the node itself is fine. */
    static RuntimeException refine(NodeErrorException error) {
        String message = String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT);
        // geth, Erigon, reth and anvil use code 3; Nethermind says "VM execution error", Besu "Execution reverted".
        if (error.code() == 3 || message.contains("revert") || message.contains("vm execution error")) {
            return new ExecutionRevertedException(reason(error));
        }
        if (NEEDS_MORE_GAS.matcher(message).find()) {
            return new ExecutionRevertedException(null);
        }
        if (message.contains("insufficient funds") || message.contains("gas required exceeds allowance")) {
            return new InsufficientFundsException("the node says that the sender cannot pay for the call");
        }
        if (HALTED.matcher(message).find()) {
            return new ExecutionRevertedException(null);
        }
        return error;
    }

    private static @Nullable String reason(NodeErrorException error) {
        String data = error.data();
        if (data != null) {
            int start = data.indexOf("0x");
            String decoded = start < 0 ? null : decode(data.substring(start).replace("\"", ""));
            if (decoded != null) {
                return decoded;
            }
        }
        String message = String.valueOf(error.getMessage());
        int at = message.toLowerCase(Locale.ROOT).indexOf("reverted: ");
        return at < 0 ? null : printable(message.substring(at + "reverted: ".length()));
    }

    /** Null where the bytes say nothing. */
    static @Nullable String decode(String hex) {
        byte[] bytes;
        try {
            bytes = HexFormat.of().parseHex(hex, 2, hex.length());
        } catch (IllegalArgumentException notHex) {
            return null;
        }
        if (bytes.length < 4) {
            return null;
        }
        String selector = HexFormat.of().formatHex(bytes, 0, 4);
        if (selector.equals(ERROR) && bytes.length >= 4 + 64) {
            BigInteger length = new BigInteger(1, bytes, 4 + 32, 32);
            int available = bytes.length - 4 - 64;
            int count = length.min(BigInteger.valueOf(available)).intValueExact();
            return printable(new String(bytes, 4 + 64, count, StandardCharsets.UTF_8));
        }
        if (selector.equals(PANIC) && bytes.length >= 4 + 32) {
            return "panic 0x" + new BigInteger(1, bytes, 4, 32).toString(16);
        }
        return "custom error 0x" + selector;
    }

    /** A contract chooses these characters: control characters never reach a log, a terminal or the database. */
    private static String printable(String text) {
        String clean = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}]", "?");
        return clean.length() > MAX_LENGTH ? clean.substring(0, MAX_LENGTH) : clean;
    }
}
