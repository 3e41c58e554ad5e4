package io.dapp.local.part;

import io.dapp.local.infra.DatabaseCredentials;
import io.dapp.local.infra.InfrastructureException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a part's container is told by its environment. */
record PartSettings(Map<String, String> environment) {
    private static final Set<String> SERVICES = Set.of("auth", "transaction", "resource", "notification");

    /** Where it keeps its data; an empty volume at the first start. */
    Path folder() {
        return Path.of(environment.getOrDefault("DAPP_PART_FOLDER", "/data"));
    }

    /** The name under which clients reach it. */
    String advertised() {
        return required("DAPP_PART_ADVERTISED");
    }

    String superuserPassword() {
        return required("DAPP_POSTGRES_PASSWORD");
    }

    DatabaseCredentials owner(String schema) {
        return role(schema, "owner");
    }

    DatabaseCredentials runtime(String schema) {
        return role(schema, "runtime");
    }

    URI node() {
        return URI.create(required("DAPP_EDGE_NODE"));
    }

    int requiredConfirmations() {
        return Integer.parseInt(environment.getOrDefault("DAPP_EDGE_REQUIRED_CONFIRMATIONS", "6"));
    }

    /** Where the edge sends requests to, by service. */
    Map<String, URI> targets() {
        return SERVICES.stream()
                .collect(Collectors.toMap(
                        service -> service,
                        service -> URI.create(required("DAPP_EDGE_" + service.toUpperCase(Locale.ROOT)))));
    }

    /** Browser origins that may call the API. */
    Set<String> origins() {
        return Stream.of(environment.getOrDefault("DAPP_ALLOWED_ORIGINS", ""))
                .flatMap(origins -> Arrays.stream(origins.split(",", -1)))
                .map(String::strip)
                .filter(origin -> !origin.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    private DatabaseCredentials role(String schema, String kind) {
        return new DatabaseCredentials(
                schema + "_" + kind,
                required("DAPP_DATABASE_" + schema.toUpperCase(Locale.ROOT) + "_" + kind.toUpperCase(Locale.ROOT)));
    }

    private String required(String variable) {
        String value = environment.get(variable);
        if (value == null || value.isBlank()) {
            throw new InfrastructureException(variable + " is not set");
        }
        return value;
    }

    @Override
    public String toString() {
        return "PartSettings" + environment.keySet();
    }
}
