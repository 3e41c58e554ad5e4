package io.dapp.common.event;

/** The Kafka topics. Partition counts are fixed: a key's order holds only while its partition does. */
public enum Topic {
    /** Payments to look at now; key {@code chainId:0xfrom}. */
    MONITORING(12),
    /** Each change of a payment; key: payment id. */
    TRANSACTIONS(12),
    /** Heads and reorgs; key: chain id. */
    CHAIN(4),
    /** Changes of application data; key: owner id. */
    RESOURCES(12),
    /** Security events; key: user id. */
    SECURITY(4),
    /** Users as those who write to them know them; key: user id. */
    USERS(4);

    private final int partitions;

    Topic(int partitions) {
        this.partitions = partitions;
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
}
