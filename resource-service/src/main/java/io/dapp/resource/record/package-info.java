/** What a resource is, who may see it, and the row that keeps it. */
@NullMarked
package io.dapp.resource.record;

import org.jspecify.annotations.NullMarked;
