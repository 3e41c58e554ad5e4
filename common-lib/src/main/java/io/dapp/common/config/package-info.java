/** Defaults every service starts with, and how a wrong configuration is reported. */
@NullMarked
package io.dapp.common.config;

import org.jspecify.annotations.NullMarked;
