@NullMarked
package io.dapp.common.security;

import org.jspecify.annotations.NullMarked;
