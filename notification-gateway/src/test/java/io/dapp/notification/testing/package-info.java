/** What the gateway's tests share: gateways, what comes in from Kafka, and clients. */
@NullMarked
package io.dapp.notification.testing;

import org.jspecify.annotations.NullMarked;
