/** Live status from a stored stream. */
@NullMarked
package io.dapp.notification;

import org.jspecify.annotations.NullMarked;
