/** Create, replace, patch and delete: one transaction each, fenced in the cache and told by an event. */
@NullMarked
package io.dapp.resource.writing;

import org.jspecify.annotations.NullMarked;
