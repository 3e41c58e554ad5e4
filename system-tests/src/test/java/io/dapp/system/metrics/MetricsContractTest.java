package io.dapp.system.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsContractTest {
    private static final String ROWS = """
            | metric | type | unit | labels | at | from | is |
            |---|---|---|---|---|---|---|
            | `dapp_node_up` | gauge | 0 or 1 | chain, node | transaction, worker | start | 1 while it can be used |
            | `dapp_rpc_seconds` | summary | s | node, outcome (answered, error) | transaction | start | requests |
            | `dapp_push_seconds` | histogram | s |  | transaction | event | pushes |
            | `jvm_threads` | gauge | threads |  | all | start | threads |
            """;

    private static final String TOLD = """
            # HELP dapp_node_up 1 while it can be used
            # TYPE dapp_node_up gauge
            dapp_node_up{application="transaction-service",chain="a, {b}",node="b \\"c\\", d=1"} 1.0
            # TYPE dapp_rpc_seconds summary
            dapp_rpc_seconds_count{application="transaction-service",node="b",outcome="error"} 2
            dapp_rpc_seconds_sum{application="transaction-service",node="b",outcome="error"} 0.25
            # TYPE dapp_rpc_seconds_max gauge
            dapp_rpc_seconds_max{application="transaction-service",node="b",outcome="error"} NaN
            # TYPE dapp_push_seconds histogram
            dapp_push_seconds_bucket{application="transaction-service",le="+Inf"} 1
            dapp_push_seconds_count{application="transaction-service"} 1
            # TYPE jvm_threads gauge
            jvm_threads{application="transaction-service"} 20.0
            # TYPE jvm_other gauge
            jvm_other 20.0
            """;

    @Test
    void whatStandsInItAndIsToldAsItStandsIsNoDifference() {
        assertThat(differences(ROWS, TOLD)).isEmpty();
    }

    @Test
    void aMetricOfOursWithoutARowIsFound() {
        String more = TOLD + "# TYPE dapp_new_total counter\ndapp_new_total{application=\"x\"} 1\n";
        assertThat(differences(ROWS, more)).containsExactly("dapp_new_total of transaction has no row");
    }

    @Test
    void aRowThatNobodyTellsIsFoundUnlessItIsOfAnEvent() {
        String row = "| `dapp_gone_total` | counter | calls |  | auth | %s | gone |\n";
        assertThat(differences(ROWS + row.formatted("start"), TOLD))
                .containsExactly("dapp_gone_total is told by nobody");
        assertThat(differences(ROWS + row.formatted("event"), TOLD)).isEmpty();
    }

    @Test
    void anotherLabelTypeOrServiceIsFound() {
        assertThat(differences(ROWS.replace("chain, node", "chain"), TOLD))
                .containsExactly("dapp_node_up of transaction has the labels [chain, node], its row says [chain]");
        assertThat(differences(ROWS.replace("chain, node", "chain, node, kind"), TOLD))
                .containsExactly(
                        "dapp_node_up of transaction has the labels [chain, node], its row says [chain, kind, node]");
        assertThat(differences(ROWS.replace("summary", "histogram"), TOLD))
                .containsExactly("dapp_rpc_seconds of transaction is a summary, its row says histogram");
        assertThat(differences(ROWS.replace("transaction, worker", "worker"), TOLD))
                .containsExactly("dapp_node_up is told by transaction, its row says [worker]");
        assertThat(differences(ROWS, TOLD.replace("jvm_threads{application=\"transaction-service\"}", "jvm_threads")))
                .containsExactly("jvm_threads of transaction does not say its application");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "| `dapp_a` | gauge | blocks | chain | auth | start |",
                "| `dapp_a` | number | blocks | chain | auth | start | a |",
                "| `dapp_a` | gauge | s | chain | auth | start | a |",
                "| `dapp_a_seconds` | gauge | ms | chain | auth | start | a |",
                "| `dapp_a` | gauge | blocks | chain | someone | start | a |",
                "| `dapp_a` | gauge | blocks | chain |  | start | a |",
                "| `dapp_a` | gauge | blocks | chain | auth | later | a |",
                "| `dapp_node_up` | gauge | 0 or 1 | chain, node | auth | start | again |",
            })
    void aRowThatIsNoneIsRefused(String row) {
        assertThatThrownBy(() -> MetricsContract.parse(ROWS + row)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLineThatIsNoSampleIsRefused() {
        assertThatThrownBy(() -> Exposition.parse("dapp-node-up 1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Exposition.parse("dapp_node_up 1")).hasMessageContaining("no type");
    }

    @Test
    void anExpressionMayAskForWhatIsPromisedOnly() {
        assertThat(unknown("""
                histogram_quantile(0.99, sum by (le, namespace) (rate(dapp_push_seconds_bucket{le=~".+"}[5m]))) > 0.5 # so
                  and on (namespace) (max(dapp_node_up{chain="x{y}", node!="dapp_z"}) by (chain) offset 5m) == bool 1
                  or vector(1e3) unless dapp:recorded > Inf
                """)).isEmpty();
        assertThat(unknown("rate(dapp_push_seconds[$__rate_interval]) / dapp_gone"))
                .containsExactly("metric dapp_gone", "metric dapp_push_seconds");
        assertThat(unknown("sum by (kind) (dapp_node_up{colour=\"red\"})"))
                .containsExactly("label colour", "label kind");
        assertThat(unknown("dapp_rpc_seconds_bucket")).containsExactly("metric dapp_rpc_seconds_bucket");
    }

    private static List<String> unknown(String expression) {
        return MetricsContract.parse(ROWS).unknown(Expression.parse(expression), Set.of("dapp:recorded"));
    }

    private static List<String> differences(String rows, String told) {
        return MetricsContract.parse(rows).differences(Map.of("transaction-service", Exposition.parse(told)));
    }
}
