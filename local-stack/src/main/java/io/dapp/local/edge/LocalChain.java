package io.dapp.local.edge;

import io.dapp.local.infra.JsonRpc;
import io.dapp.local.infra.Waiting;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What the local tools do to the local node. */
public final class LocalChain {
    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-fA-F]{40}");
    private static final Duration MINED_WITHIN = Duration.ofSeconds(30);

    private final JsonRpc node;
    private final int finalDepth;

    public LocalChain(URI node, int finalDepth) {
        this.node = new JsonRpc(node);
        this.finalDepth = finalDepth;
    }

    int finalDepth() {
        return finalDepth;
    }

    /** Pays {@code wei} from the node's own account; returns the hash once it is mined. */
    String pay(String address, BigInteger wei) {
        String to = checked(address);
        String from = node.call("eth_accounts").path(0).asString("");
        if (from.isEmpty()) {
            throw new InvalidInputException("This node has no account of its own to pay from.");
        }
        String hash = node.call("eth_sendTransaction", Map.of("from", from, "to", to, "value", "0x" + wei.toString(16)))
                .asString();
        boolean mined = Waiting.until(
                MINED_WITHIN, () -> node.call("eth_getTransactionReceipt", hash).isObject());
        if (!mined) {
            throw new io.dapp.local.infra.InfrastructureException("the payment " + hash + " was not mined in time");
        }
        return hash;
    }

    long mine(int blocks) {
        node.call("anvil_mine", "0x" + Integer.toHexString(blocks));
        return head();
    }

    /** Replaces the newest {@code depth} blocks by empty ones. */
    long reorg(int depth) {
        if (depth > head()) {
            throw new InvalidInputException("depth is more than the chain has.");
        }
        node.call("anvil_reorg", depth, List.of());
        return head();
    }

    private long head() {
        return new BigInteger(node.call("eth_blockNumber").asString().substring(2), 16).longValueExact();
    }

    /** An address in any case, unless it claims a checksum (EIP-55) and the checksum is wrong. */
    private String checked(String address) {
        if (!ADDRESS.matcher(address).matches()) {
            throw new InvalidInputException("address is not 0x and 40 hexadecimal digits.");
        }
        String digits = address.substring(2);
        String lower = digits.toLowerCase(Locale.ROOT);
        if (digits.equals(lower) || digits.equals(digits.toUpperCase(Locale.ROOT))) {
            return address;
        }
        JsonNode hash =
                node.call("web3_sha3", "0x" + HexFormat.of().formatHex(lower.getBytes(StandardCharsets.US_ASCII)));
        String hashDigits = hash.asString().substring(2);
        for (int i = 0; i < digits.length(); i++) {
            char expected = Character.digit(hashDigits.charAt(i), 16) >= 8
                    ? Character.toUpperCase(lower.charAt(i))
                    : lower.charAt(i);
            if (digits.charAt(i) != expected) {
                throw new InvalidInputException("address has a wrong checksum (EIP-55).");
            }
        }
        return address;
    }
}
