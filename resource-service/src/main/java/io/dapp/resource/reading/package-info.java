/** GET of one resource and of lists, cache first. */
@NullMarked
package io.dapp.resource.reading;

import org.jspecify.annotations.NullMarked;
