/** Redis in front of the database: an entry per resource, pages of lists, and what keeps both from going stale. */
@NullMarked
package io.dapp.resource.cache;

import org.jspecify.annotations.NullMarked;
