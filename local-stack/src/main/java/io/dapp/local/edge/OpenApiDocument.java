package io.dapp.local.edge;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI 3.1 documents of all services as one. */
final class OpenApiDocument {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final Map<String, URI> services;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    OpenApiDocument(Map<String, URI> services) {
        this.services = services;
    }

    /** Asks every service; one that does not answer is left out and named in the description. */
    byte[] merged() {
        ObjectNode document = JSON.createObjectNode();
        document.put("openapi", "3.1.0");
        ObjectNode info = document.putObject("info");
        info.put("title", "Blockchain DApp Platform");
        info.put("version", "v1");
        document.putArray("servers").addObject().put("url", "/");
        ArrayNode tags = document.putArray("tags");
        ObjectNode paths = document.putObject("paths");
        ObjectNode components = document.putObject("components");
        StringBuilder missing = new StringBuilder();
        services.forEach((name, url) -> {
            ObjectNode service = fetch(url);
            if (service == null) {
                missing.append(missing.isEmpty() ? "Not reachable now: " : ", ").append(name);
                return;
            }
            renameClashingComponents(service, components, name);
            copy(service.path("paths"), paths);
            service.path("components").properties().forEach(section -> {
                if (section.getValue().isObject()) {
                    copy(section.getValue(), components.withObjectProperty(section.getKey()));
                }
            });
            service.path("tags").forEach(tags::add);
            if (service.has("security") && !document.has("security")) {
                document.set("security", service.get("security"));
            }
        });
        if (!missing.isEmpty()) {
            info.put("description", missing.append('.').toString());
        }
        return JSON.writeValueAsBytes(document);
    }

    /** Two services may give one name to different schemas; the later one's gets the service's name before it. */
    private static void renameClashingComponents(ObjectNode service, ObjectNode components, String name) {
        JsonNode schemas = service.path("components").path("schemas");
        JsonNode taken = components.path("schemas");
        for (String schema : java.util.List.copyOf(schemas.propertyNames())) {
            if (taken.has(schema) && !taken.get(schema).equals(schemas.get(schema))) {
                String renamed = Character.toUpperCase(name.charAt(0)) + name.substring(1) + schema;
                ObjectNode holder = (ObjectNode) schemas;
                holder.set(renamed, holder.remove(schema));
                replaceReferences(service, "#/components/schemas/" + schema, "#/components/schemas/" + renamed);
            }
        }
    }

    private static void replaceReferences(JsonNode node, String from, String to) {
        if (node instanceof ObjectNode object
                && object.path("$ref").asString("").equals(from)) {
            object.put("$ref", to);
        }
        node.forEach(child -> replaceReferences(child, from, to));
    }

    private static void copy(JsonNode from, ObjectNode to) {
        from.properties().forEach(entry -> {
            if (to.get(entry.getKey()) instanceof ObjectNode existing
                    && entry.getValue().isObject()) {
                existing.setAll((ObjectNode) entry.getValue());
            } else {
                to.set(entry.getKey(), entry.getValue());
            }
        });
    }

    private @Nullable ObjectNode fetch(URI service) {
        HttpRequest request = HttpRequest.newBuilder(service.resolve("/v3/api-docs"))
                .timeout(LIMIT)
                .header("Accept", "application/json")
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 && JSON.readTree(answer.body()) instanceof ObjectNode document
                    ? document
                    : null;
        } catch (IOException | JacksonException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
