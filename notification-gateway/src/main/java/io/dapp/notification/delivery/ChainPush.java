package io.dapp.notification.delivery;

import io.dapp.notification.stream.Envelope;

/**
 * Something that happened on a chain; pushed, never stored.
 *
 * @param head whether a newer one makes it worthless
 */
public record ChainPush(String chainId, boolean head, Envelope envelope) {}
