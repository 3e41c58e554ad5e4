package io.dapp.system.chart;

import java.util.List;
import java.util.stream.Stream;

/** What holds of everything that the chart renders, in each environment. */
enum ChartRule {
    PODS_ARE_RESTRICTED,
    CONTAINERS_HAVE_REQUESTS_AND_A_MEMORY_LIMIT,
    SERVICES_ARE_PROBED_ON_THE_MANAGEMENT_PORT,
    IMAGES_SAY_WHICH,
    SECRETS_ARE_NAMED_ONLY,
    NO_POD_HOLDS_ANOTHERS_SECRET,
    EACH_DEPLOYMENT_HAS_ONE_DISRUPTION_BUDGET,
    EVERY_POD_IS_DENIED_FIRST,
    NO_POLICY_IS_OPEN,
    PODS_HAVE_TIME_TO_STOP,
    ONE_THING_SETS_THE_NUMBER_OF_REPLICAS,
    MIGRATIONS_COME_BEFORE,
    THE_EDGE_REACHES_THE_API_ONLY,
    NAMES_ARE_WHAT_KUBECTL_IS_TOLD,
    PODS_DO_NOT_CHANGE_WITH_THE_CHARTS_VERSION;

    /** What breaks it, each by the object's kind and name. */
    List<String> brokenBy(Manifests manifests) {
        return found(manifests).toList();
    }

    private Stream<String> found(Manifests manifests) {
        return switch (this) {
            case PODS_ARE_RESTRICTED -> PodRules.unrestricted(manifests);
            case CONTAINERS_HAVE_REQUESTS_AND_A_MEMORY_LIMIT -> PodRules.unbounded(manifests);
            case SERVICES_ARE_PROBED_ON_THE_MANAGEMENT_PORT -> PodRules.unprobed(manifests);
            case IMAGES_SAY_WHICH -> PodRules.unpinned(manifests);
            case SECRETS_ARE_NAMED_ONLY -> PodRules.shownSecrets(manifests);
            case NO_POD_HOLDS_ANOTHERS_SECRET -> PodRules.foreignSecrets(manifests);
            case EACH_DEPLOYMENT_HAS_ONE_DISRUPTION_BUDGET -> ObjectRules.unbudgeted(manifests);
            case EVERY_POD_IS_DENIED_FIRST -> ObjectRules.undenied(manifests);
            case NO_POLICY_IS_OPEN -> ObjectRules.openPolicies(manifests);
            case PODS_HAVE_TIME_TO_STOP -> PodRules.hurried(manifests);
            case ONE_THING_SETS_THE_NUMBER_OF_REPLICAS -> ObjectRules.contested(manifests);
            case MIGRATIONS_COME_BEFORE -> ObjectRules.lateMigrations(manifests);
            case THE_EDGE_REACHES_THE_API_ONLY -> ObjectRules.exposed(manifests);
            case NAMES_ARE_WHAT_KUBECTL_IS_TOLD -> PodRules.renamed(manifests);
            case PODS_DO_NOT_CHANGE_WITH_THE_CHARTS_VERSION -> PodRules.versioned(manifests);
        };
    }
}
