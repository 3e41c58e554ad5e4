package io.dapp.local.stack;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The variables a service starts with: ours, and of the caller's shell only what is harmless or meant for the platform. */
final class ServiceEnvironment {
    private static final List<String> SYSTEM =
            List.of("PATH", "HOME", "USER", "LANG", "LC_ALL", "TMPDIR", "TZ", "LD_LIBRARY_PATH", "JAVA_HOME");
    private static final List<String> TUNING =
            List.of("DAPP_CHAINS_LOCAL_", "DAPP_OUTBOX_", "DAPP_SENDING_", "DAPP_FOLLOW_", "LOGGING_LEVEL_");

    private ServiceEnvironment() {}

    static Map<String, String> of(Map<String, String> own) {
        Map<String, String> environment = new HashMap<>(own);
        System.getenv().forEach((variable, value) -> {
            if (SYSTEM.contains(variable) || TUNING.stream().anyMatch(variable::startsWith)) {
                environment.put(variable, value);
            }
        });
        return environment;
    }
}
