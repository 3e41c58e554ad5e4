package io.dapp.system.platform;

import io.dapp.local.infra.DatabaseCredentials;
import io.dapp.system.node.JsonRpcFaultProxy;
import java.net.URI;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** What a service is told at its start. */
final class Environment {
    private final Map<String, String> variables = new HashMap<>();

    Environment(DatabaseCredentials runtime, String jdbcUrl, String redisUrl, String kafka) {
        variables.put("SPRING_DATASOURCE_URL", jdbcUrl);
        variables.put("SPRING_DATASOURCE_USERNAME", runtime.username());
        variables.put("SPRING_DATASOURCE_PASSWORD", runtime.password());
        variables.put("SPRING_DATA_REDIS_URL", redisUrl);
        variables.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", kafka);
        variables.put("DAPP_LOG_FORMAT", "readable");
    }

    /** Statements are sent as text each time, as {@link TcpProxy} has to read them. */
    static String jdbcUrl(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/dapp?prepareThreshold=0";
    }

    Map<String, String> variables() {
        return new HashMap<>(variables);
    }

    Environment tokens(URI auth) {
        variables.put("DAPP_SECURITY_ISSUER", "http://issuer.test");
        variables.put("DAPP_SECURITY_AUDIENCE", "dapp");
        variables.put(
                "DAPP_SECURITY_JWKSURI", auth.resolve("/.well-known/jwks.json").toString());
        return this;
    }

    Environment accounts(String signingKey) {
        variables.put("DAPP_AUTH_SIGNINGKEY", signingKey);
        variables.put("DAPP_AUTH_REFRESHKEY", key(9));
        variables.put("DAPP_AUTH_EMAILVERIFICATION", "off");
        return this;
    }

    Environment chain(JsonRpcFaultProxy node) {
        variables.put("DAPP_CHAINS_LOCAL_ID", "31337");
        variables.put("DAPP_CHAINS_LOCAL_MAXFEECEILING", "10000000000000");
        variables.put("DAPP_CHAINS_LOCAL_NODES_0_HTTPURL", node.httpUrl().toString());
        variables.put("DAPP_CHAINS_LOCAL_NODES_0_WSURL", node.wsUrl().toString());
        variables.put("DAPP_CHAINS_LOCAL_BLOCKTIME", Chain.BLOCK_TIME.toMillis() + "ms");
        variables.put("DAPP_CHAINS_LOCAL_POLLINTERVAL", "150ms");
        variables.put("DAPP_CHAINS_LOCAL_REBROADCASTAFTER", "3s");
        variables.put("DAPP_CHAINS_LOCAL_RECONNECTATMOST", "500ms");
        // However busy the machine is, nothing is raised by itself unless a test asks for it.
        variables.put("DAPP_CHAINS_LOCAL_REPLACEAFTER", "30m");
        // Blocks come fast here; so does the next look at what a node refused, and at nonces that are used.
        variables.put("DAPP_SENDING_BACKOFFATMOST", "2s");
        variables.put("DAPP_FOLLOW_USEDNONCESEVERY", "1s");
        return this;
    }

    /** Blocks each second and a wide window, as the local stack has them; everything else as it is by default. */
    Environment busyChain(JsonRpcFaultProxy node, int window) {
        variables.put("DAPP_CHAINS_LOCAL_ID", "31337");
        variables.put("DAPP_CHAINS_LOCAL_MAXFEECEILING", "10000000000000");
        variables.put("DAPP_CHAINS_LOCAL_NODES_0_HTTPURL", node.httpUrl().toString());
        variables.put("DAPP_CHAINS_LOCAL_NODES_0_WSURL", node.wsUrl().toString());
        variables.put("DAPP_CHAINS_LOCAL_BLOCKTIME", "1s");
        variables.put("DAPP_CHAINS_LOCAL_MAXINFLIGHTPERACCOUNT", Integer.toString(window));
        // anvil now and then keeps a transaction queued that is next; only another form of it gets that account on.
        variables.put("DAPP_CHAINS_LOCAL_REPLACEAFTER", "20s");
        return this;
    }

    Environment signing() {
        variables.put("DAPP_SIGNING_MASTERKEY", masterKey());
        return this;
    }

    /** What wallets' keys are encrypted with, in Base64. */
    static String masterKey() {
        return key(7);
    }

    /** A constant of these tests, nobody's money. */
    private static String key(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return Base64.getEncoder().encodeToString(key);
    }
}
