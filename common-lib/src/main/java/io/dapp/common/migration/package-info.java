/** Schema migrations, run by the owner role and never at a service's start. */
@NullMarked
package io.dapp.common.migration;

import org.jspecify.annotations.NullMarked;
