/** The parts that a machine without Docker needs: PostgreSQL, Redis, Kafka and an EVM node, each started and stopped here. */
@NullMarked
package io.dapp.local.infra;

import org.jspecify.annotations.NullMarked;
