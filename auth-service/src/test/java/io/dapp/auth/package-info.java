@NullMarked
package io.dapp.auth;

import org.jspecify.annotations.NullMarked;
