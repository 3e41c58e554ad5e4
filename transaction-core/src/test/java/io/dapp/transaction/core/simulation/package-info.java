/**
 * Nonce line, sender and follower under random schedules of crashes, reorders, reorgs and lost answers, on a clock, a
 * database and nodes that are simulated: whatever a seed makes happen, it makes happen again.
 */
@NullMarked
package io.dapp.transaction.core.simulation;

import org.jspecify.annotations.NullMarked;
