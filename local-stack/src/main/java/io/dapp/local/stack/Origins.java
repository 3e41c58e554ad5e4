package io.dapp.local.stack;

import java.util.ArrayList;
import java.util.List;

/** Browser origins that may call the platform: its own, the web client's development server, and those of {@code DAPP_ALLOWED_ORIGINS}. */
final class Origins {
    private Origins() {}

    static List<String> local(StackSettings settings) {
        int edge = settings.port(StackPort.EDGE);
        List<String> origins = new ArrayList<>(List.of(
                "http://localhost:" + edge,
                "http://127.0.0.1:" + edge,
                "http://localhost:5173",
                "http://127.0.0.1:5173"));
        for (String origin :
                System.getenv().getOrDefault("DAPP_ALLOWED_ORIGINS", "").split(",", -1)) {
            if (!origin.isBlank()) {
                origins.add(origin.strip());
            }
        }
        return List.copyOf(origins);
    }
}
