package io.dapp.transaction.core.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dapp.transaction.core.Bytes;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RequestHashTest {
    @Test
    void orderSpaceAndSpellingDoNotMatter() {
        assertThat(hash("{\"b\": 1.0, \"a\": \"\\u0041\"}")).isEqualTo(hash("{\"a\":\"A\",\"b\":1}"));
    }

    @Test
    void aDefaultThatIsSpelledOutIsAnotherBody() {
        assertThat(hash("{\"amount\":\"1\"}")).isNotEqualTo(hash("{\"amount\":\"1\",\"speed\":\"standard\"}"));
        assertThat(hash("{\"amount\":\"1\"}")).isNotEqualTo(hash("{\"amount\":\"1\",\"metadata\":null}"));
    }

    @Test
    void aDuplicatePropertyHasNoCanonicalForm() {
        assertThatThrownBy(() -> hash("{\"a\":1,\"a\":2}")).isInstanceOf(IllegalArgumentException.class);
    }

    private static Bytes hash(String body) {
        return RequestHash.of(body.getBytes(StandardCharsets.UTF_8));
    }
}
