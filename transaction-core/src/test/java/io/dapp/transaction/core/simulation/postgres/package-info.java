/**
 * The core as it is, in several processes on one PostgreSQL, under random schedules: at failpoints before and after each
 * statement and around each COMMIT a seed decides who goes on, whose connection is lost, and which process ends.
 */
@NullMarked
package io.dapp.transaction.core.simulation.postgres;

import org.jspecify.annotations.NullMarked;
