/** From a commit to production without GitHub and AWS: the workflows' form, and what their scripts do with programs that are played. */
@NullMarked
package io.dapp.system.delivery;

import org.jspecify.annotations.NullMarked;
