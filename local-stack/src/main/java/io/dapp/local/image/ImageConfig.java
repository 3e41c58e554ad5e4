package io.dapp.local.image;

import io.dapp.local.infra.InfrastructureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a container of an image is started.
 *
 * @param baseLayers how many of the layers, from the lowest on, the base image brought
 */
record ImageConfig(
        String user,
        String workingFolder,
        List<String> entrypoint,
        Map<String, String> environment,
        Map<String, String> labels,
        int baseLayers) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String BUILDER = "Jib";

    static ImageConfig parse(String json) {
        try {
            JsonNode all = JSON.readTree(json);
            JsonNode config = all.path("config");
            Map<String, String> labels = new TreeMap<>();
            config.path("Labels")
                    .properties()
                    .forEach(
                            label -> labels.put(label.getKey(), label.getValue().asString()));
            Map<String, String> environment = new TreeMap<>();
            for (String variable : texts(config.path("Env"))) {
                int equals = variable.indexOf('=');
                environment.put(variable.substring(0, equals), variable.substring(equals + 1));
            }
            return new ImageConfig(
                    config.path("User").asString(""),
                    config.path("WorkingDir").asString(""),
                    texts(config.path("Entrypoint")),
                    environment,
                    labels,
                    baseLayers(all));
        } catch (JacksonException e) {
            throw new InfrastructureException("not an image's configuration: " + e.getMessage(), e);
        }
    }

    private static int baseLayers(JsonNode all) {
        int layers = all.path("rootfs").path("diff_ids").size();
        for (JsonNode step : all.path("history")) {
            if (BUILDER.equals(step.path("author").asString(""))) {
                layers--;
            }
        }
        return layers;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asString()));
        return texts;
    }
}
