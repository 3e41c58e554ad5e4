/** From a stored publication to the connections of its user, on this pod and on the others. */
@NullMarked
package io.dapp.notification.delivery;

import org.jspecify.annotations.NullMarked;
