package io.dapp.local.infra;

import java.util.List;

/**
 * A topic and its fixed number of partitions. The list repeats what the services' own enum says, because this module
 * depends on none of theirs; a system test holds the two against each other.
 */
public record KafkaTopic(String name, int partitions) {
    public static final List<KafkaTopic> ALL = List.of(
            new KafkaTopic("monitoring", 12),
            new KafkaTopic("transactions", 12),
            new KafkaTopic("chain", 4),
            new KafkaTopic("resources", 12),
            new KafkaTopic("security", 4),
            new KafkaTopic("users", 4));
}
