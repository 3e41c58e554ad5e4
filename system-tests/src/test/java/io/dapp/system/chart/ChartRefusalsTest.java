package io.dapp.system.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the chart does not take, and what it says then. */
class ChartRefusalsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{unknown: 1}                                                      | unknown",
                "{services: {auth-service: {replica: 2}}}                          | replica",
                "{services: {sixth-service: {}}}                                   | sixth-service",
                "{postgresql: {tls: {moode: require}}}                             | moode",
                "{chains: [{name: a, id: 1, nodes: [{secret: true}], settings: {blokTime: 1s}}]} | blokTime",
                "{services: {auth-service: {replicas: two}}}                       | replicas",
                "{services: {auth-service: {replicas: 0}}}                         | replicas",
                "{services: {auth-service: {resources: {limits: {memory: null}}}}} | memory",
                "{kafka: {securityProtocol: PLAIN}}                                | securityProtocol",
                "{image: {tag: latest}}                                            | tag",
                "{services: {auth-service: {image: {digest: 'sha256:12'}}}}        | digest",
                "{pod: {uid: 0}}                                                   | uid",
                "{ingress: {alb: {idleTimeoutSeconds: 75}}}                        | idleTimeoutSeconds",
                "{services: {auth-service: {env: {lower: x}}}}                     | lower",
                "{services: {tx-monitor-worker: {keda: {minReplicas: 0}}}}         | minReplicas",
                "{networkPolicy: {egress: {redis: [{}]}}}                          | redis",
                "{issuer: null}                                                    | issuer"
            })
    void theSchemaRefusesWhatItDoesNotKnow(String values, String named) {
        assertThat(Chart.refusal(Target.PROD, values))
                .contains("schema")
                .containsPattern(Pattern.compile("\\b" + Pattern.quote(named) + "\\b"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{services: {auth-service: {pdb: {minAvailable: 1}}}} | services.auth-service.pdb: minAvailable and maxUnavailable are mutually exclusive; set the other one to null",
                "{services: {auth-service: {pdb: {maxUnavailable: null}}}} | services.auth-service.pdb: one of minAvailable and maxUnavailable must be set",
                "{services: {auth-service: {pdb: {minAvailable: 3, maxUnavailable: null}}}} | services.auth-service.pdb: minAvailable 3 of 3 replicas would keep every node from being drained",
                "{services: {tx-monitor-worker: {autoscaling: {enabled: true}}}} | services.tx-monitor-worker: autoscaling and keda are mutually exclusive",
                "{services: {auth-service: {autoscaling: {minReplicas: 7}}}} | services.auth-service.autoscaling: minReplicas is above maxReplicas",
                "{services: {tx-monitor-worker: {keda: {trigger: sqs}}}} | services.tx-monitor-worker.keda: the trigger sqs needs sqs.queueUrl and sqs.region",
                "{services: {auth-service: {strategy: {maxSurge: 0}}}} | services.auth-service.strategy: maxSurge and maxUnavailable cannot both be 0",
                "{services: {auth-service: {terminationGracePeriodSeconds: 35}}} | services.auth-service.terminationGracePeriodSeconds must be at least 36",
                "{drain: {shutdownPhaseSeconds: 46}} | terminationGracePeriodSeconds must be at least",
                "{drain: {callersSeconds: 15}} | drain.callersSeconds must be below drain.shutdownPhaseSeconds",
                "{services: {auth-service: {env: {DAPP_AUTH_SIGNING_KEY: x}}}} | services.auth-service.env.DAPP_AUTH_SIGNING_KEY: secrets come from a Secret",
                "{services: {auth-service: {env: {DAPP_SIGNING_MASTERKEY: x}}}} | secrets come from a Secret",
                "{rollout: {progressDeadlineSeconds: 60}} | rollout.progressDeadlineSeconds must not be below",
                "{issuer: ''} | issuer must be set",
                "{postgresql: {host: ''}} | postgresql.host must be set",
                "{kafka: {bootstrapServers: []}} | kafka.bootstrapServers must name at least one broker",
                "{postgresql: {tls: {caConfigMap: ''}}} | postgresql.tls.mode verify-full needs postgresql.tls.caConfigMap",
                "{redis: {username: app, auth: false}} | redis.username needs redis.auth",
                "{chains: []} | chains must name at least one chain",
                "{chains: [{name: a, id: 1, nodes: [{secret: true}]}, {name: a, id: 2, nodes: [{secret: true}]}]} | chains: a is there twice",
                "{chains: [{name: a, id: 1, nodes: [{}]}]} | chains: node 0 of a has its URLs either here",
                "{chains: [{name: a, id: 1, nodes: [{secret: true, httpUrl: 'http://n'}]}]} | chains: node 0 of a has its URLs either here",
                "{signing: {defaultSigner: local, masterKeyId: ''}} | signing.defaultSigner local needs signing.masterKeyId",
                "{signing: {kms: {region: ''}}} | signing.defaultSigner kms needs signing.kms.region",
                "{secrets: {values: {auth-service: {A: b}}}} | secrets: exactly one source: it is \"external\", and secrets.values is set too",
                "{secrets: {existing: {auth-service: mine}}} | secrets: exactly one source: it is \"external\", and secrets.existing is set too",
                "{secrets: {source: existing}} | secrets: exactly one source: it is \"existing\", and secrets.external.store.name is set too",
                "{secrets: {external: {store: {name: ''}}}} | secrets.source external needs secrets.external.store.name",
                "{networkPolicy: {egress: {redis: []}}} | networkPolicy.egress.redis is empty",
                "{networkPolicy: {egress: {kafka: {ports: []}}}} | networkPolicy.egress.kafka.ports is empty",
                "{networkPolicy: {egress: {kms: {to: []}}}} | networkPolicy.egress.kms.to is empty",
                "{networkPolicy: {egress: {otlp: {to: []}}}} | networkPolicy.egress.otlp.to is empty",
                "{networkPolicy: {ingress: {api: []}}} | networkPolicy.ingress.api is empty: nobody could reach the API",
                "{networkPolicy: {ingress: {healthChecks: []}}} | networkPolicy.ingress.healthChecks is empty",
                "{ingress: {host: ''}} | ingress.enabled needs ingress.host",
                "{ingress: {alb: {certificateArn: ''}}} | ingress.className alb needs ingress.alb.certificateArn",
                "{image: {tag: ''}} | image.tag must be the git sha to run"
            })
    void whatDoesNotGoTogetherIsRefusedInOneLine(String values, String message) {
        assertThat(Chart.refusal(Target.PROD, values)).contains(message);
    }

    @Test
    void secretsOfValuesAreAllThereAndNoOthers() {
        assertThat(Chart.refusal(
                        Target.LOCAL, TestSecrets.VALUES.replace("DAPP_AUTH_REFRESH_KEY", "DAPP_AUTH_OTHER_KEY")))
                .contains("secrets.values.auth-service.DAPP_AUTH_REFRESH_KEY must be set");
        assertThat(Chart.refusal(
                        Target.LOCAL,
                        TestSecrets.VALUES.replace(
                                "    resource-service:\n", "    resource-service:\n      DAPP_AUTH_REFRESH_KEY: x\n")))
                .contains(
                        "secrets.values.resource-service.DAPP_AUTH_REFRESH_KEY is nothing that resource-service takes");
        assertThat(Chart.refusal(
                        Target.LOCAL,
                        TestSecrets.VALUES
                                .replace("migration-auth", "migration-resource")
                                .replaceFirst("    migration-resource:\n.*\n", "")))
                .contains("secrets.values.migration-auth.DAPP_MIGRATION_PASSWORD must be set");
    }

    @Test
    void theDefaultsAloneSayWhatIsMissing() {
        assertThat(Chart.refusalOfDefaults()).contains("must be");
    }
}
