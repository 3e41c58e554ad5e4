package io.dapp.system.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.yaml.snakeyaml.Yaml;

class ChartSchemaTest {
    @ParameterizedTest
    @EnumSource
    void everyEnvironmentIsLinted(Target target) {
        LintResult lint = Chart.lint(target);
        assertThat(lint.isFailed()).as(String.join("\n", lint.getMessages())).isFalse();
    }

    @Test
    void everyObjectOfTheSchemaIsClosed() throws IOException {
        assertThat(open(Chart.HELM)).containsExactly("/properties/global");
    }

    @Test
    void anOpenObjectIsFound() {
        List<String> open = new ArrayList<>();
        look("", new Node(new Yaml().load("{properties: {a: {type: object, properties: {b: {type: string}}}}}")), open);
        assertThat(open).containsExactly("/properties/a");
    }

    /** Where a chart's schema takes properties that it does not name. */
    static List<String> open(HelmChart chart) throws IOException {
        Node schema = new Node(new Yaml().load(Files.readString(chart.folder().resolve("values.schema.json"))));
        List<String> open = new ArrayList<>();
        look("", schema, open);
        return open;
    }

    /** An object names its properties and no others, or is a map of one kind of values. */
    private static void look(String place, Node schema, List<String> open) {
        boolean object = schema.at("type").is("object");
        Node others = schema.at("additionalProperties");
        if (object && !others.is(false) && others.keys().isEmpty()) {
            open.add(place);
        }
        for (String key : schema.keys()) {
            look(place + "/" + key, schema.at(key), open);
        }
    }

    @Test
    void everyPropertyOfTheFirstLevelsIsDescribed() throws IOException {
        Node schema = new Node(new Yaml().load(Files.readString(Chart.FOLDER.resolve("values.schema.json"))));
        Set<String> names = schema.at("properties").keys();
        assertThat(names)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(
                                schema.at("properties", name, "description").text())
                        .as(name)
                        .isNotBlank());
    }
}
