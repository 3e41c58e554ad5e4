/** Users' streams in PostgreSQL: appended to before Kafka is told, read by whoever comes back. */
@NullMarked
package io.dapp.notification.stream;

import org.jspecify.annotations.NullMarked;
