/** What the tests of every service need: tokens and live sessions without auth-service. */
@NullMarked
package io.dapp.common.testing;

import org.jspecify.annotations.NullMarked;
