package io.dapp.chain;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Names nodes by where they are: the same wherever the URL stands in its list, and with nothing of the URL to be read in
 * it, which often is the key to a provider's account.
 */
final class NodeId {
    private static final int DIGITS = 12;

    private NodeId() {}

    static String of(String chain, String httpUrl) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(withoutScheme(httpUrl).getBytes(StandardCharsets.UTF_8));
            return chain + "-" + HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Two ways of writing one place are one node. */
    private static String withoutScheme(String httpUrl) {
        URI url = URI.create(httpUrl);
        if (url.getHost() == null) {
            return httpUrl;
        }
        int port = url.getPort() >= 0 ? url.getPort() : url.getScheme().equalsIgnoreCase("https") ? 443 : 80;
        String path = url.getRawPath().equals("/") ? "" : url.getRawPath();
        return url.getRawUserInfo() + "@" + url.getHost().toLowerCase(Locale.ROOT) + ":" + port + path + "?"
                + url.getRawQuery();
    }
}
