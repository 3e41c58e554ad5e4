package io.dapp.local.stack;

import io.dapp.local.infra.DatabaseBootstrap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * The Secrets of a cluster on this machine, as {@code kubectl apply} takes them. Their contents are made once and kept as
 * those of the local platform are.
 */
public final class ClusterSecrets {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> WITH_MASTER_KEY = List.of("transaction-service", "tx-monitor-worker");

    private final Secrets secrets;

    /** @param folder where their contents are kept */
    public ClusterSecrets(Path folder) {
        this.secrets = new Secrets(folder);
    }

    /** A List of all: the services' and the migrations' in one namespace, PostgreSQL's in the other. */
    public String manifests(String platform, String infrastructure) {
        List<Map<String, Object>> items = new ArrayList<>();
        for (Service service : Service.ALL) {
            items.add(secret(platform, service.name(), ofService(service)));
        }
        Map<String, String> database = new TreeMap<>();
        database.put("DAPP_POSTGRES_PASSWORD", secrets.superuserPassword());
        for (String schema : DatabaseBootstrap.SCHEMAS) {
            String owner = secrets.owner(schema).password();
            String variable = "DAPP_DATABASE_" + schema.toUpperCase(Locale.ROOT);
            database.put(variable + "_OWNER", owner);
            database.put(variable + "_RUNTIME", secrets.runtime(schema).password());
            items.add(secret(platform, "migration-" + schema, Map.of("DAPP_MIGRATION_PASSWORD", owner)));
        }
        items.add(secret(infrastructure, "postgresql", database));
        return JSON.writeValueAsString(Map.of("apiVersion", "v1", "kind", "List", "items", items));
    }

    private Map<String, String> ofService(Service service) {
        Map<String, String> contents = new TreeMap<>();
        contents.put(
                "SPRING_DATASOURCE_PASSWORD", secrets.runtime(service.schema()).password());
        if (service.equals(Service.AUTH)) {
            contents.put("DAPP_AUTH_SIGNING_KEY", secrets.tokenSigningKey());
            contents.put("DAPP_AUTH_REFRESH_KEY", secrets.refreshKey());
        }
        if (WITH_MASTER_KEY.contains(service.name())) {
            contents.put(
                    "DAPP_SIGNING_MASTERKEY",
                    secrets.masterKeys().all().getFirst().key());
        }
        return contents;
    }

    private static Map<String, Object> secret(String namespace, String name, Map<String, String> contents) {
        Map<String, Object> secret = new TreeMap<>();
        secret.put("apiVersion", "v1");
        secret.put("kind", "Secret");
        secret.put("type", "Opaque");
        secret.put("metadata", new TreeMap<>(Map.of("namespace", namespace, "name", name)));
        secret.put("stringData", contents);
        return secret;
    }
}
