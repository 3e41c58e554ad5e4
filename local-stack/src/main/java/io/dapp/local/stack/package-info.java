/** The whole platform as processes of one machine: started in order, watched, repaired, stopped. */
@NullMarked
package io.dapp.local.stack;

import org.jspecify.annotations.NullMarked;
