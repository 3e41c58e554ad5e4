package io.dapp.notification.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.common.event.EventMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class NewestEventsTest {
    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

    private final NewestEvents newest = new NewestEvents();

    @Test
    void whatAStoppedRelaySendsLateIsDropped() {
        assertThat(newest.admits(event("1", 100, 0))).isTrue();
        assertThat(newest.admits(event("1", 110, 10))).isTrue();
        assertThat(newest.admits(event("1", 101, 1))).isFalse();
        assertThat(newest.admits(event("1", 110, 10))).isFalse();
        assertThat(newest.admits(event("1", 111, 11))).isTrue();
    }

    @Test
    void chainsAreApart() {
        assertThat(newest.admits(event("1", 100, 5))).isTrue();
        assertThat(newest.admits(event("2", 7, 0))).isTrue();
    }

    @Test
    void aRestoredDatabaseIsHeardAlthoughItsNumbersAreLower() {
        assertThat(newest.admits(event("1", 100, 0))).isTrue();
        assertThat(newest.admits(event("1", 60, 30))).isTrue();
        assertThat(newest.admits(event("1", 59, 29))).isFalse();
    }

    private static EventMessage event(String chain, long version, long second) {
        String json = """
                {"id":"0b0f9f5e-4b0e-4f3b-8a53-3c1f5f1f5a10","type":"chain.head","timestamp":"%s","key":"%s","version":%d,
                 "owner":null,"data":{}}
                """.formatted(START.plusSeconds(second), chain, version);
        return EventMessage.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
