package io.dapp.notification.stream;

/** A place in a stream: everything up to {@code offset} of this epoch. */
public record Position(String epoch, long offset) {}
