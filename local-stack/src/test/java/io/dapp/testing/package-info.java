/** Real PostgreSQL, Redis, Kafka and an EVM node for tests, shared by the tests of a JVM and gone with it. */
@NullMarked
package io.dapp.testing;

import org.jspecify.annotations.NullMarked;
