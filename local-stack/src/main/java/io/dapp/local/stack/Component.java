package io.dapp.local.stack;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One part of the platform as {@code ./dapp status} shows it.
 *
 * @param pid its process; for what runs inside the supervisor, the supervisor's
 * @param seconds how long its start took
 * @param detail why it failed
 */
public record Component(
        String name,
        State state,
        @Nullable Long pid,
        Map<String, String> urls,
        @Nullable Double seconds,
        @Nullable String detail) {
    /** The life of a component. */
    public enum State {
        WAITING,
        STARTING,
        READY,
        FAILED,
        STOPPED
    }

    static Component waiting(String name, Map<String, String> urls) {
        return new Component(name, State.WAITING, null, urls, null, null);
    }

    Component starting() {
        return new Component(name, State.STARTING, null, urls, null, null);
    }

    Component ready(@Nullable Long process, double took) {
        return new Component(name, State.READY, process, urls, took, null);
    }

    Component failed(@Nullable String why) {
        return new Component(name, State.FAILED, null, urls, null, why);
    }

    Component stopped() {
        return new Component(name, State.STOPPED, null, urls, null, null);
    }
}
