package io.dapp.system.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.yaml.snakeyaml.Yaml;

/** What Terraform makes is called as the chart looks for it. */
class TerraformNamesTest {
    private static final Path TERRAFORM =
            Path.of("..", "terraform").toAbsolutePath().normalize();
    private static final Pattern CIDR = Pattern.compile("(?m)^cidr *= *\"(\\d+\\.\\d+)\\.0\\.0/16\"$");

    private final Node names = names();

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LOCAL")
    void eachSecretIsThereWithItsVariables(Target target) {
        Map<String, Set<String>> asked = Chart.render(target)
                .ofKind("ExternalSecret")
                .collect(Collectors.toMap(Manifests::name, TerraformNamesTest::ownVariables));
        Map<String, Set<String>> made = names.at("secrets").keys().stream()
                .collect(Collectors.toMap(name -> name, name -> texts(names.at("secrets", name))));
        assertThat(asked).isEqualTo(made);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LOCAL")
    void aSecretIsLookedForAmongThoseOfTheEnvironment(Target target) {
        assertThat(Chart.render(target).ofKind("ExternalSecret")).allSatisfy(secret -> {
            assertThat(secret.at("spec", "secretStoreRef", "name").text())
                    .isEqualTo(names.at("secretStore").text());
            assertThat(secret.at("spec", "data").items())
                    .allMatch(variable ->
                            variable.at("remoteRef", "key").is("dapp/" + target + "/" + Manifests.name(secret)));
        });
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LOCAL")
    void policiesNameTheNetworksThatAreMade(Target target) throws IOException {
        String network = network(target);
        Set<String> made = Stream.of("0.0/24", "1.0/24", "2.0/24", "64.0/20", "80.0/20", "96.0/20")
                .map(subnet -> network + "." + subnet)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> named = Chart.render(target)
                .ofKind("NetworkPolicy")
                .flatMap(policy -> Stream.of("ingress", "egress")
                        .flatMap(direction -> policy.at("spec", direction).items().stream()))
                .flatMap(rule -> Stream.of("from", "to").flatMap(side -> rule.at(side).items().stream()))
                .map(peer -> peer.at("ipBlock", "cidr").text())
                .filter(cidr -> cidr.startsWith("10."))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named).isEqualTo(made);
    }

    @Test
    void rolesAndRepositoriesAreTheServices() {
        Set<String> accounts = Chart.render(Target.PROD)
                .ofKind("Deployment")
                .map(service -> service.at("spec", "template", "spec", "serviceAccountName")
                        .text())
                .collect(Collectors.toSet());
        assertThat(accounts).isEqualTo(texts(names.at("services")));
        assertThat(names.at("namespace").text()).isEqualTo(Chart.HELM.release());
    }

    @Test
    void reportsAreKeptInTheClassThatIsMade() {
        assertThat(Chart.render(Target.PROD)
                        .one("PersistentVolumeClaim", "reports")
                        .at("spec", "storageClassName")
                        .text())
                .isEqualTo(names.at("storageClass").text())
                .isEqualTo(Manifests.name(
                        storage().ofKind("StorageClass").findFirst().orElseThrow()));
    }

    @Test
    void kedaLogsInToKafkaAsTheChartNamesIt() {
        String authentication = names.at("kafkaAuthentication").text();
        assertThat(Chart.render(Target.PROD)
                        .one("ScaledObject", "tx-monitor-worker")
                        .at("spec", "triggers")
                        .items())
                .allMatch(trigger -> trigger.at("authenticationRef", "name").is(authentication));
        Manifests secrets = secrets();
        assertThat(secrets.has("TriggerAuthentication", authentication)).isTrue();
        assertThat(secrets.one("ExternalSecret", authentication)
                        .at("spec", "target", "template", "data")
                        .keys())
                .containsExactlyInAnyOrderElementsOf(
                        secrets
                                .one("TriggerAuthentication", authentication)
                                .at("spec", "secretTargetRef")
                                .items()
                                .stream()
                                .map(each -> each.at("key").text())
                                .toList());
        assertThat(secrets.has("ClusterSecretStore", names.at("secretStore").text()))
                .isTrue();
    }

    private static Set<String> ownVariables(Node secret) {
        return secret.at("spec", "data").items().stream()
                .map(variable -> variable.at("secretKey").text())
                // Chains are the deployment's own.
                .filter(variable -> !variable.startsWith("DAPP_CHAINS_"))
                .collect(Collectors.toSet());
    }

    private static Set<String> texts(Node list) {
        return list.items().stream().map(Node::text).collect(Collectors.toSet());
    }

    private static String network(Target target) throws IOException {
        Matcher cidr =
                CIDR.matcher(Files.readString(TERRAFORM.resolve("environments/" + target + "/terraform.tfvars")));
        assertThat(cidr.find()).isTrue();
        return cidr.group(1);
    }

    private static Manifests storage() {
        return addon("storage", "files: {className: efs, fileSystemId: fs-1}");
    }

    private static Manifests secrets() {
        return addon("secrets", "{region: eu-central-1, kafka: {remoteKey: AmazonMSK_dapp-prod_keda}}");
    }

    private static Manifests addon(String name, String values) {
        return Manifests.of(new HelmChart(TERRAFORM.resolve("modules/addons/" + name), name).yaml(values));
    }

    private static Node names() {
        try {
            return new Node(new Yaml().load(Files.readString(TERRAFORM.resolve("platform.yaml"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
