package io.dapp.local.stack;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The platform at a moment; written to {@code run/status.json} at every change.
 *
 * @param pid the supervisor's process
 * @param readySeconds from the supervisor's start until everything was ready
 * @param memoryBytes resident memory of all processes when everything was ready
 */
public record StackStatus(
        State state,
        @Nullable Long pid,
        @Nullable Long processStartedAt,
        Map<String, String> urls,
        @Nullable Double readySeconds,
        @Nullable Long memoryBytes,
        List<Component> components) {
    /** The platform's state: ready only while each component is. */
    public enum State {
        STARTING,
        READY,
        FAILED,
        STOPPING,
        STOPPED
    }
}
