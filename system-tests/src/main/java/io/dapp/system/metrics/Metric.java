package io.dapp.system.metrics;

import java.util.Set;

/**
 * A row of the contract.
 *
 * @param name as Prometheus knows it; a timer's or distribution's without {@code _count}, {@code _sum} and so on
 * @param type gauge, counter, summary or histogram
 * @param labels beside those that every metric of a service has
 * @param services who may tell it, by short names; at least one of them does
 * @param always false: it is there only after an event that need not happen
 */
public record Metric(String name, String type, String unit, Set<String> labels, Set<String> services, boolean always) {}
