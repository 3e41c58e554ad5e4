package io.dapp.common.event;

import java.util.Arrays;
import java.util.Optional;

/** The Kafka topics. Partition counts are fixed: a key's order holds only while its partition does. */
public enum Topic {
    /** Payments to look at now; key {@code chainId:0xfrom}. */
    MONITORING(12, false),
    /** Each change of a payment; key: payment id. */
    TRANSACTIONS(12, true),
    /** Heads and reorgs; key: chain id. */
    CHAIN(4, true),
    /** Changes of application data; key: owner id. */
    RESOURCES(12, true),
    /** Security events; key: user id. */
    SECURITY(4, true),
    /** Users as those who write to them know them; key: user id. */
    USERS(4, true);

    private final int partitions;
    private final boolean ordered;

    Topic(int partitions, boolean ordered) {
        this.partitions = partitions;
        this.ordered = ordered;
    }

    public String topicName() {
        return switch (this) {
            case MONITORING -> "monitoring";
            case TRANSACTIONS -> "transactions";
            case CHAIN -> "chain";
            case RESOURCES -> "resources";
            case SECURITY -> "security";
            case USERS -> "users";
        };
    }

    public int partitions() {
        return partitions;
    }

    /** Whether events of one key have to arrive in order; hints stand each for itself. */
    public boolean ordered() {
        return ordered;
    }

    public static Optional<Topic> named(String name) {
        return Arrays.stream(values())
                .filter(topic -> topic.topicName().equals(name))
                .findFirst();
    }
}
