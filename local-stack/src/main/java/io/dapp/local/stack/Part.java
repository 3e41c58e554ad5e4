package io.dapp.local.stack;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something that the supervisor starts, watches and stops. */
interface Part {
    String name();

    /** Names of the parts that must be ready before this one starts. */
    default List<String> needs() {
        return List.of();
    }

    /** Where it is reached. */
    Map<String, String> urls();

    /** Starts it and returns when it is ready; says why not by an exception for people. */
    void start() throws Exception;

    boolean isAlive();

    /** Its process; null when it lives inside the supervisor. */
    default @Nullable Long pid() {
        return null;
    }

    /** Stops it; nothing happens when it does not run. */
    void stop();

    /** Parts of a higher layer are stopped earlier. */
    default int layer() {
        return 0;
    }
}
