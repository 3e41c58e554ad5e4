package io.dapp.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class OpenApiTest extends PaymentServiceTest {
    private static final Path GOLDEN = Path.of("src/test/resources/openapi.json");

    /** A change of the interface is a change of this file: {@code -Ddapp.golden.update=true} writes it. */
    @Test
    void theInterfaceIsTheReviewedOne() throws IOException {
        ObjectNode document = (ObjectNode) get(null, "/v3/api-docs").body();
        document.remove("servers");
        String now =
                JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
        if (Boolean.getBoolean("dapp.golden.update")) {
            Files.createDirectories(GOLDEN.getParent());
            Files.writeString(GOLDEN, now);
        }
        assertThat(now).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void everyCallNamesItsProblems() {
        JsonNode document = get(null, "/v3/api-docs").body();
        document.path("paths")
                .propertyStream()
                .forEach(path -> path.getValue().forEach(call -> {
                    assertThat(call.path("responses").propertyNames())
                            .as(path.getKey())
                            .contains("400", "401", "403", "503");
                    assertThat(call.at("/responses/503/content/application~1problem+json/schema/$ref")
                                    .asString(""))
                            .isEqualTo("#/components/schemas/Problem");
                }));
        assertThat(document.at("/components/schemas/Problem/properties/code").isMissingNode())
                .isFalse();
    }
}
