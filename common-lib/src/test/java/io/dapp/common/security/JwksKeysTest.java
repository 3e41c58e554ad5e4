package io.dapp.common.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jsonwebtoken.Jwts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JwksKeysTest {
    private static final RSAPublicKey ONE = key(2048);
    private static final RSAPublicKey TWO = key(2048);

    private final AtomicLong elapsed = new AtomicLong();
    private final AtomicInteger fetches = new AtomicInteger();
    private final SecurityProperties.Keys settings = LiveSessions.defaults().keys();
    private volatile String answer = "{}";
    private volatile int status = 200;
    private HttpServer server;
    private JwksKeys keys;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            fetches.incrementAndGet();
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        keys = new JwksKeys(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"), settings, elapsed::get);
    }

    @AfterEach
    void stop() {
        keys.close();
        server.stop(0);
    }

    @Test
    void keysAreFetchedAndFoundByTheirId() {
        publish(Map.of("one", ONE));

        keys.refresh().join();

        assertThat(keys.known()).isTrue();
        assertThat(keys.find("one")).isEqualTo(ONE);
        assertThat(keys.find("two")).isNull();
    }

    @Test
    void unknownKeysFetchAtABoundedRate() {
        publish(Map.of("one", ONE));
        keys.refresh().join();
        publish(Map.of("one", ONE, "two", TWO));

        for (int i = 0; i < 100; i++) {
            keys.refresh().join();
        }
        assertThat(fetches).hasValue(1);

        elapse(settings.minRefetchInterval());
        keys.refresh().join();
        assertThat(fetches).hasValue(2);
        assertThat(keys.find("two")).isEqualTo(TWO);
        assertThat(keys.withdrawals()).isZero();
    }

    @Test
    void aKeyLeftOutIsWithdrawn() {
        publish(Map.of("one", ONE, "two", TWO));
        keys.refresh().join();
        publish(Map.of("two", TWO));
        elapse(settings.minRefetchInterval());

        keys.refresh().join();

        assertThat(keys.find("one")).isNull();
        assertThat(keys.withdrawals()).isEqualTo(1);
    }

    @Test
    void anAnswerThatIsNoKeySetChangesNothing() {
        publish(Map.of("one", ONE));
        keys.refresh().join();
        for (String bad : new String[] {"", "{", "[]", "{}", "{\"keys\": []}", "{\"keys\": 1}", "x".repeat(70_000)}) {
            answer = bad;
            elapse(settings.minRefetchInterval());
            keys.refresh().join();
        }
        publish(Map.of("two", TWO));
        status = 500;
        elapse(settings.minRefetchInterval());
        keys.refresh().join();

        assertThat(keys.find("one")).isEqualTo(ONE);
        assertThat(keys.withdrawals()).isZero();
    }

    @Test
    void onlyStrongRsaSigningKeysAreTaken() {
        String set = new String(
                new JwtJson().serialize(Jwks.of(Map.of("weak", key(1024), "one", ONE))), StandardCharsets.UTF_8);
        answer = set.replace(
                "{\"keys\":[",
                "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"hmac\",\"k\":\"AAAA\"},"
                        + "{\"kty\":\"RSA\",\"use\":\"enc\",\"kid\":\"enc\",\"n\":\"AQAB\",\"e\":\"AQAB\"},");

        keys.refresh().join();

        assertThat(keys.find("one")).isEqualTo(ONE);
        assertThat(keys.find("weak")).isNull();
        assertThat(keys.find("hmac")).isNull();
        assertThat(keys.find("enc")).isNull();
    }

    private void publish(Map<String, RSAPublicKey> set) {
        answer = new String(new JwtJson().serialize(Jwks.of(set)), StandardCharsets.UTF_8);
    }

    private void elapse(Duration time) {
        elapsed.addAndGet(time.toNanos());
    }

    private static RSAPublicKey key(int bits) {
        if (bits == 2048) {
            return (RSAPublicKey) Jwts.SIG.RS256.keyPair().build().getPublic();
        }
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return (RSAPublicKey) generator.generateKeyPair().getPublic();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
