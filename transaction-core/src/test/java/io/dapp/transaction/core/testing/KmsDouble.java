package io.dapp.transaction.core.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import fr.acinq.secp256k1.Secp256k1;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * AWS KMS as far as wallets need it: its HTTP interface (JSON 1.1) with keys of secp256k1. Like KMS it signs the digest as
 * given, and every other signature has its s in the upper half.
 */
public final class KmsDouble implements AutoCloseable {
    /** How it takes the calls that come. */
    public enum Mood {
        ANSWERS,
        HANGS,
        THROTTLES,
        THROTTLES_ONCE,
        DISABLED,
        SIGNS_BY_ANOTHER_KEY
    }

    private static final BigInteger ORDER =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    private static final String KEY_INFO = "3056301006072a8648ce3d020106052b8104000a034200";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<String, byte[]> keys = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final AtomicInteger highS = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private volatile Mood mood = Mood.ANSWERS;
    private volatile String hanging = "";

    private record Answer(int status, Map<String, ?> body) {}

    public KmsDouble() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
    }

    /** How an instance finds it, with bounds that a test can wait for. */
    public Map<String, String> properties() {
        return Map.of(
                "dapp.signing.default-signer",
                "kms",
                "dapp.signing.kms.region",
                "eu-central-1",
                "dapp.signing.kms.endpoint",
                url(),
                "dapp.signing.kms.call-timeout",
                "1s",
                "dapp.signing.kms.within",
                "2s");
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on; counting begins anew. */
    public void mood(Mood next) {
        calls.set(0);
        mostAtOnce.set(0);
        mood = next;
    }

    /** This key hangs, whatever the others do; an empty name: none. */
    public void hang(String keyId) {
        hanging = keyId;
    }

    public int calls() {
        return calls.get();
    }

    public int mostAtOnce() {
        return mostAtOnce.get();
    }

    /** How many signatures it has written with s in the upper half. */
    public int highS() {
        return highS.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        int call = calls.incrementAndGet();
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        try (exchange) {
            JsonNode request = JSON.readTree(exchange.getRequestBody());
            String operation = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            Answer answer = has(request, "KeyId", hanging) && !hanging.isEmpty()
                    ? hang()
                    : switch (mood) {
                        case ANSWERS, SIGNS_BY_ANOTHER_KEY -> perform(operation, request);
                        case THROTTLES -> error("ThrottlingException");
                        case THROTTLES_ONCE -> call == 1 ? error("ThrottlingException") : perform(operation, request);
                        case DISABLED -> error("DisabledException");
                        case HANGS -> hang();
                    };
            byte[] body = JSON.writeValueAsBytes(answer.body());
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        } finally {
            atOnce.decrementAndGet();
        }
    }

    private Answer hang() {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return error("KMSInternalException");
    }

    private Answer perform(String operation, JsonNode request) {
        return switch (operation) {
            case "TrentService.CreateKey" -> create(request);
            case "TrentService.GetPublicKey" -> publicKey(request);
            case "TrentService.Sign" -> sign(request);
            default -> error("UnsupportedOperationException");
        };
    }

    private Answer create(JsonNode request) {
        if (!has(request, "KeySpec", "ECC_SECG_P256K1") || !has(request, "KeyUsage", "SIGN_VERIFY")) {
            return error("ValidationException");
        }
        String arn = "arn:aws:kms:eu-central-1:111122223333:key/" + java.util.UUID.randomUUID();
        keys.put(arn, newKey());
        return new Answer(200, Map.of("KeyMetadata", Map.of("KeyId", arn, "Arn", arn)));
    }

    private Answer publicKey(JsonNode request) {
        byte[] point = Secp256k1.get().pubkeyCreate(key(request));
        byte[] info = HexFormat.of().parseHex(KEY_INFO + HexFormat.of().formatHex(point));
        return new Answer(200, Map.of("PublicKey", Base64.getEncoder().encodeToString(info)));
    }

    private Answer sign(JsonNode request) {
        byte[] digest = Base64.getDecoder().decode(request.path("Message").asString(""));
        if (digest.length != 32
                || !has(request, "MessageType", "DIGEST")
                || !has(request, "SigningAlgorithm", "ECDSA_SHA_256")) {
            return error("ValidationException");
        }
        byte[] compact = Secp256k1.get().sign(digest, mood == Mood.SIGNS_BY_ANOTHER_KEY ? newKey() : key(request));
        BigInteger s = new BigInteger(1, compact, 32, 32);
        if (digest[0] % 2 == 0) {
            s = ORDER.subtract(s);
            highS.incrementAndGet();
        }
        byte[] der = der(new BigInteger(1, compact, 0, 32).toByteArray(), s.toByteArray());
        return new Answer(200, Map.of("Signature", Base64.getEncoder().encodeToString(der)));
    }

    private byte[] key(JsonNode request) {
        return Objects.requireNonNull(keys.get(request.path("KeyId").asString("")));
    }

    private static boolean has(JsonNode request, String field, String value) {
        return request.path(field).asString("").equals(value);
    }

    private static Answer error(String code) {
        return new Answer(400, Map.of("__type", code, "message", "as the test wants"));
    }

    private static byte[] newKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return key;
    }

    private static byte[] der(byte[] r, byte[] s) {
        byte[] der = new byte[6 + r.length + s.length];
        der[0] = 0x30;
        der[1] = (byte) (der.length - 2);
        der[2] = 0x02;
        der[3] = (byte) r.length;
        System.arraycopy(r, 0, der, 4, r.length);
        der[4 + r.length] = 0x02;
        der[5 + r.length] = (byte) s.length;
        System.arraycopy(s, 0, der, 6 + r.length, s.length);
        return der;
    }

    @Override
    public void close() {
        ended.countDown();
        server.stop(0);
        threads.shutdownNow();
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }
}
