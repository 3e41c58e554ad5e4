package io.dapp.system.node;

import java.time.Duration;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/** What happens to a call that a {@link Fault} takes. */
sealed interface Effect {
    /** Forwarded after this time, or when the fault is lifted. */
    record Delay(Duration by) implements Effect {}

    /** Kept before it is forwarded, until the fault is released or discarded. */
    record Hold() implements Effect {}

    /** Forwarded at once; the answer is kept until the fault is released or discarded. */
    record HoldAnswer() implements Effect {}

    /** Answered with this error; the node never sees the call. */
    record RpcError(int code, String message) implements Effect {}

    /** The whole HTTP exchange ends with this status; on a WebSocket the connection is closed. */
    record HttpError(int status) implements Effect {}

    /** The connection ends; the node never sees the call nor what came with it in a batch. */
    record DropCall() implements Effect {}

    /** Forwarded; then the connection ends without an answer. */
    record DropAnswer() implements Effect {}

    /** Forwarded; its result is changed. */
    record Lie(UnaryOperator<JsonNode> change) implements Effect {}
}
