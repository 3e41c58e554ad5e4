/** What comes in from Kafka: changes of payments, stored and handed on; heads, handed on only. */
@NullMarked
package io.dapp.notification.feed;

import org.jspecify.annotations.NullMarked;
