/** The WebSocket: Centrifugo's JSON protocol on Reactor Netty. */
@NullMarked
package io.dapp.notification.socket;

import org.jspecify.annotations.NullMarked;
