/** Events leave with the transaction that made them: the event table and the relay that publishes it to Kafka. */
@NullMarked
package io.dapp.common.outbox;

import org.jspecify.annotations.NullMarked;
