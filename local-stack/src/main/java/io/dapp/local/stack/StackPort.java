package io.dapp.local.stack;

import io.dapp.local.infra.InfrastructureException;
import java.util.EnumMap;
import java.util.Map;

/** Every port of the local platform, the environment variable that changes it and its number without one. */
public enum StackPort {
    EDGE("DAPP_EDGE_PORT", 8080),
    AUTH("DAPP_AUTH_PORT", 8081),
    TRANSACTION("DAPP_TRANSACTION_PORT", 8082),
    RESOURCE("DAPP_RESOURCE_PORT", 8083),
    NOTIFICATION("DAPP_NOTIFICATION_PORT", 8084),
    AUTH_MANAGEMENT("DAPP_AUTH_MANAGEMENT_PORT", 9081),
    TRANSACTION_MANAGEMENT("DAPP_TRANSACTION_MANAGEMENT_PORT", 9082),
    RESOURCE_MANAGEMENT("DAPP_RESOURCE_MANAGEMENT_PORT", 9083),
    NOTIFICATION_MANAGEMENT("DAPP_NOTIFICATION_MANAGEMENT_PORT", 9084),
    MONITOR_MANAGEMENT("DAPP_MONITOR_MANAGEMENT_PORT", 9085),
    POSTGRES("DAPP_POSTGRES_PORT", 15_432),
    REDIS("DAPP_REDIS_PORT", 16_379),
    KAFKA("DAPP_KAFKA_PORT", 19_092),
    KAFKA_CONTROLLER("DAPP_KAFKA_CONTROLLER_PORT", 19_093),
    NODE("DAPP_NODE_PORT", 8545),
    MAIL("DAPP_MAIL_PORT", 10_025);

    private final String variable;
    private final int standard;

    StackPort(String variable, int standard) {
        this.variable = variable;
        this.standard = standard;
    }

    public String variable() {
        return variable;
    }

    static Map<StackPort, Integer> from(Map<String, String> environment) {
        Map<StackPort, Integer> ports = new EnumMap<>(StackPort.class);
        Map<Integer, StackPort> taken = new java.util.HashMap<>();
        for (StackPort which : values()) {
            int port = which.read(environment.getOrDefault(which.variable, ""));
            StackPort other = taken.put(port, which);
            if (other != null) {
                throw new InfrastructureException(which.variable + " and " + other.variable + " are both " + port);
            }
            ports.put(which, port);
        }
        return ports;
    }

    private int read(String value) {
        if (value.isBlank()) {
            return standard;
        }
        if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) < 1 || Integer.parseInt(value) > 65_535) {
            throw new InfrastructureException(variable + " is a port between 1 and 65535, not " + value);
        }
        return Integer.parseInt(value);
    }
}
