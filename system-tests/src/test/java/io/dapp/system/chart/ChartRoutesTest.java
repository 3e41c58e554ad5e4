package io.dapp.system.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.local.edge.ServiceRoute;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChartRoutesTest {
    private static final Map<String, String> SERVICES = Map.of(
            "auth", "auth-service",
            "transaction", "transaction-service",
            "resource", "resource-service",
            "notification", "notification-gateway");

    @ParameterizedTest
    @EnumSource(names = {"DEV", "STAGING", "PROD"})
    void theLoadBalancerRoutesAsTheLocalEdgeDoes(Target target) {
        List<Entry<String, String>> paths = Chart.render(target)
                .one("Ingress", "edge")
                .at("spec", "rules")
                .items()
                .getFirst()
                .at("http", "paths")
                .items()
                .stream()
                .map(path -> Map.entry(
                        path.at("path").text(),
                        path.at("backend", "service", "name").text()))
                .toList();

        assertThat(paths)
                .isEqualTo(ServiceRoute.ALL.stream()
                        .map(route -> Map.entry(route.prefix(), SERVICES.getOrDefault(route.target(), "")))
                        .toList())
                .noneMatch(path ->
                        path.getKey().startsWith("/local") || path.getKey().startsWith("/api/docs"));
    }
}
