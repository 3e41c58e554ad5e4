package io.dapp.common.outbox;

/** Told of each event that Kafka has taken, on the relay's thread; returns at once. */
@FunctionalInterface
public interface PublishedListener {
    /**
     * Kafka has taken an event.
     *
     * @param data JSON
     */
    void published(String type, String data);
}
