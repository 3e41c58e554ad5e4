/** Container images as files: looking into them, holding them to their rules, entering one without a container engine. */
@NullMarked
package io.dapp.local.image;

import org.jspecify.annotations.NullMarked;
