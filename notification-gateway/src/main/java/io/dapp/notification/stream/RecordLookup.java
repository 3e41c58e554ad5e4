package io.dapp.notification.stream;

/** What a user finds when he asks for a record's channel. */
public sealed interface RecordLookup {

    record Found(Slice slice) implements RecordLookup {}

    /** It is somebody else's. */
    record Foreign() implements RecordLookup {}

    /** Nothing has been told of it yet. */
    record Unknown() implements RecordLookup {}
}
