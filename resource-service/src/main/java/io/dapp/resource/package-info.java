/** Application data with a cache in front. */
@NullMarked
package io.dapp.resource;

import org.jspecify.annotations.NullMarked;
